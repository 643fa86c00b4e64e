"""A node that records calls, as a process that tells what it holds: tasks, descriptors and threads.

It reads lines of JSON: `{"open": name}` opens a recorded bridge and answers with its legs, `{"close": name}` ends it
and answers with its segments, `"counts"` answers when nobody is left and all is as it was, or after a while as it is.
"""

import argparse
import asyncio
import gc
import json
import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import uvloop
from aiohttp import web

from bench import _namespace
from bench._relay_ours import KEY, SEATS, tell, token
from webrtc import events, whip
from webrtc.node import Node
from webrtc.settings import NodeSettings

PATIENCE = 200
"""Tenths of a second until what is still held counts as leaked."""


class House:
    """The node, its web server, and the segments that it closed."""

    def __init__(self, folder: Path, segment_seconds: float) -> None:
        self._folder = folder
        self._segments: dict[str, list[str]] = {}
        settings = NodeSettings(addresses=(_namespace.address(),), segment_seconds=segment_seconds)
        self._node = Node(settings, self._told)
        self._url = ""
        self._least: dict[str, int] | None = None

    def _told(self, event: events.Event) -> None:
        tell(event)
        if isinstance(event, events.RecordingFailed):
            print("recording failed", file=sys.stderr)
        if isinstance(event, events.SegmentClosed):
            self._segments.setdefault(event.bridge_id, []).append(str(event.path))

    async def start(self) -> web.AppRunner:
        """Open the doors."""
        app = web.Application()
        app.add_routes(whip.routes(self._node, [KEY]))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self._url = f"http://{host}:{port}/media/legs"
        return runner

    async def do(self, asked: object) -> Mapping[str, object]:
        """One line's work."""
        if asked == "counts":
            return await self._settled()
        assert isinstance(asked, dict)
        if "open" in asked:
            return self._open(asked["open"])
        await self._node.close_bridge(asked["close"])
        return {"segments": self._segments.get(asked["close"], [])}

    def _open(self, name: str) -> Mapping[str, object]:
        bridge = self._node.open_bridge(name, consent="bench", record=self._folder / name)
        parties = [f"{seat}:{name}" for seat in SEATS]
        for seat, party in zip(SEATS, parties, strict=True):
            bridge.seat(seat, party)
        return {"legs": [{"url": self._url, "token": token(party)} for party in parties]}

    async def _settled(self) -> Mapping[str, int]:
        """What is held once it is no more than the first time (the first time: once nobody is left)."""
        for _ in range(PATIENCE):
            await asyncio.sleep(0.1)
            held = _held()
            if not self._node.legs() and (self._least is None or all(held[k] <= self._least[k] for k in held)):
                break
        self._least = self._least or held
        return held


def _held() -> dict[str, int]:
    gc.collect()
    return {
        "tasks": len(asyncio.all_tasks()),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "threads": threading.active_count(),
    }


async def main(folder: Path, segment_seconds: float) -> None:
    """Follows the lines of standard input."""
    house = House(folder, segment_seconds)
    runner = await house.start()
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        print(json.dumps(await house.do(json.loads(line))), flush=True)
    await runner.cleanup()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--segment-seconds", type=float, default=60.0)
    given = parser.parse_args()
    uvloop.run(main(given.folder, given.segment_seconds))
