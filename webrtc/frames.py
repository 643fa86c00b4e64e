"""A still from an incoming stream: ask for a key frame, take that one frame, decode nothing else."""

import asyncio
import io
from collections.abc import Callable
from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext
from PIL import Image

from webrtc.assembly import Assembler
from webrtc.errors import StillFailed
from webrtc.gathering import Frame
from webrtc.inlet import Inlet
from webrtc.rtp import Packet

TIMEOUT = 3.0
QUALITY = 92


class _Watcher:
    """Waits for one whole key frame."""

    def __init__(self, inlet: Inlet, found: asyncio.Future[Frame]) -> None:
        self._inlet = inlet
        self._found = found
        self._assembler = Assembler("video")

    def take(self, packet: Packet, now: float) -> None:
        for frame in self._assembler.push(packet, now):
            if frame.key and not self._found.done():
                self._found.set_result(frame)
        if not self._found.done():
            self._inlet.request_key_frame(now)


async def still(inlet: Inlet, now: Callable[[], float]) -> bytes:
    """A JPEG at the size that the browser sends. Raises `StillFailed`."""
    found: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
    watcher = _Watcher(inlet, found)
    inlet.watchers.add(watcher)
    inlet.request_key_frame(now())
    try:
        frame = await asyncio.wait_for(found, TIMEOUT)
    except TimeoutError:
        raise StillFailed("no key frame came in time") from None
    finally:
        inlet.watchers.discard(watcher)
    return await asyncio.to_thread(decode, frame.data, frame.codec)


def decode(data: bytes, codec_name: str) -> bytes:
    """A JPEG of one key frame of `vp8` or `h264`. Raises `StillFailed`."""
    try:
        codec = av.CodecContext.create(codec_name, "r")
        assert isinstance(codec, VideoCodecContext)
        packet = av.Packet(data)
        packet.pts, packet.time_base = 0, Fraction(1, 90000)
        pictures = [*codec.decode(packet), *codec.decode(None)]
        if not pictures:
            raise StillFailed("the key frame holds no picture")
        out = io.BytesIO()
        picture: Image.Image = pictures[0].to_image()  # type: ignore[no-untyped-call]  # av leaves it untyped
        picture.save(out, "JPEG", quality=QUALITY)
    except (av.FFmpegError, ValueError) as error:
        raise StillFailed("the key frame cannot be decoded") from error
    return out.getvalue()
