"""What aiortc's own examples do, as a process: received tracks are decoded, handed on, and encoded again."""

import argparse
import asyncio
import json
import sys
from typing import Any

import uvloop
from aiohttp import web
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.contrib.media import MediaRelay

from bench import _namespace


class Call:
    """Two legs, each given what the other one's camera and microphone send."""

    def __init__(self, relay: MediaRelay) -> None:
        self._relay = relay
        self._legs: list[RTCPeerConnection] = []
        self._tracks: list[list[MediaStreamTrack]] = []

    async def answer(self, offer: str) -> str:
        """Answer a leg's offer, and join it with the other one if that is there."""
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        tracks: list[MediaStreamTrack] = []
        connection.on("track", tracks.append)
        await connection.setRemoteDescription(RTCSessionDescription(sdp=offer, type="offer"))
        _stay_here(connection)
        for transceiver in connection.getTransceivers():
            transceiver.direction = "sendrecv"
            capable = RTCRtpSender.getCapabilities(transceiver.kind).codecs
            transceiver.setCodecPreferences([c for c in capable if c.name.lower() in ("opus", "vp8", "rtx")])
        await connection.setLocalDescription(await connection.createAnswer())
        self._legs.append(connection)
        self._tracks.append(tracks)
        if len(self._legs) == 2:
            self._join()
        return connection.localDescription.sdp

    def _join(self) -> None:
        for connection, tracks in zip(self._legs, reversed(self._tracks), strict=True):
            for transceiver in connection.getTransceivers():
                track = next(track for track in tracks if track.kind == transceiver.kind)
                transceiver.sender.replaceTrack(self._relay.subscribe(track))

    async def close(self) -> None:
        """End both legs."""
        await asyncio.gather(*(connection.close() for connection in self._legs))


def _stay_here(connection: RTCPeerConnection) -> None:
    ice: Any = connection.getTransceivers()[0].receiver.transport.transport._connection
    gather = ice.get_component_candidates

    async def on_address(component: int, addresses: list[str], timeout: int = 5) -> Any:
        return await gather(component, [_namespace.address()], timeout)

    ice.get_component_candidates = on_address


async def serve(count: int) -> None:
    """Serves until standard input ends."""
    relay = MediaRelay()
    calls = [Call(relay) for _ in range(count)]

    async def post(request: web.Request) -> web.Response:
        answer = await calls[int(request.match_info["call"])].answer(await request.text())
        return web.Response(status=201, text=answer, content_type="application/sdp")

    app = web.Application()
    app.add_routes([web.post("/legs/{call}", post)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    legs = [{"url": f"http://{host}:{port}/legs/{call}", "token": ""} for call in range(count) for _ in range(2)]
    print(json.dumps({"legs": legs}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await asyncio.gather(*(call.close() for call in calls))
    await runner.cleanup()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, required=True)
    uvloop.run(serve(parser.parse_args().calls))
