"""What a recording makes of packets that come late, out of order, twice or never."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.webrtc.talks import BEGIN, PICTURE, SOUND, Source
from webrtc import joining
from webrtc.assembly import PATIENCE
from webrtc.segment import Facts
from webrtc.writer import Sample, Writer

SECONDS = 8


def sent() -> list[Sample]:
    """Ten pictures and fifty sounds a second, a key frame every two seconds, as they were sent."""
    source = Source(wall_ppm=0, skews_ppm={SOUND: 0, PICTURE: 0}, jitter=1e-9)
    samples: list[Sample] = []
    for tick in range(SECONDS * 50):
        now = tick / 50
        samples.append(source.sample(SOUND, now, key=True))
        if tick % 5 == 0:
            samples.append(source.sample(PICTURE, now, key=tick % 100 == 0))
    return samples


def written(folder: Path, samples: Sequence[Sample]) -> joining.Report:
    """The samples in the order of their arrival, as a file tells them."""
    closed: list[Facts] = []
    writer = Writer(folder, on_closed=closed.append, on_failed=pytest.fail)
    writer.present((PICTURE, SOUND), BEGIN)
    for sample in sorted(samples, key=lambda sample: sample.arrival):
        writer.take(sample)
    writer.finish()
    return joining.join([facts.path for facts in closed], folder / "all.mkv")


def frames(report: joining.Report) -> dict[str, int]:
    return {length.track.kind: length.frames for length in report.tracks}


ALL = {"audio": SECONDS * 50, "video": SECONDS * 10}


def late(seconds: float) -> Callable[[Sample], Sample]:
    """A change that makes every tenth packet late by up to so many seconds, never the first or last ones."""
    chance = random.Random(2)

    def change(sample: Sample) -> Sample:
        inside = 0.5 < sample.arrival - BEGIN < SECONDS - 1.5
        if not inside or chance.random() > 0.1:
            return sample
        return replace(sample, arrival=sample.arrival + chance.random() * seconds)

    return change


def test_packets_out_of_order_cost_nothing(tmp_path: Path) -> None:
    assert frames(written(tmp_path, list(map(late(PATIENCE * 0.8), sent())))) == ALL


def test_a_packet_that_comes_twice_is_written_once(tmp_path: Path) -> None:
    samples = sent()
    assert frames(written(tmp_path, [*samples, *samples[100:200]])) == ALL


def test_a_packet_too_late_is_as_lost(tmp_path: Path) -> None:
    samples = sent()
    gone = next(at for at, sample in enumerate(samples) if sample.track is SOUND and sample.arrival > BEGIN + 4)
    samples[gone] = replace(samples[gone], arrival=samples[gone].arrival + PATIENCE + 0.5)
    assert frames(written(tmp_path, samples)) == ALL | {"audio": ALL["audio"] - 1}


def test_a_lost_picture_costs_those_up_to_the_next_key_frame(tmp_path: Path) -> None:
    samples = sent()
    gone = next(at for at, sample in enumerate(samples) if sample.track is PICTURE and sample.arrival > BEGIN + 4.5)
    report = written(tmp_path, samples[:gone] + samples[gone + 1 :])
    assert frames(report) == ALL | {"video": ALL["video"] - 15}
    assert [round(gap.seconds, 1) for gap in report.tracks[0].gaps] == [1.6]


def test_what_follows_a_gap_keeps_its_time(tmp_path: Path) -> None:
    samples = [sample for sample in sent() if not 3 < sample.arrival - BEGIN < 5]
    report = written(tmp_path, samples)
    assert {round(gap.seconds) for length in report.tracks for gap in length.gaps} == {2, 3}
    assert report.seconds == pytest.approx(SECONDS, abs=0.2)
