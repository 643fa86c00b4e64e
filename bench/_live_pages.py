"""Pages of `bench.live`: so many WebSockets in one process, that read and remember, and do as little else as they can.

When a message has come is noted at once. What stood in it is looked at when nothing comes; of equal ones one is kept.
"""

import asyncio
import bisect
import json
import os
import resource
import sys
import time
from array import array
from base64 import b64encode
from typing import Any, cast

import uvloop

OPENING = 100
"""Connections that are being opened at a time."""
QUIET = 0.03
MASKED_PONG = bytes([0x81, 0x80 | 15, 0, 0, 0, 0]) + b'{"kind":"pong"}'
HEAD = b'{"kind":"fragments","seq":'
PING = b'{"kind":"ping"}'


class Pages:
    """All pages of this process, and what they were told."""

    def __init__(self, port: int, doors: list[dict[str, str]], count: int) -> None:
        self.port = port
        self.pages = [Page(self, doors[each % len(doors)]) for each in range(count)]
        self.unread: list[tuple[Page, bytes]] = []
        self.known: dict[bytes, bytes] = {}
        self.heard_at = 0.0
        self._places = asyncio.Semaphore(OPENING)

    async def open_all(self) -> None:
        """Every page that is not open is opened, and shown something."""
        await asyncio.gather(*(self._open(page) for page in self.pages if not page.shown.is_set()))

    async def _open(self, page: "Page") -> None:
        async with self._places:
            while not page.shown.is_set():
                try:
                    await asyncio.get_running_loop().create_connection(lambda: page, "127.0.0.1", self.port)
                    async with asyncio.timeout(30):
                        await page.shown.wait()
                except (OSError, TimeoutError):
                    await asyncio.sleep(0.2)

    async def read(self) -> None:
        """Until cancelled: looks at what has come, while nothing comes."""
        while True:
            await asyncio.sleep(0.005)
            while self.unread and time.monotonic() - self.heard_at > QUIET:
                taken, self.unread = self.unread[:50], self.unread[50:]
                for page, message in taken:
                    page.told.append(self.known.setdefault(message, message))
                await asyncio.sleep(0)

    async def settle(self) -> None:
        """Until everything that has come was looked at."""
        while self.unread or time.monotonic() - self.heard_at < 1.0:  # noqa: ASYNC110  # two conditions
            await asyncio.sleep(0.05)


class Page(asyncio.Protocol):
    """One page. `seqs`, `times`: of each message, how new it is and when it had come."""

    def __init__(self, pages: Pages, door: dict[str, str]) -> None:
        self._pages, self.door = pages, door
        self.shown = asyncio.Event()
        self.seqs, self.times = array("q"), array("d")
        self.told: list[bytes] = []
        self.cuts = 0
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self._greeted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        made = self._transport = cast(asyncio.Transport, transport)
        self._rest, self._greeted = b"", False
        lines = (
            f"GET /live/zone?zone={self.door['zone']} HTTP/1.1",
            f"Host: 127.0.0.1:{self._pages.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            f"Cookie: staff={self.door['secret']}",
        )
        made.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def connection_lost(self, _error: Exception | None) -> None:
        self.cuts += 1
        self.shown.clear()

    def data_received(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        if not self._greeted:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._rest = data
                return
            if not data.startswith(b"HTTP/1.1 101"):
                raise RuntimeError(data[:300])
            self._greeted, data = True, data[end + 4 :]
        self._rest = self._frames(data)

    def _frames(self, data: bytes) -> bytes:
        at = 0
        while len(data) - at >= 2:
            length, head = data[at + 1], 2
            if length == 126:
                length, head = int.from_bytes(data[at + 2 : at + 4], "big"), 4
            elif length == 127:
                length, head = int.from_bytes(data[at + 2 : at + 10], "big"), 10
            if len(data) < at + head + length:
                break
            self._message(data[at], data[at + head : at + head + length])
            at += head + length
        return data[at:] if at else data

    def _message(self, kind: int, message: bytes) -> None:
        if message.startswith(HEAD):
            self._pages.heard_at = time.monotonic()
            self.times.append(self._pages.heard_at)
            self.seqs.append(int(message[len(HEAD) : message.index(b",", len(HEAD))]))
            self._pages.unread.append((self, message))
            self.shown.set()
        elif message == PING and self._transport is not None:
            self._transport.write(MASKED_PONG)
        elif kind != 0x88:
            raise RuntimeError(message[:300])

    def cut(self) -> None:
        """The line fails."""
        if self._transport is not None:
            self._transport.abort()


class Bench:
    """What the bench asks of this process."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def open(self) -> dict[str, Any]:
        """Connects whoever is not."""
        await self._pages.open_all()
        return {"open": sum(page.shown.is_set() for page in self._pages.pages)}

    async def cut(self) -> dict[str, Any]:
        """Cuts every line, and connects again."""
        for page in self._pages.pages:
            page.cut()
        while any(page.shown.is_set() for page in self._pages.pages):  # noqa: ASYNC110  # of thousands
            await asyncio.sleep(0.01)
        began = time.monotonic()
        await self._pages.open_all()
        return {"seconds": time.monotonic() - began}

    async def delays(self, commits: list[tuple[int, float, str]]) -> dict[str, Any]:
        """Seconds from each commit to the first message at each page of its zone that is as new; and how many none."""
        await self._pages.settle()
        delays, missing = array("d"), 0
        for page in self._pages.pages:
            for seq, at, zone in commits:
                if zone == page.door["zone"]:
                    found = bisect.bisect_left(page.seqs, seq)
                    if found < len(page.seqs):
                        delays.append(page.times[found] - at)
                    else:
                        missing += 1
        return {"delays": sorted(delays), "missing": missing}

    async def compare(self, boards: list[tuple[str, str, dict[str, str]]]) -> dict[str, Any]:
        """How many pages do not show what their board is now, to the byte; and cut anything else they know."""
        await self._pages.settle()
        expected = {(zone, secret): board for zone, secret, board in boards}
        parsed = {message: json.loads(message)["fragments"] for message in self._pages.known}
        lost, stale = 0, dict.fromkeys(next(iter(expected.values())), 0)
        for page in self._pages.pages:
            shown: dict[str, str] = {}
            for message in page.told:
                shown |= parsed[message]
            board = expected[page.door["zone"], page.door["secret"]]
            lost += shown != board
            for name in stale:
                stale[name] += shown.get(name) != board[name]
        return {"lost": lost, "stale": stale, "messages": sum(len(page.told) for page in self._pages.pages)}


async def main() -> None:
    """Is told where to connect, and then what to do, in lines of JSON."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard) if soft < hard else (soft, hard))
    told = json.loads(sys.stdin.readline())
    pages = Pages(told["port"], told["doors"], told["count"])
    bench = Bench(pages)
    reading = asyncio.create_task(pages.read())
    print(json.dumps({"ready": True}), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        word = json.loads(line)
        print(json.dumps(await getattr(bench, word.pop("do"))(**word)), flush=True)
    reading.cancel()


if __name__ == "__main__":
    uvloop.run(main())
