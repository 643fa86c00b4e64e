"""What the recorder's thread does: frames out of packets, frames into segments, one segment after another.

A segment ends when its time is over or who is present changes. The next one begins track by track: a video track
moves over at its next key frame and sound follows when all pictures have moved, so that nothing is lost between two
files; a track that does not come within a moment is left behind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av

from webrtc import storage
from webrtc.assembly import Assembler, Need
from webrtc.events import Track
from webrtc.gathering import Frame
from webrtc.lags import Lags
from webrtc.rtp import Packet
from webrtc.segment import Facts, Segment
from webrtc.timing import Timing

OVERLAP = 2.0
"""Seconds that a new segment waits for key frames before the old one is closed all the same."""
RETRY = 10.0
"""Seconds after a failure of storage before another segment is tried."""
CLOCK_RATES = {"audio": 48000, "video": 90000}


@dataclass(frozen=True, slots=True)
class Sample:
    """A packet on its way to the file."""

    track: Track
    packet: Packet
    arrival: float
    """Wall time, seconds since 1970."""
    reported: float | None
    """Wall time of capture by the sender's reports."""


class Writer:
    """One bridge's recording; called from one thread only."""

    def __init__(
        self,
        folder: Path,
        *,
        on_closed: Callable[[Facts], None],
        on_failed: Callable[[str], None],
        on_resumed: Callable[[], None],
        floor: int = 0,
    ) -> None:
        self._folder = folder
        self._floor = floor
        self._on_closed = on_closed
        self._on_failed = on_failed
        self._on_resumed = on_resumed
        self._lags = Lags(folder)
        self._streams: dict[Track, tuple[Assembler, Timing]] = {}
        self._roster: tuple[Track, ...] = ()
        self._current: Segment | None = None
        self._next: Segment | None = None
        self._moved: set[Track] = set()
        self._turned_at = 0.0
        self._failed_at: float | None = None
        self._failing = False
        """Whether the failure that goes on was told."""
        self._owes_resumed = False
        self.wants_key_frames = False
        """Whether a video track cannot go on without one; read by the loop, so never derived there."""

    def _looks_for_key_frames(self) -> bool:
        if self._next is not None:
            return any(t.kind == "video" and t not in self._moved for t in self._next.expected)
        return any(stream[0].need is Need.KEY_FRAME for stream in self._streams.values())

    def present(self, tracks: tuple[Track, ...], now: float) -> None:
        """Who is recorded from now on has changed; nobody closes the segment."""
        self._roster = tracks
        if not tracks:
            self._failing = False  # whoever begins again is told again
        self._streams = {track: stream for track, stream in self._streams.items() if track in tracks}
        self.turn(now)

    def turn(self, now: float) -> None:
        """Begin a new segment."""
        if self._next is not None:
            self._finish_turn(now)
        if not self._roster:
            self._close(self._current, now)
            self._current = None
            return
        try:
            storage.check(self._folder, self._floor)
        except OSError as error:
            self._tell_failed(error, now)
            current, self._current = self._current, None
            self._close(current, now)
            return
        self._next = Segment(self._path(), self._roster)
        self._moved = set()
        self._turned_at = now

    def _path(self) -> Path:
        taken = [int(p.stem) for p in self._folder.glob("*.mkv") if p.stem.isdigit()]
        open_now = self._current.path if self._current is not None else None
        if open_now is not None:
            taken.append(int(open_now.stem))
        return self._folder / f"{max(taken, default=0) + 1}.mkv"

    def take(self, sample: Sample) -> None:
        """One packet."""
        if sample.track not in self._roster:
            return
        stream = self._streams.get(sample.track)
        if stream is None:
            kind = sample.track.kind
            stream = self._streams[sample.track] = (Assembler(kind), Timing(CLOCK_RATES[kind]))
        for frame in stream[0].push(sample.packet, sample.arrival):
            moment = stream[1].moment(frame.timestamp, self._reported(sample, frame), sample.arrival)
            self._lags.note(sample.track, moment, sample.arrival)
            self._write(sample.track, frame, moment, sample.arrival)

    @staticmethod
    def _reported(sample: Sample, frame: Frame) -> float | None:
        if sample.reported is None:
            return None
        behind = ((sample.packet.timestamp - frame.timestamp + 0x80000000) & 0xFFFFFFFF) - 0x80000000
        return sample.reported - behind / CLOCK_RATES[sample.track.kind]

    def _write(self, track: Track, frame: Frame, moment: float, now: float) -> None:
        segment = self._destination(track, frame, now)
        if segment is None:
            return
        try:
            segment.write(track, frame, moment)
        except (OSError, av.FFmpegError) as error:
            self._fail(segment, error, now)
            return
        if segment.is_open:
            self._failing = False
            if self._owes_resumed:
                self._owes_resumed = False
                self._on_resumed()
            absent = track not in segment.tracks and track not in segment.refused
            if (absent or not segment.takes(track, frame)) and self._next is None:
                self.turn(now)

    def _destination(self, track: Track, frame: Frame, now: float) -> Segment | None:
        if self._next is None:
            return self._current
        if track not in self._moved and self._may_move(track, frame):
            self._moved.add(track)
        moved = track in self._moved
        target = self._next if moved else self._current
        if moved and self._moved.issuperset(self._next.expected):
            self._finish_turn(now)
        return target

    def _may_move(self, track: Track, frame: Frame) -> bool:
        assert self._next is not None
        if track.kind == "video":
            return frame.key
        pictures = {t for t in self._next.expected if t.kind == "video"}
        return self._current is None or pictures <= self._moved

    def _finish_turn(self, now: float) -> None:
        self._close(self._current, now)
        self._current, self._next = self._next, None

    def tick(self, now: float) -> None:
        """Called a few times a second: time-outs."""
        if self._next is not None and now - self._turned_at > OVERLAP:
            self._finish_turn(now)
        if self._failed_at is not None and now - self._failed_at > RETRY:
            self._failed_at = None
            self.turn(now)
        self.wants_key_frames = self._looks_for_key_frames()

    def finish(self, now: float = 0.0) -> None:
        """Close what is open."""
        self._lags.flush()
        if self._next is not None:
            self._finish_turn(now)
        self._close(self._current, now)
        self._current = None

    def _close(self, segment: Segment | None, now: float) -> None:
        if segment is None:
            return
        try:
            facts = segment.close()
        except (OSError, av.FFmpegError) as error:
            self._tell_failed(error, now)
            facts = segment.abandon()
        if facts is not None:
            self._on_closed(facts)

    def _fail(self, segment: Segment, error: Exception, now: float) -> None:
        if self._next is segment:
            self._next = None
        if self._current is segment:
            self._current = None
        self._tell_failed(error, now)
        facts = segment.abandon()
        if facts is not None:
            self._on_closed(facts)

    def _tell_failed(self, error: Exception, now: float) -> None:
        self._failed_at = now
        self._owes_resumed = True
        if not self._failing:
            self._failing = True
            self._on_failed(type(error).__name__)
