"""Segments joined into one file, and sound against picture over an hour whose clocks do not agree."""

import itertools
from pathlib import Path

import pytest

from tests.webrtc.talks import PICTURE, SOUND, Source, errors, record, steps
from webrtc import joining
from webrtc.errors import PlaybackError
from webrtc.lags import Lag

HOUR = 3600


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
