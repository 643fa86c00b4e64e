"""The load as a process of its own: connects legs, replays a clip on each, and tells its counts when asked.

It reads lines of JSON: first its plan, then `"count"` as often as wanted, `"stop"` (it sends no more, and counts what
still comes for a while), and `"bye"`.
"""

import asyncio
import gc
import heapq
import itertools
import json
import logging
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import uvloop
from aiortc.rtcdtlstransport import RTCCertificate

from bench import _relay_janus, _relay_media
from bench._relay_peer import Peer

CONNECTING = 4
"""Legs that connect at the same time."""
DRAINING = 1.0
RESTING = 0.001
"""Seconds between two looks at what is due."""


class Pacer:
    """Calls each act at its period, in the order of their times."""

    def __init__(self) -> None:
        self.late = 0.0
        """The latest act since the last count, in seconds."""
        self._due: list[tuple[float, int, float, Callable[[float], None]]] = []
        self._numbers = itertools.count()
        self._loop = asyncio.get_running_loop()
        self._next = self._loop.call_later(0, lambda: None)

    def add(self, act: Callable[[float], None], period: float, phase: float) -> None:
        """Call `act` every `period` seconds, from `phase` seconds on."""
        heapq.heappush(self._due, (self._loop.time() + phase, next(self._numbers), period, act))

    def turn(self) -> None:
        """Do what is due, and come again."""
        now = self._loop.time()
        while self._due[0][0] <= now:
            due, number, period, act = self._due[0]
            self.late = max(self.late, now - due)
            act(now)
            heapq.heapreplace(self._due, (due + period, number, period, act))
        self._next = self._loop.call_later(RESTING, self.turn)

    def stop(self) -> None:
        """Let nothing more be due."""
        self._next.cancel()


async def connect(plan: Mapping[str, Any]) -> list[Peer]:
    """All legs of the plan, up, in its order."""
    clip = await asyncio.to_thread(_relay_media.load, Path(plan["clip"]))
    known = {piece for cut in clip.cut for piece in cut} | set(clip.audio)
    certificate = RTCCertificate.generateCertificate()
    gate = asyncio.Semaphore(CONNECTING)
    async with aiohttp.ClientSession() as http:

        async def one(leg: Mapping[str, str]) -> Peer:
            async with gate:
                peer = Peer(clip, known, certificate, plan["address"])
                signal = _relay_janus.echo if plan["signals"] == "janus" else whip
                await peer.accept(await signal(http, leg, await peer.offer()))
                return peer

        return await asyncio.gather(*(one(leg) for leg in plan["legs"]))


async def whip(http: aiohttp.ClientSession, leg: Mapping[str, str], offer: str) -> str:
    """The answer to an offer (RFC 9725)."""
    headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {leg['token']}"}
    async with http.post(leg["url"], data=offer, headers=headers) as response:
        if response.status != 201:
            raise RuntimeError(f"the server refused a leg: {response.status} {await response.text()}")
        return await response.text()


def play(pacer: Pacer, peers: list[Peer]) -> None:
    """Let every leg send, each a little later than the one before, as people come."""
    for rank, peer in enumerate(peers):
        phase = rank / len(peers)
        pacer.add(peer.send_frame, 1 / _relay_media.FPS, phase)
        pacer.add(peer.send_sound, 0.02, phase)
        pacer.add(peer.send_report, 1.0, phase)
    pacer.turn()


def count(pacer: Pacer, peers: list[Peer]) -> dict[str, float]:
    """Totals of all legs."""
    late, pacer.late = pacer.late, 0.0
    return {
        "at": asyncio.get_running_loop().time(),
        "sent": sum(peer.sending.video.packets + peer.sending.audio.packets for peer in peers),
        "came": sum(peer.came() for peer in peers),
        "frames_sent": sum(peer.sending.video.frames for peer in peers),
        "frames_came": sum(peer.frames_came() for peer in peers),
        "compared": sum(peer.compared for peer in peers),
        "spoilt": sum(peer.spoilt for peer in peers),
        "repaired": sum(peer.repaired for peer in peers),
        "controls": sum(peer.controls for peer in peers),
        "late": late,
        "lost": sum(not peer.up for peer in peers),
    }


async def main() -> None:
    """Follows the lines of standard input."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    peers = await connect(json.loads(await reader.readline()))
    pacer = Pacer()
    gc.freeze()
    play(pacer, peers)
    _say({"up": len(peers), "profile": peers[0].profile})
    while (line := await reader.readline()) and (word := json.loads(line)) != "bye":
        if word == "stop":
            pacer.stop()
            await asyncio.sleep(DRAINING)
        _say(count(pacer, peers))
    await asyncio.gather(*(peer.close() for peer in peers), return_exceptions=True)


def _say(found: Mapping[str, object]) -> None:
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # a leg that was lost is counted, not told packet by packet
    uvloop.run(main())
