"""A page's line to media nodes that stand alone, as our own page keeps it: it goes where the live screen sends it.

async with Line(clerk, "console", nodes, colour=BLUE) as line:
    await line.sees(GREEN)
"""

import asyncio
import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

import aiohttp

from tests.fixtures.programs import ROOT
from tests.journeys.players import Browser
from tests.webrtc.peers import Colour, Peer, near, until

LONG = 90.0
START_SECONDS = 180.0
TOLD = re.compile(r'data-leg-node="([^"]*)"')
GRANTS = {"corner": "/api/legs/applicant", "console": "/api/legs/staff"}


class Nodes:
    """Media nodes by name, each a process of its own."""

    def __init__(self, settings: Mapping[str, str], free_port: Callable[[], int], log: pathlib.Path) -> None:
        self._settings, self._free_port, self._log = settings, free_port, log
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.addresses: dict[str, str] = {}

    async def start(self, name: str) -> None:
        """Returns once it answers; one that runs is left alone. Legs of this process go on meanwhile."""
        await asyncio.to_thread(self._start, name)

    async def only(self, name: str) -> None:
        """This one runs, and no other."""
        for other in [one for one in self._running if one != name]:
            await self.drain(other)
        await self.start(name)

    def _start(self, name: str) -> None:
        if name in self._running:
            return
        port = self._free_port()
        with self._log.open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "server.py", "media", "--node", name],
                cwd=ROOT,
                env=dict(os.environ) | dict(self._settings) | {"DESK_PORT": str(port)},
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self.addresses[name] = f"http://127.0.0.1:{port}"
        self._wait_for(name)

    def _wait_for(self, name: str) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._running[name].poll() is None:
            try:
                with urllib.request.urlopen(f"{self.addresses[name]}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"the node did not start:\n{self._log.read_text()[-4000:]}")

    def kill(self, name: str) -> None:
        """SIGKILL."""
        process = self._running.pop(name)
        process.kill()
        process.wait()

    async def drain(self, name: str) -> int:
        """SIGTERM; its exit status, once it has gone by itself."""
        process = self._running.pop(name)
        process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(process.wait, LONG)

    def stop(self) -> None:
        """Ends all, at once."""
        for process in self._running.values():
            process.kill()
            process.wait()


class Line:
    """One page with its live socket and its leg."""

    def __init__(self, who: Browser, screen: str, nodes: Nodes, *, colour: Colour) -> None:
        self._who, self._screen, self._nodes, self._colour = who, screen, nodes, colour
        self._told = ""
        self._tasks: list[asyncio.Task[None]] = []
        self.node = ""
        """The node that the leg is on."""
        self.peer: Peer | None = None
        self.opened = 0
        """How many legs were opened."""

    async def __aenter__(self) -> Self:
        await self._open()
        self._tasks = [asyncio.ensure_future(self._listen()), asyncio.ensure_future(self._follow())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.peer is not None:
            await self.peer.close()

    async def sees(self, colour: Colour) -> None:
        """Waits until the leg that stands now shows the colour."""
        await until(lambda: self.peer is not None and near(self.peer.colour(), colour), LONG)

    async def is_on(self, node: str) -> None:
        """Waits until the leg is on this node."""
        await until(lambda: self.node == node, LONG)

    async def _listen(self) -> None:
        """Reads the live screen, as the page does, and keeps what it says of the node."""
        url = f"{self._who.desk.url}/live/{self._screen}"
        async with self._who.http.ws_connect(url, max_msg_size=0) as socket:
            async for message in socket:
                told = json.loads(message.data)
                if told["kind"] == "ping":
                    await socket.send_str('{"kind": "pong"}')
                for text in told.get("fragments", {}).values():
                    for node in TOLD.findall(text):
                        self._told = node or self._told

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(0.05)
            if self._told in ("", self.node):
                continue
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                await self._open()

    async def _open(self) -> None:
        """A new leg where the grant says; the one that stands is let go of when the new one is up."""
        status, given = await self._who.call("POST", GRANTS[self._screen], {})
        assert status == 200, given
        at = self._nodes.addresses[given["node"]]
        headers = {"Authorization": f"Bearer {given['token']}", "Content-Type": "application/sdp"}
        peer = Peer(colour=self._colour)
        async with (
            aiohttp.ClientSession() as http,
            http.post(at + given["url"], data=await peer.offer(), headers=headers) as answer,
        ):
            assert answer.status == 201, await answer.text()
            await peer.accept(await answer.text())
        await until(lambda: peer.connected, LONG)
        before, self.peer, self.node = self.peer, peer, given["node"]
        self.opened += 1
        if before is not None:
            await before.close()
