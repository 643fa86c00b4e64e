"""A talk on paper: a sender whose clocks run wrong, what it sends, and a writer that is fed it at full speed."""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.webrtc.packets import made
from webrtc import reading
from webrtc.events import Track
from webrtc.inlet import SourceClock
from webrtc.segment import Facts
from webrtc.writer import CLOCK_RATES, Sample, Writer

PICTURE = Track(seat="applicant", party="visit:1", kind="video", codec="vp8")
SOUND = replace(PICTURE, kind="audio", codec="opus")
BEGIN = 1_800_000_000.0
"""Wall time at which the talk begins."""


class Source:
    """A sender whose clocks run wrong: its wall clock against ours, and each stream's against its wall clock."""

    def __init__(self, *, wall_ppm: float, skews_ppm: dict[Track, float], jitter: float) -> None:
        self._wall = 1 + wall_ppm / 1e6
        self._skews = {track: 1 + ppm / 1e6 for track, ppm in skews_ppm.items()}
        self._clock = SourceClock()
        self._chance = random.Random(1)
        self._jitter = jitter
        self._reports: dict[Track, tuple[float, int]] = {}
        self._sequence = dict.fromkeys(skews_ppm, 0)

    def _theirs(self, now: float) -> float:
        return 500.0 + now * self._wall

    def _stamp(self, track: Track, now: float) -> int:
        return int(self._theirs(now) * self._skews[track] * CLOCK_RATES[track.kind])

    def arrival(self, now: float) -> float:
        """When what is sent `now` seconds after the beginning is here."""
        return BEGIN + now + 0.03 + self._chance.expovariate(1 / self._jitter)

    def report(self, track: Track, now: float) -> None:
        """A sender report."""
        theirs = self._theirs(now)
        self._clock.note(theirs, self.arrival(now))
        self._reports[track] = theirs, self._stamp(track, now)

    def sample(self, track: Track, now: float, *, key: bool) -> Sample:
        """A packet that carries the true moment of its capture."""
        truth = struct.pack("!d", BEGIN + now)
        head = b"\x10" + (b"\x10\x00\x00\x9d\x01\x2a\x40\x00\x40\x00" if key else b"\x11")
        payload = b"\xf8" + truth if track.kind == "audio" else head + truth
        stamp = self._stamp(track, now)
        self._sequence[track] += 1
        packet = made(payload, sequence=self._sequence[track], timestamp=stamp, marker=True)
        reported = None
        if track in self._reports:
            theirs, at = self._reports[track]
            reported = self._clock.ours(theirs) + (stamp - at) / CLOCK_RATES[track.kind]
        return Sample(track, packet, self.arrival(now), reported)


@dataclass(frozen=True, slots=True)
class Step:
    """What happens at a moment of the talk."""

    now: float
    track: Track | None
    """None: the minute is over."""


def steps(seconds: float, *, silent: range = range(0)) -> Iterator[Step]:
    """Fifty sounds and ten pictures a second; whole seconds in `silent` have neither."""
    for tick in range(int(seconds * 50)):
        now = tick / 50
        if tick % 3000 == 0:
            yield Step(now, None)
        if int(now) not in silent:
            yield Step(now, SOUND)
            if tick % 5 == 0:
                yield Step(now, PICTURE)


def record(folder: Path, source: Source, talk: Iterator[Step]) -> list[Facts]:
    """Write a talk as the recorder would: key frames when they are asked for, a tick a second."""
    closed: list[Facts] = []
    failed: list[str] = []
    writer = Writer(folder, on_closed=closed.append, on_failed=failed.append, on_resumed=lambda: None)
    key = True
    for step in talk:
        if step.track is None:
            writer.present((PICTURE, SOUND), BEGIN + step.now)
            key = True
            continue
        if step.now % 1 == 0:
            source.report(step.track, step.now)
            writer.tick(BEGIN + step.now)
        writer.take(source.sample(step.track, step.now, key=key and step.track is PICTURE))
        key = key and step.track is SOUND
    writer.finish()
    assert failed == []
    return closed


def errors(path: Path) -> dict[str, list[tuple[float, float]]]:
    """Of each kind: (true moment, seconds by which the file tells another)."""
    (part,) = reading.parts([path])
    found: dict[str, list[tuple[float, float]]] = {"audio": [], "video": []}
    for track, packet in reading.packets(part, part.tracks):
        (truth,) = struct.unpack("!d", bytes(packet)[-8:])
        found[track.kind].append((truth, part.started_at.timestamp() + reading.at(packet) / 1000 - truth))
    return found
