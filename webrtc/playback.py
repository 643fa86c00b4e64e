"""Makes what a browser can play out of recorded segments, without decoding: one participant, one WebM.

Both participants of a session get the same zero of time (the first segment's), so that two players started together
stay together; where nothing was recorded, the file has a gap of that length.
"""

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
KINDS = ("video", "audio")
MediaPacket: TypeAlias = "Packet[Stream]"  # generic in av's stubs only


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a segment file says of itself; also of one that a killed process left behind."""

    sha256: str
    size: int
    started_at: datetime
    ended_at: datetime
    tracks: tuple[Track, ...]


def describe(path: Path) -> Description:
    """Read a segment. Raises `PlaybackError`."""
    try:
        with av.open(str(path), "r") as container:
            started = _started(container)
            tracks = tuple(_track(stream) for stream in container.streams)
            last = max((_at(packet) for packet in _whole(container.demux())), default=0)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, av.FFmpegError, KeyError, ValueError) as error:
        raise PlaybackError("the segment cannot be read") from error
    return Description(
        sha256=digest,
        size=path.stat().st_size,
        started_at=started,
        ended_at=started + timedelta(milliseconds=last),
        tracks=tracks,
    )


def extract(segments: Sequence[Path], participant: str, to: Path) -> None:
    """Write one participant's picture and sound as WebM to `to`. Raises `PlaybackError`. Blocking: use a thread.

    participant: a seat ("applicant") or a party ("visit:1"). Segments that cannot be read, or hold nothing of the
    participant, are passed over.
    """
    parts = _parts(segments)
    if not parts:
        raise PlaybackError("no segment can be read")
    zero = parts[0][0]
    partial = to.with_name(to.name + ".part")
    try:
        _write(partial, zero, parts, participant)
        partial.replace(to)
    except (OSError, av.FFmpegError) as error:
        raise PlaybackError("the recording cannot be written") from error
    finally:
        partial.unlink(missing_ok=True)


def _parts(segments: Sequence[Path]) -> list[tuple[datetime, Path]]:
    parts = []
    for path in segments:
        try:
            with av.open(str(path), "r") as container:
                parts.append((_started(container), path))
        except (OSError, av.FFmpegError, KeyError, ValueError):
            continue
    return sorted(parts)


def _write(to: Path, zero: datetime, parts: Sequence[tuple[datetime, Path]], participant: str) -> None:
    kinds = _kinds(parts, participant)
    if not kinds:
        raise PlaybackError("the participant is not in the recording")
    with av.open(str(to), "w", format="webm", options={"cues_to_front": "1"}) as out:
        streams = {kind: _open_stream(out, kind, found) for kind, found in kinds.items()}
        last = dict.fromkeys(streams, -1)
        for started, path in parts:
            shift = round((started - zero).total_seconds() * 1000)
            for kind, packet in _packets(path, participant):
                at = max(_at(packet) + shift, last[kind] + 1)
                last[kind] = at
                out.mux(_copy(packet, streams[kind], at))


def _kinds(parts: Sequence[tuple[datetime, Path]], participant: str) -> dict[str, Path]:
    """The kinds that the participant has, each with the first segment that holds it."""
    found: dict[str, Path] = {}
    for _, path in parts:
        with av.open(str(path), "r") as container:
            for kind in _chosen(container, participant):
                found.setdefault(kind, path)
    return {kind: found[kind] for kind in KINDS if kind in found}


def _open_stream(out: OutputContainer, kind: str, path: Path) -> Stream:
    with av.open(str(path), "r") as container:
        if kind == "audio":
            return out.add_stream_from_template(container.streams.audio[0])
    width, height = _size(path)
    return out.add_mux_stream("vp8", rate=30, width=width, height=height)


def _size(path: Path) -> tuple[int, int]:
    with av.open(str(path), "r") as container:
        context = container.streams.video[0].codec_context
        for packet in container.demux(video=0):
            size = vp8.dimensions(bytes(packet)) if packet.size else None
            if size is not None:
                return size
        return context.width, context.height


def _chosen(container: InputContainer, participant: str) -> dict[str, Stream]:
    """The participant's first stream of each kind."""
    chosen: dict[str, Stream] = {}
    for stream in container.streams:
        track = _track(stream)
        if participant in (track.seat, track.party) and track.rank == 0:
            chosen.setdefault(track.kind, stream)
    return chosen


def _packets(path: Path, participant: str) -> Iterator[tuple[str, MediaPacket]]:
    with av.open(str(path), "r") as container:
        chosen = _chosen(container, participant)
        if not chosen:
            return
        for packet in _whole(container.demux(*chosen.values())):
            yield packet.stream.type, packet


def _whole(packets: Iterator[MediaPacket]) -> Iterator[MediaPacket]:
    """The packets up to the end, or to where a killed process tore the file."""
    try:
        for packet in packets:
            if packet.pts is not None:
                yield packet
    except av.FFmpegError:
        return


def _copy(packet: MediaPacket, stream: Stream, at: int) -> MediaPacket:
    fresh: MediaPacket = Packet(bytes(packet))
    fresh.stream = stream
    fresh.time_base = MILLISECONDS
    fresh.pts = fresh.dts = at
    fresh.is_keyframe = packet.is_keyframe
    return fresh


def _at(packet: MediaPacket) -> int:
    assert packet.pts is not None
    assert packet.time_base is not None
    return round(packet.pts * packet.time_base * 1000)


def _started(container: InputContainer) -> datetime:
    return datetime.fromisoformat(container.metadata["STARTED_AT"])


def _track(stream: Stream) -> Track:
    return Track(
        seat=stream.metadata.get("SEAT", ""),
        party=stream.metadata.get("PARTY", ""),
        kind=stream.type,
        rank=int(stream.metadata.get("RANK", "0")),
    )
