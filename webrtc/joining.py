"""Joins a recording's segments into one Matroska file of all tracks, and tells how well its times hold.

No decoding. A gap stays a gap. Whether sound and picture drift is not asked of the file, whose times would agree with
themselves, but of how long after its told time each track arrived while it was recorded (`lags`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median

import av

from webrtc import lags, reading
from webrtc.errors import PlaybackError
from webrtc.events import Track
from webrtc.reading import Part

GAP = 1000
"""Milliseconds between two frames of one track from which on a gap is told."""
FEWEST = 3
"""Windows of sound and picture together below which no drift is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Nothing of a track for a while."""

    at: float
    """Seconds from the file's beginning."""
    seconds: float


@dataclass(slots=True, kw_only=True)
class Length:
    """One track of the joined file."""

    track: Track
    frames: int = 0
    began: float = 0.0
    """Seconds from the file's beginning."""
    ended: float = 0.0
    gaps: list[Gap] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One party's sound against its picture; milliseconds, positive where the sound is told too late."""

    party: str
    windows: int
    """Windows of ten seconds in which both were measured."""
    drift_ms: float | None
    """From the first quarter of the windows to the last (medians); None where too few were measured."""
    widest_ms: float | None
    """The greatest departure of any window from their median."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was joined."""

    started_at: datetime
    seconds: float
    segments: int
    unreadable: int
    tracks: tuple[Length, ...]
    drifts: tuple[Drift, ...]


def join(paths: Sequence[Path], out: Path) -> Report:
    """Write all segments' tracks to `out`. Raises `PlaybackError`. Blocking: use a thread."""
    parts = reading.parts(paths)
    partial = out.with_name(out.name + ".part")
    try:
        lengths = _write(partial, parts)
        partial.replace(out)
    except (OSError, av.FFmpegError) as error:
        raise PlaybackError("the recording cannot be written") from error
    finally:
        partial.unlink(missing_ok=True)
    return Report(
        started_at=parts[0].started_at,
        seconds=max((length.ended for length in lengths), default=0.0),
        segments=len(parts),
        unreadable=len(paths) - len(parts),
        tracks=tuple(lengths),
        drifts=drifts(lags.read(sorted({path.parent for path in paths}))),
    )


def _write(to: Path, parts: Sequence[Part]) -> list[Length]:
    zero = parts[0].started_at
    lengths = {track: Length(track=track) for part in parts for track in part.tracks}
    with av.open(str(to), "w", format="matroska") as container:
        container.metadata["STARTED_AT"] = zero.isoformat()
        streams = {
            track: reading.open_stream(container, track, next(part for part in parts if track in part.tracks))
            for track in lengths
        }
        last = dict.fromkeys(streams, -1)
        for part in parts:
            shift = round((part.started_at - zero).total_seconds() * 1000)
            for track, packet in reading.packets(part, part.tracks):
                at = max(reading.at(packet) + shift, last[track] + 1)
                _note(lengths[track], at, last[track])
                last[track] = at
                container.mux(reading.copy(packet, streams[track], at))
    return list(lengths.values())


def _note(length: Length, at: int, before: int) -> None:
    if not length.frames:
        length.began = at / 1000
    elif at - before > GAP:
        length.gaps.append(Gap(at=before / 1000, seconds=(at - before) / 1000))
    length.frames += 1
    length.ended = at / 1000


def drifts(measured: Iterable[lags.Lag]) -> tuple[Drift, ...]:
    """Each party's sound against its picture, from what was measured in the same windows."""
    found: dict[str, dict[float, dict[str, float]]] = {}
    for lag in measured:
        if lag.rank == 0:
            found.setdefault(lag.party, {}).setdefault(lag.at, {})[lag.kind] = lag.lag
    return tuple(
        _drift(party, [1000 * (at["video"] - at["audio"]) for _, at in sorted(windows.items()) if len(at) == 2])
        for party, windows in sorted(found.items())
    )


def _drift(party: str, apart: list[float]) -> Drift:
    if len(apart) < FEWEST:
        return Drift(party=party, windows=len(apart), drift_ms=None, widest_ms=None)
    quarter = max(1, len(apart) // 4)
    middle = median(apart)
    return Drift(
        party=party,
        windows=len(apart),
        drift_ms=round(median(apart[-quarter:]) - median(apart[:quarter]), 1),
        widest_ms=round(max(abs(one - middle) for one in apart), 1),
    )
