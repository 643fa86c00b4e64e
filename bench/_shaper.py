"""A shaper of the benches' own: a lossy, slow, narrow piece of network on loopback, in a process of its own.

It stands between a browser and a media node. `Shaper.door(port)` opens a UDP door for one port of the node; the door's
port is put into the answer in place of the node's. Each address that knocks at a door gets a socket of its own towards
the node, so that ICE sees one address per address, and learns it as peer-reflexive.

The shaper's process is told what to do in lines of JSON on its standard input, and answers each with one line.
"""

import asyncio
import contextlib
import json
import random
import socket
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from typing import Any, Self, cast

import uvloop

HERE = "127.0.0.1"
SOCKET_BYTES = 4 << 20
QUEUE_BYTES = 32_000
"""What a rate-limited link lets wait; the rest is dropped (half a second at 500 kb/s)."""

Address = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """What one direction of a leg's way suffers."""

    delay: float = 0.0
    """Seconds one way."""
    loss: float = 0.0
    """The share of datagrams that vanish, each by itself."""
    kbps: int = 0
    """Kilobits a second; 0 is no limit."""
    queue: int = QUEUE_BYTES
    """Bytes that may wait where there is a limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Both directions between a browser and the node."""

    up: Path = Path()
    """From the browser."""
    down: Path = Path()
    """To the browser."""


def both(*, delay: float = 0.0, loss: float = 0.0) -> Way:
    """The same path in both directions."""
    path = Path(delay=delay, loss=loss)
    return Way(up=path, down=path)


class Link:
    """One direction: datagrams go in, and come out later, in order, or not at all."""

    def __init__(self, path: Path, chance: random.Random, send: Callable[[bytes], None]) -> None:
        self.path = path
        self._chance = chance
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._free_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def put(self, data: bytes) -> None:
        """A datagram enters the link."""
        path = self.path
        if path.loss and self._chance.random() < path.loss:
            return
        now = self._loop.time()
        due = now + path.delay
        if path.kbps:
            begin = max(now, self._free_at)
            if (begin - now) * path.kbps * 125 > path.queue:
                return
            self._free_at = begin + len(data) / (path.kbps * 125)
            due = self._free_at + path.delay
        if due <= now and not self._waiting:
            self._send(data)
            return
        self._waiting.append((due, data))
        if self._timer is None:
            self._timer = self._loop.call_at(due, self._ring)

    def _ring(self) -> None:
        now = self._loop.time()
        while self._waiting and self._waiting[0][0] <= now:
            self._send(self._waiting.popleft()[1])
        self._timer = self._loop.call_at(self._waiting[0][0], self._ring) if self._waiting else None


class Inner(asyncio.DatagramProtocol):
    """The socket towards the node that belongs to one address of a browser."""

    def __init__(self, down: Link) -> None:
        self._down = down

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._down.put(data)


class Door(asyncio.DatagramProtocol):
    """The socket that a browser sends to; all that comes through it belongs to one leg."""

    def __init__(self, port: int, way: Way, seed: int) -> None:
        self._port = port
        self._way = way
        self._chances = random.Random(f"{seed} up"), random.Random(f"{seed} down")
        self._browser: asyncio.DatagramTransport | None = None
        self._ups: dict[Address, Link] = {}
        self._downs: dict[Address, Link] = {}
        self._early: dict[Address, list[bytes]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._browser = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        up = self._ups.get(addr)
        if up is not None:
            up.put(data)
        elif addr in self._early:
            self._early[addr].append(data)
        else:
            self._early[addr] = [data]
            task = asyncio.get_running_loop().create_task(self._admit(addr))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _admit(self, addr: Address) -> None:
        assert self._browser is not None
        browser = self._browser
        down = Link(self._way.down, self._chances[1], lambda data: browser.sendto(data, addr))
        inner = await _open(lambda: Inner(down), remote=(HERE, self._port))
        up = Link(self._way.up, self._chances[0], inner.sendto)
        self._ups[addr], self._downs[addr] = up, down
        for data in self._early.pop(addr):
            up.put(data)

    def change(self, way: Way) -> None:
        """From now on the way is like this."""
        self._way = way
        for up in self._ups.values():
            up.path = way.up
        for down in self._downs.values():
            down.path = way.down


async def _open(
    make: Callable[[], asyncio.DatagramProtocol], *, remote: Address | None = None
) -> asyncio.DatagramTransport:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        sock.setsockopt(socket.SOL_SOCKET, option, SOCKET_BYTES)
    sock.setblocking(False)
    sock.bind((HERE, 0))
    if remote is not None:
        sock.connect(remote)
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(make, sock=sock)
    return transport


class Shaper:
    """The shaper's process as a bench sees it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()

    @classmethod
    @contextlib.asynccontextmanager
    async def start(cls) -> AsyncIterator[Self]:
        """A shaper that ends with the block."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench._shaper", stdin=pipe, stdout=pipe)
        try:
            yield cls(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()

    async def door(self, port: int, way: Way, *, seed: int) -> int:
        """The UDP port of a new door before the node's `port`; `seed` decides which datagrams are lost."""
        return int(await self._say({"port": port, "way": asdict(way), "seed": seed}))

    async def change(self, door: int, way: Way) -> None:
        """The way through the door is different from now on."""
        await self._say({"door": door, "way": asdict(way)})

    async def _say(self, order: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._turn:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            return json.loads(await self._process.stdout.readline())


def _way(said: dict[str, Any]) -> Way:
    return Way(up=Path(**said["up"]), down=Path(**said["down"]))


async def _serve() -> None:
    """Obeys until its standard input ends."""
    loop = asyncio.get_running_loop()
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    doors: dict[int, Door] = {}
    while line := await orders.readline():
        order = json.loads(line)
        if "door" in order:
            doors[order["door"]].change(_way(order["way"]))
            print(0, flush=True)
            continue
        door = Door(order["port"], _way(order["way"]), order["seed"])
        transport = await _open(lambda door=door: door)  # type: ignore[misc]  # mypy infers no type for the default
        number: int = transport.get_extra_info("sockname")[1]
        doors[number] = door
        print(number, flush=True)


if __name__ == "__main__":
    uvloop.run(_serve())
