"""A browser's stand-in for tests: a real aiortc peer on loopback with a one-colour camera and a one-note microphone.

    async with Peer(colour=RED, note=440) as peer:
        answer = await node.answer("visit:1", await peer.offer())
        await peer.accept(answer.sdp)
        await other.sees(RED)

Everything waits for a condition with a time-out, never for a time.
"""

import asyncio
import math
from collections.abc import Callable
from fractions import Fraction
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError

Colour = tuple[int, int, int]
RED: Colour = (200, 30, 30)
GREEN: Colour = (30, 180, 30)
BLUE: Colour = (30, 30, 200)
NEAR = 40
"""How far a channel may be off after two colour conversions."""
TIMEOUT = 8.0


class Camera(MediaStreamTrack):
    """One colour, with a small moving bar so that no two frames are alike."""

    kind = "video"

    def __init__(self, colour: Colour, *, width: int = 160, height: int = 120, fps: int = 15) -> None:
        super().__init__()
        self._picture = np.full((height, width, 3), colour, dtype=np.uint8)
        self._fps = fps
        self._count = 0
        self._start: float | None = None

    async def recv(self) -> av.VideoFrame:
        await self._pace()
        picture = self._picture.copy()
        picture[:4, self._count * 3 % picture.shape[1] :][:, :4] = 255
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts = self._count * (90000 // self._fps)
        frame.time_base = Fraction(1, 90000)
        self._count += 1
        return frame

    async def _pace(self) -> None:
        now = asyncio.get_running_loop().time()
        self._start = now if self._start is None else self._start
        await asyncio.sleep(max(0.0, self._start + self._count / self._fps - now))


class Microphone(MediaStreamTrack):
    """One note, in frames of 20 ms."""

    kind = "audio"

    def __init__(self, note: float) -> None:
        super().__init__()
        self._note = note
        self._count = 0
        self._start: float | None = None

    async def recv(self) -> av.AudioFrame:
        now = asyncio.get_running_loop().time()
        self._start = now if self._start is None else self._start
        await asyncio.sleep(max(0.0, self._start + self._count * 0.02 - now))
        at = np.arange(960) + self._count * 960
        wave = (np.sin(2 * math.pi * self._note * at / 48000) * 8000).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48000, self._count * 960, Fraction(1, 48000)
        self._count += 1
        return frame


class Peer:
    """A peer that offers, as a browser does, and keeps what it decodes last."""

    def __init__(
        self,
        *,
        colour: Colour = RED,
        note: float = 440.0,
        send: bool = True,
        sections: int = 1,
        second: Colour | None = None,
        fps: int = 15,
        size: tuple[int, int] = (160, 120),
        codecs: tuple[str, ...] = ("VP8",),
    ) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self.camera = Camera(colour, fps=fps, width=size[0], height=size[1])
        self.microphone = Microphone(note)
        self.second = None if second is None else Camera(second, fps=fps, width=size[0], height=size[1])
        """A second picture, in a section after all others."""
        self.frames = 0
        """Decoded video frames."""
        self.sounds = 0
        """Decoded audio frames."""
        self.frame_times: list[float] = []
        """Loop time of each decoded video frame."""
        self.pictures: dict[str, np.ndarray[Any, Any]] = {}
        """The last picture by the mid of its section."""
        self._sounds: dict[str, list[np.ndarray[Any, Any]]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self.connection.on("track", self._on_track)
        for index in range(sections):
            sends = send and index == 0
            for track in (self.microphone, self.camera):
                transceiver = self.connection.addTransceiver(
                    track if sends else track.kind, direction="sendrecv" if sends else "recvonly"
                )
                _prefer(transceiver, codecs)
        if self.second is not None:
            _prefer(self.connection.addTransceiver(self.second, direction="sendrecv"), codecs)
        self._use_loopback()

    def _use_loopback(self) -> None:
        connection = self.connection.getTransceivers()[0].receiver.transport.transport._connection
        gather = connection.get_component_candidates

        async def on_loopback(component: int, addresses: list[str], timeout: int = 5) -> Any:
            return await gather(component, ["127.0.0.1"], timeout)

        connection.get_component_candidates = on_loopback  # type: ignore[method-assign]  # the instance's own

    async def offer(self) -> str:
        """The SDP offer, its candidates gathered."""
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return self.connection.localDescription.sdp

    async def accept(self, answer: str) -> None:
        """Take the SDP answer; the connection is made in the background."""
        await self.connection.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))

    def _on_track(self, track: MediaStreamTrack) -> None:
        self._tasks.append(asyncio.ensure_future(self._consume(track)))

    async def _consume(self, track: MediaStreamTrack) -> None:
        mid = next((t.mid for t in self.connection.getTransceivers() if t.receiver.track is track), "")
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            if isinstance(frame, av.VideoFrame):
                self.frames += 1
                self.frame_times.append(asyncio.get_running_loop().time())
                self.pictures[str(mid)] = frame.to_ndarray(format="rgb24")
            elif isinstance(frame, av.AudioFrame):
                self.sounds += 1
                heard = self._sounds.get(str(mid), [])
                self._sounds[str(mid)] = [*heard[-24:], frame.to_ndarray().reshape(-1, 2)[:, 0]]

    @property
    def connected(self) -> bool:
        """Whether media can pass."""
        return self.connection.connectionState == "connected"

    def colour(self, mid: str | None = None) -> Colour | None:
        """The mean colour of the lower half of the last picture (of the section)."""
        picture = self.pictures.get(mid) if mid is not None else next(iter(self.pictures.values()), None)
        if picture is None:
            return None
        red, green, blue = picture[picture.shape[0] // 2 :].reshape(-1, 3).mean(axis=0)
        return int(red), int(green), int(blue)

    def note(self, mid: str | None = None) -> float:
        """The strongest frequency in the last half second (of the section), in Hz; 0 when there is none."""
        sound = self._sounds.get(mid, []) if mid is not None else next(iter(self._sounds.values()), [])
        if not sound:
            return 0.0
        wave = np.concatenate(sound).astype(float)
        spectrum = np.abs(np.fft.rfft(wave))
        return float(np.argmax(spectrum) * 48000 / len(wave)) if spectrum.max() > 1e4 else 0.0

    async def sees(self, colour: Colour, *, mid: str | None = None, timeout: float = TIMEOUT) -> None:
        """Wait until the picture (of the section, or of any) has the colour: whose comes first is nobody's to say."""
        await until(lambda: any(near(self.colour(at), colour) for at in ([mid] if mid else [*self.pictures])), timeout)

    async def hears(self, note: float, *, mid: str | None = None, timeout: float = TIMEOUT) -> None:
        """Wait until the note is heard."""
        await until(lambda: abs(self.note(mid) - note) < 30, timeout)

    async def close(self) -> None:
        """End the connection as a closing browser does."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.connection.close()
        self.camera.stop()
        self.microphone.stop()
        if self.second is not None:
            self.second.stop()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _prefer(transceiver: RTCRtpTransceiver, codecs: tuple[str, ...]) -> None:
    if transceiver.kind == "video":
        known = RTCRtpSender.getCapabilities("video").codecs
        transceiver.setCodecPreferences([codec for codec in known if codec.name in (*codecs, "rtx")])


def near(seen: Colour | None, wanted: Colour) -> bool:
    """Whether the colours are alike."""
    return seen is not None and all(abs(a - b) < NEAR for a, b in zip(seen, wanted, strict=True))


async def until(condition: Callable[[], object], timeout: float = TIMEOUT) -> None:
    """Wait until the condition holds; `TimeoutError` if it does not in time."""
    async with asyncio.timeout(timeout):
        while not condition():  # noqa: ASYNC110  # what is waited for raises no event
            await asyncio.sleep(0.01)
