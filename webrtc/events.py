"""What happened in the media plane, told to whoever built the node; each event is a fact in the past tense."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from webrtc.slots import Slot


class Reason(StrEnum):
    """Why a leg ended."""

    HUNG_UP = "hung-up"
    """We ended it: `hang_up`, a DELETE, or the node was closed."""
    REPLACED = "replaced"
    """The same party's newer leg came up."""
    NO_ICE = "no-ice"
    """No connection was made within the time allowed."""
    CLOSED = "closed"
    """The other side closed it."""
    LOST = "lost"
    """The other side stopped answering for too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegUp:
    """A party's leg is connected and encrypted; if the party holds a seat, it has been joined already."""

    tag: ClassVar[str] = "media.leg.up"
    party: str
    leg_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegSilent:
    """The leg's media stopped 2 s ago, or, where it never sent any, its consent checks are not answered."""

    tag: ClassVar[str] = "media.leg.silent"
    party: str
    leg_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegHeard:
    """A leg that had fallen silent is heard again."""

    tag: ClassVar[str] = "media.leg.heard"
    party: str
    leg_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegLost:
    """A leg ended; told exactly once for every leg that was answered."""

    tag: ClassVar[str] = "media.leg.lost"
    party: str
    leg_id: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutChanged:
    """What a party of a bridge gets on which of its sections is another now; told also to who just left it."""

    tag: ClassVar[str] = "media.layout.changed"
    bridge_id: str
    party: str
    slots: tuple[Slot, ...]
    """Only the sections on which something comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One recorded track of a segment."""

    seat: str
    party: str
    kind: str
    """`audio` or `video`."""
    rank: int = 0
    """0 for the person, 1 for the person's second picture."""
    codec: str = ""
    """`opus`, `vp8` or `h264`; empty where nobody said, which means Opus and VP8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentClosed:
    """A recording segment is complete on disk and will not change again."""

    tag: ClassVar[str] = "media.segment.closed"
    bridge_id: str
    path: Path
    sha256: str
    size: int
    """Bytes."""
    started_at: datetime
    """The wall time of time-stamp 0 in the file (aware, UTC)."""
    ended_at: datetime
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFailed:
    """Nothing is being written now; the call goes on, and a new segment is tried a while later."""

    tag: ClassVar[str] = "media.recording.failed"
    bridge_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingResumed:
    """After a failure a segment is being written again."""

    tag: ClassVar[str] = "media.recording.resumed"
    bridge_id: str


Event = LegUp | LegSilent | LegHeard | LegLost | LayoutChanged | SegmentClosed | RecordingFailed | RecordingResumed
