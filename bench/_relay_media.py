"""What the load sends: ten seconds of VP8 and Opus, encoded once, cut into payloads, and replayed over and over."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.video.codeccontext import VideoCodecContext

SECONDS = 10
FPS = 30
WIDTH, HEIGHT = 640, 480
VIDEO_BITS = 1_000_000
AUDIO_BITS = 32_000
AUDIO_FRAME = 960
KEY_EVERY = 2 * FPS
PIECE = 1150
"""Bytes of VP8 data in a packet, as browsers cut them."""
ITEM = struct.Struct("!BL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """Encoded frames, in order; the first is a key frame."""

    video: tuple[bytes, ...]
    audio: tuple[bytes, ...]

    cut: tuple[tuple[bytes, ...], ...]
    """The video frames, cut for packets."""

    @property
    def bits(self) -> float:
        """Bits a second of the picture."""
        return sum(map(len, self.video)) * 8 * FPS / len(self.video)


def pieces(frame: bytes) -> list[bytes]:
    """A frame cut for packets, in pieces of nearly one size."""
    count = max(1, -(-len(frame) // PIECE))
    size = -(-len(frame) // count)
    return [frame[at : at + size] for at in range(0, len(frame), size)]


def descriptor(picture: int, first: bool) -> bytes:
    """The VP8 payload descriptor (RFC 7741) with a PictureID of 15 bits, as Chromium writes it."""
    return bytes((0x90 if first else 0x80, 0x80, 0x80 | picture >> 8 & 0x7F, picture & 0xFF))


def clip(video: Iterable[bytes], audio: Iterable[bytes]) -> Clip:
    """A clip of encoded frames."""
    frames = tuple(video)
    return Clip(video=frames, audio=tuple(audio), cut=tuple(tuple(pieces(frame)) for frame in frames))


def save(made: Clip, path: Path) -> None:
    """Write a clip down for another process."""
    with path.open("wb") as file:
        for kind, frames in enumerate((made.video, made.audio)):
            for frame in frames:
                file.write(ITEM.pack(kind, len(frame)) + frame)


def load(path: Path) -> Clip:
    """Read what `save` wrote."""
    data, at = path.read_bytes(), 0
    found: tuple[list[bytes], list[bytes]] = [], []
    while at < len(data):
        kind, size = ITEM.unpack_from(data, at)
        at += ITEM.size + size
        found[kind].append(data[at - size : at])
    return clip(*found)


def encode() -> Clip:
    """A moving picture that really takes its megabit, and a sound that is never still."""
    return clip(_video(), _audio())


def _video() -> Iterator[bytes]:
    codec = av.CodecContext.create("libvpx", "w")
    assert isinstance(codec, VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    codec.framerate, codec.time_base = Fraction(FPS), Fraction(1, FPS)
    codec.bit_rate, codec.gop_size = VIDEO_BITS, KEY_EVERY
    rate = str(VIDEO_BITS)
    codec.options = {"deadline": "realtime", "cpu-used": "8", "minrate": rate, "maxrate": rate, "bufsize": rate}
    for number, picture in enumerate(_pictures()):
        frame = av.VideoFrame.from_ndarray(picture, format="gray").reformat(format="yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        yield from map(bytes, codec.encode(frame))
    yield from map(bytes, codec.encode(None))


def _pictures() -> Iterator[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    """A camera that pans over a coarse texture, with a little noise of its own."""
    chance = np.random.default_rng(7)
    coarse = chance.integers(0, 256, (HEIGHT // 8, WIDTH // 8)).astype(np.uint8)
    scene = np.kron(coarse, np.ones((16, 16), dtype=np.uint8))
    for number in range(SECONDS * FPS):
        angle = 2 * np.pi * number / (SECONDS * FPS)
        top = int(HEIGHT / 2 * (1 + np.sin(angle)))
        left = int(WIDTH / 2 * (1 + np.cos(angle)))
        view = scene[top : top + HEIGHT, left : left + WIDTH].astype(np.int16)
        yield np.clip(view + chance.integers(-6, 7, view.shape), 0, 255).astype(np.uint8)


def _audio() -> Iterator[bytes]:
    codec = av.CodecContext.create("libopus", "w")
    assert isinstance(codec, AudioCodecContext)
    codec.sample_rate, codec.layout, codec.format = 48000, "stereo", "s16"
    codec.bit_rate, codec.options = AUDIO_BITS, {"application": "voip", "vbr": "off"}
    chance = np.random.default_rng(7)
    for number in range(SECONDS * 50):
        wave = chance.integers(-6000, 6000, (1, 2 * AUDIO_FRAME)).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(wave, format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48000, number * AUDIO_FRAME, Fraction(1, 48000)
        yield from map(bytes, codec.encode(frame))
