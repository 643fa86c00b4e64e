"""One recording segment: a Matroska file whose tracks are fixed when its header is written.

Clusters are cut every second and flushed, so that a killed process loses no more than that.
"""

import hashlib
import io
import logging
import os
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.stream import Stream

from webrtc import vp8
from webrtc.errors import Malformed
from webrtc.events import Track
from webrtc.gathering import H264, OPUS, Frame

OPTIONS = {"cluster_time_limit": "1000", "flush_packets": "1", "max_interleave_delta": "500000"}
MILLISECONDS = Fraction(1, 1000)
PATIENCE = 1.5
"""Seconds after its first frame that a segment waits for its other tracks before the header is written."""
SILENCE = b"\xf8\xff\xfe"
"""An Opus packet of 20 ms of silence."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a closed segment is."""

    path: Path
    sha256: str
    size: int
    started_at: datetime
    ended_at: datetime
    tracks: tuple[Track, ...]


class Segment:
    """Frames in, a file out. Raises OSError or av.FFmpegError from `write` and `close`."""

    def __init__(self, path: Path, expected: Collection[Track]) -> None:
        self.path = path
        self.expected = tuple(expected)
        self._container: OutputContainer | None = None
        self._streams: dict[Track, Stream] = {}
        self._codecs: dict[Track, str] = {}
        self.refused: frozenset[Track] = frozenset()
        """Tracks whose first frame no header can be made of; the file does without them."""
        self._held: list[tuple[Track, Frame, float]] = []
        self._last: dict[Track, int] = {}
        self._start = 0.0
        self._end = 0.0

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks in the file; empty until the header is written."""
        return tuple(self._streams)

    @property
    def is_open(self) -> bool:
        """Whether the header was written."""
        return self._container is not None

    def takes(self, track: Track, frame: Frame) -> bool:
        """Whether the frame may stand in this file: a track has one codec from its header on."""
        return self._codecs.get(track, frame.codec) == frame.codec

    def write(self, track: Track, frame: Frame, moment: float) -> None:
        """Add a frame captured at `moment` (seconds since 1970); a video track begins with a key frame."""
        if self._container is None:
            self._held.append((track, frame, moment))
            self.look(moment)
        elif track in self._streams:
            self._mux(track, frame, moment)

    def look(self, moment: float) -> None:
        """Write the header if all tracks are here, or the late ones were waited for long enough."""
        if self._container is not None or not self._held:
            return
        seen = {track for track, frame, _ in self._held if frame.key}
        if seen.issuperset(self.expected) or moment - min(m for _, _, m in self._held) > PATIENCE:
            self._begin()

    def _begin(self) -> None:
        held, self._held = sorted(self._held, key=lambda item: item[2]), []
        self._start = self._end = held[0][2]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        container = av.open(str(self.path), "w", format="matroska", options=OPTIONS)
        self._container = container
        container.metadata["STARTED_AT"] = datetime.fromtimestamp(self._start, UTC).isoformat()
        first = {track: frame for track, frame, _ in reversed(held) if frame.key}
        for track in self.expected:
            if track in first:
                self._add_stream(container, track, first[track])
        for track, frame, moment in held:
            if track in self._streams:
                self._mux(track, frame, moment)

    def _add_stream(self, container: OutputContainer, track: Track, frame: Frame) -> None:
        try:
            stream = _stream(container, frame)
        except (av.FFmpegError, IndexError, Malformed):
            self.refused |= {track}
            return
        stream.metadata.update(SEAT=track.seat, PARTY=track.party, RANK=str(track.rank))
        self._streams[track] = stream
        self._codecs[track] = frame.codec

    def _mux(self, track: Track, frame: Frame, moment: float) -> None:
        assert self._container is not None
        if not self.takes(track, frame) or (track not in self._last and not frame.key):
            return
        at = max(round((moment - self._start) * 1000), self._last.get(track, -1) + 1)
        self._last[track] = at
        self._end = max(self._end, moment)
        packet = av.Packet(frame.data)
        packet.stream = self._streams[track]
        packet.time_base = MILLISECONDS
        packet.pts = packet.dts = at
        packet.is_keyframe = frame.key
        self._container.mux(packet)

    def close(self) -> Facts | None:
        """Finish the file and hash it; None if nothing was written."""
        if self._held:
            self._begin()
        if self._container is None:
            return None
        container, self._container = self._container, None
        container.close()
        if self._streams:
            return self._facts()
        self.path.unlink(missing_ok=True)
        return None

    def abandon(self) -> Facts | None:
        """Let go of the file as it is, after an error; what it holds, if that can still be read."""
        container, self._container, self._held = self._container, None, []
        try:
            if container is not None:
                container.close()
        except (OSError, av.FFmpegError):
            log.info("a segment was left without its end")
        try:
            return self._facts() if self._streams and self.path.is_file() and self.path.stat().st_size else None
        except OSError:
            return None

    def _facts(self) -> Facts:
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = os.fstat(file.fileno()).st_size
            os.fsync(file.fileno())
        return Facts(
            path=self.path,
            sha256=digest,
            size=size,
            started_at=datetime.fromtimestamp(self._start, UTC),
            ended_at=datetime.fromtimestamp(self._end, UTC),
            tracks=tuple(replace(track, codec=codec) for track, codec in self._codecs.items()),
        )


def _stream(container: OutputContainer, frame: Frame) -> Stream:
    if frame.codec == OPUS:
        with _opus_template() as template:
            return container.add_stream_from_template(template.streams.audio[0])
    if frame.codec == H264:
        with av.open(io.BytesIO(frame.data), "r", format="h264") as picture:
            source = picture.streams.video[0]
            if not (source.codec_context.width and source.codec_context.extradata):
                raise Malformed("H.264 parameter sets cannot be read")
            return container.add_stream_from_template(source)
    width, height = vp8.dimensions(frame.data) or (640, 480)
    return container.add_mux_stream("vp8", rate=30, width=width, height=height)


def _opus_template() -> InputContainer:
    """A file in memory whose header carries OpusHead (RFC 7845): the muxer takes it only from there."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="matroska") as container:
        stream: AudioStream = container.add_stream("libopus", rate=48000)
        stream.layout = "stereo"
        packet = av.Packet(SILENCE)
        packet.stream, packet.time_base = stream, MILLISECONDS
        packet.pts = packet.dts = 0
        container.start_encoding()
        container.mux(packet)
    buffer.seek(0)
    return av.open(buffer, "r")
