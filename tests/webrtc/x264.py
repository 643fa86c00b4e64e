"""Real H.264: pictures by x264, and the RTP payloads that aiortc packs them into."""

from fractions import Fraction

import av
import numpy
from aiortc.codecs.h264 import H264Encoder
from av.video.codeccontext import VideoCodecContext


def pictures(count: int, *, size: tuple[int, int] = (320, 240), key_every: int = 30) -> list[bytes]:
    """`count` access units in Annex B form: noise, so that a key picture fills several packets."""
    codec: VideoCodecContext = av.CodecContext.create("libx264", "w")
    codec.width, codec.height = size
    codec.pix_fmt = "yuv420p"
    codec.framerate, codec.time_base = Fraction(30), Fraction(1, 30)
    codec.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "g": str(key_every),
        "sc_threshold": "0",
        "slices": "2",
    }
    chance = numpy.random.default_rng(1)
    made: list[bytes] = []
    for at in range(count):
        pixels = chance.integers(0, 255, (size[1] * 3 // 2 // 8, size[0] // 8), dtype=numpy.uint8)
        frame = av.VideoFrame.from_ndarray(pixels.repeat(8, 0).repeat(8, 1), format="yuv420p")
        frame.pts = at
        made += [bytes(packet) for packet in codec.encode(frame)]
    return made + [bytes(packet) for packet in codec.encode(None)]


def payloads(picture: bytes, *, notes: bool = True) -> list[bytes]:
    """The RTP payloads of one access unit; without `notes` x264's remarks on itself (SEI) are left out."""
    units = H264Encoder._split_bitstream(picture)
    return H264Encoder._packetize(unit for unit in units if notes or unit[0] & 0x1F != 6)
