"""Reads segment files: what they say of themselves, and their packets, also of one that a killed process tore."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream

from webrtc import vp8
from webrtc.errors import PlaybackError
from webrtc.events import Track

MILLISECONDS = Fraction(1, 1000)
MediaPacket: TypeAlias = "Packet[Stream]"  # generic in av's stubs only
UNREADABLE = (OSError, av.FFmpegError, KeyError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a segment file says of itself."""

    sha256: str
    size: int
    started_at: datetime
    ended_at: datetime
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One readable segment file."""

    path: Path
    started_at: datetime
    tracks: tuple[Track, ...]
    """In the order of the file's streams."""


def describe(path: Path) -> Description:
    """Read a segment. Raises `PlaybackError`."""
    try:
        with av.open(str(path), "r") as container:
            started = _started(container)
            tracks = tuple(map(_track, container.streams))
            last = max((at(packet) for packet in _whole(container.demux())), default=0)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except UNREADABLE as error:
        raise PlaybackError("the segment cannot be read") from error
    return Description(
        sha256=digest,
        size=path.stat().st_size,
        started_at=started,
        ended_at=started + timedelta(milliseconds=last),
        tracks=tracks,
    )


def parts(paths: Sequence[Path]) -> list[Part]:
    """The segments that can be read, in order of time. Raises `PlaybackError` if there are none."""
    found = []
    for path in paths:
        try:
            with av.open(str(path), "r") as container:
                tracks = tuple(map(_track, container.streams))
                found.append(Part(path=path, started_at=_started(container), tracks=tracks))
        except UNREADABLE:
            continue
    if not found:
        raise PlaybackError("no segment can be read")
    return sorted(found, key=lambda part: part.started_at)


def packets(part: Part, chosen: Sequence[Track]) -> Iterator[tuple[Track, MediaPacket]]:
    """The chosen tracks' packets, in the order of the file."""
    with av.open(str(part.path), "r") as container:
        streams = [stream for stream, track in zip(container.streams, part.tracks, strict=True) if track in chosen]
        if streams:
            for packet in _whole(container.demux(*streams)):
                yield part.tracks[packet.stream.index], packet


def _whole(packets: Iterator[MediaPacket]) -> Iterator[MediaPacket]:
    """The packets up to the end, or to where a killed process tore the file."""
    try:
        for packet in packets:
            if packet.pts is not None:
                yield packet
    except av.FFmpegError:
        return


def at(packet: MediaPacket) -> int:
    """Milliseconds from the file's beginning."""
    assert packet.pts is not None
    assert packet.time_base is not None
    return round(packet.pts * packet.time_base * 1000)


def open_stream(out: OutputContainer, track: Track, part: Part) -> Stream:
    """A stream of `out` that continues the track as `part` has it."""
    index = part.tracks.index(track)
    with av.open(str(part.path), "r") as container:
        source = container.streams[index]
        if track.codec == "vp8":
            width, height = _size(container, source)
            stream: Stream = out.add_mux_stream("vp8", rate=30, width=width, height=height)
        else:
            stream = out.add_stream_from_template(source)
    stream.metadata.update(SEAT=track.seat, PARTY=track.party, RANK=str(track.rank))
    return stream


def copy(packet: MediaPacket, stream: Stream, at: int) -> MediaPacket:
    """The packet for another file's stream, at so many milliseconds."""
    fresh: MediaPacket = Packet(bytes(packet))
    fresh.stream = stream
    fresh.time_base = MILLISECONDS
    fresh.pts = fresh.dts = at
    fresh.is_keyframe = packet.is_keyframe
    return fresh


def _size(container: InputContainer, source: Stream) -> tuple[int, int]:
    for packet in _whole(container.demux(source)):
        size = vp8.dimensions(bytes(packet)) if packet.size else None
        if size is not None:
            return size
    return 640, 480


def _started(container: InputContainer) -> datetime:
    return datetime.fromisoformat(container.metadata["STARTED_AT"])


def _track(stream: Stream) -> Track:
    name = stream.codec_context.name
    return Track(
        seat=stream.metadata.get("SEAT", ""),
        party=stream.metadata.get("PARTY", ""),
        kind=stream.type,
        rank=int(stream.metadata.get("RANK", "0")),
        codec="opus" if "opus" in name else "h264" if "264" in name else "vp8",
    )
