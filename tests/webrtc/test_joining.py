"""Segments joined into one file, and sound against picture over an hour whose clocks do not agree."""

import itertools
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.webrtc.packets import made
from webrtc import joining, reading
from webrtc.errors import PlaybackError
from webrtc.events import Track
from webrtc.inlet import SourceClock
from webrtc.lags import Lag
from webrtc.segment import Facts
from webrtc.writer import CLOCK_RATES, Sample, Writer

PICTURE = Track(seat="applicant", party="visit:1", kind="video", codec="vp8")
SOUND = replace(PICTURE, kind="audio", codec="opus")
HOUR = 3600
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
    writer = Writer(folder, on_closed=closed.append, on_failed=failed.append)
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


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, joining.Report]:
    """An hour in sixty segments, joined."""
    folder = tmp_path_factory.mktemp("hour")
    source = Source(wall_ppm=40, skews_ppm={SOUND: 50, PICTURE: -30}, jitter=0.004)
    closed = record(folder, source, steps(HOUR))
    out = folder / "joined" / "all.mkv"
    out.parent.mkdir()
    return out, joining.join([facts.path for facts in closed], out)


def test_sound_and_picture_stay_together_over_an_hour(hour: tuple[Path, joining.Report]) -> None:
    found = errors(hour[0])
    heard = dict(found["audio"])
    apart = [abs(error - heard[truth]) for truth, error in found["video"] if truth in heard]
    assert len(apart) > 35_000
    assert max(apart) < 0.040


def test_the_report_of_an_hour_tells_no_drift(hour: tuple[Path, joining.Report]) -> None:
    (drift,) = hour[1].drifts
    assert drift.windows > 350
    assert drift.drift_ms is not None
    assert drift.widest_ms is not None
    assert abs(drift.drift_ms) <= drift.widest_ms < 40


def test_an_hour_of_segments_is_an_hour(hour: tuple[Path, joining.Report]) -> None:
    report = hour[1]
    assert report.segments == 60
    assert report.seconds == pytest.approx(HOUR, abs=0.5)
    assert [length.gaps for length in report.tracks] == [[], []]


def test_no_frame_is_lost_or_told_twice_between_segments(hour: tuple[Path, joining.Report]) -> None:
    frames = {length.track.kind: length.frames for length in hour[1].tracks}
    assert frames == {"audio": HOUR * 50, "video": HOUR * 10}


def test_a_drift_is_told() -> None:
    measured = [
        Lag(at=10.0 * n, party="visit:1", kind=kind, rank=0, lag=0.03 + (n * 0.0005 if kind == "audio" else 0.0))
        for n, kind in itertools.product(range(360), ("audio", "video"))
    ]
    (drift,) = joining.drifts(measured)
    assert drift.drift_ms == pytest.approx(-135, abs=1)


def test_too_short_a_talk_tells_nothing_of_drift(tmp_path: Path) -> None:
    source = Source(wall_ppm=0, skews_ppm={SOUND: 0, PICTURE: 0}, jitter=0.001)
    closed = record(tmp_path, source, steps(5))
    report = joining.join([facts.path for facts in closed], tmp_path / "all.mkv")
    assert [drift.drift_ms for drift in report.drifts] == [None]


def test_a_gap_is_told_and_stays_a_gap(tmp_path: Path) -> None:
    source = Source(wall_ppm=0, skews_ppm={SOUND: 0, PICTURE: 0}, jitter=0.001)
    closed = record(tmp_path, source, steps(20, silent=range(8, 13)))
    report = joining.join([facts.path for facts in closed], tmp_path / "all.mkv")
    assert [round(gap.seconds) for length in report.tracks for gap in length.gaps] == [5, 5]
    assert report.seconds == pytest.approx(20, abs=0.3)


def test_a_file_that_cannot_be_read_is_counted(tmp_path: Path) -> None:
    source = Source(wall_ppm=0, skews_ppm={SOUND: 0, PICTURE: 0}, jitter=0.001)
    closed = record(tmp_path, source, steps(3))
    (tmp_path / "9.mkv").write_bytes(b"torn in its first bytes")
    report = joining.join([*(facts.path for facts in closed), tmp_path / "9.mkv"], tmp_path / "all.mkv")
    assert (report.segments, report.unreadable) == (1, 1)


def test_nothing_to_join_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PlaybackError):
        joining.join([tmp_path / "1.mkv"], tmp_path / "all.mkv")
