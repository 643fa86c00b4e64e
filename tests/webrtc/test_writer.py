"""What a recording makes of packets that come late, out of order, twice or never."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import av
import pytest

from tests.webrtc import x264
from tests.webrtc.talks import BEGIN, PICTURE, SOUND, Source
from webrtc import joining, playback, rtp
from webrtc.assembly import PATIENCE
from webrtc.segment import Facts
from webrtc.writer import RETRY, Sample, Writer

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


class Told:
    """A writer and what it told."""

    def __init__(self, folder: Path, *, floor: int = 0) -> None:
        self.closed: list[Facts] = []
        self.failed: list[str] = []
        self.resumed = 0
        self.writer = Writer(
            folder, on_closed=self.closed.append, on_failed=self.failed.append, on_resumed=self._resumed, floor=floor
        )

    def _resumed(self) -> None:
        self.resumed += 1

    def take(self, samples: Sequence[Sample]) -> None:
        """Feed it, with a tick after each."""
        for sample in samples:
            self.writer.take(sample)
            self.writer.tick(sample.arrival)


def written(folder: Path, samples: Sequence[Sample]) -> joining.Report:
    """The samples in the order of their arrival, as a file tells them."""
    told = Told(folder)
    told.writer.present((PICTURE, SOUND), BEGIN)
    told.take(sorted(samples, key=lambda sample: sample.arrival))
    told.writer.finish()
    assert told.failed == []
    return joining.join([facts.path for facts in told.closed], folder / "all.mkv")


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


def of_h264(samples: Sequence[Sample]) -> list[Sample]:
    """The same talk, its pictures of H.264."""
    (payload,) = x264.payloads(x264.pictures(1, size=(32, 32))[0], notes=False)
    codec = rtp.Codec(name="h264", payload_type=102, repair_type=None, clock_rate=90000)
    for sample in samples:
        if sample.track is PICTURE:
            sample.packet.payload = payload
            sample.packet.codec = codec
    return list(samples)


def test_another_codec_begins_another_file(tmp_path: Path) -> None:
    samples, told = sent(), Told(tmp_path)
    told.writer.present((PICTURE, SOUND), BEGIN)
    told.take(samples[:220] + of_h264(samples[220:]))
    told.writer.finish()
    assert [{track.codec for track in facts.tracks} for facts in told.closed] == [{"vp8", "opus"}, {"h264", "opus"}]


def test_one_participant_of_both_codecs_makes_one_file(tmp_path: Path) -> None:
    samples, told = sent(), Told(tmp_path)
    told.writer.present((PICTURE, SOUND), BEGIN)
    told.take(samples[:220] + of_h264(samples[220:]))
    told.writer.finish()
    assert playback.extract([facts.path for facts in told.closed], "visit:1", tmp_path / "one") == "matroska"


def test_one_participant_of_h264_makes_what_browsers_play(tmp_path: Path) -> None:
    told = Told(tmp_path)
    told.writer.present((PICTURE, SOUND), BEGIN)
    told.take(of_h264(sent()))
    told.writer.finish()
    kind = playback.extract([facts.path for facts in told.closed], "applicant", tmp_path / "one")
    with av.open(str(tmp_path / "one"), "r") as container:
        frames = sum(1 for _ in container.decode(video=0))
        assert (kind, container.duration is not None and round(container.duration / 1e6)) == ("mp4", SECONDS)
    assert frames == ALL["video"]


def test_pictures_that_cannot_be_read_do_not_turn_the_files_over(tmp_path: Path) -> None:
    samples, told = of_h264(sent()), Told(tmp_path)
    for sample in samples:
        if sample.track is PICTURE:
            sample.packet.payload = b"\x78\x00\x02\x67\x00\x00\x02\x68\x00\x00\x02\x65\x88"
    told.writer.present((PICTURE, SOUND), BEGIN)
    told.take(samples)
    told.writer.finish()
    assert [[track.kind for track in facts.tracks] for facts in told.closed] == [["audio"]]


def test_a_disk_with_too_little_room_is_told_before_anything_is_written(tmp_path: Path) -> None:
    told = Told(tmp_path, floor=1 << 60)
    told.writer.present((PICTURE, SOUND), BEGIN)
    assert (told.failed, list(tmp_path.iterdir())) == (["StorageLow"], [])


def test_storage_that_comes_back_is_told_once(tmp_path: Path) -> None:
    told = Told(tmp_path / "folder")
    (tmp_path / "folder").write_text("a file stands where the folder should be")
    told.writer.present((PICTURE, SOUND), BEGIN)
    samples = sent()
    told.take(samples[:200])
    (tmp_path / "folder").unlink()
    late = [replace(sample, arrival=sample.arrival + RETRY) for sample in samples[200:]]
    told.take(late)
    told.writer.finish()
    assert (told.failed, told.resumed, len(told.closed)) == (["FileExistsError"], 1, 1)


def test_a_disk_that_lacks_room_at_a_turn_ends_the_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, samples = Told(tmp_path, floor=1), sent()
    told.writer.present((PICTURE, SOUND), BEGIN)
    told.take(samples[:200])
    monkeypatch.setattr(told.writer, "_floor", 1 << 60)
    told.writer.turn(samples[200].arrival)
    told.take(samples[200:])
    told.writer.finish()
    assert (told.failed, told.resumed, len(told.closed)) == (["StorageLow"], 0, 1)


def test_whoever_begins_again_on_a_dead_disk_is_told_again(tmp_path: Path) -> None:
    told = Told(tmp_path, floor=1 << 60)
    for tracks in ((PICTURE, SOUND), (), (PICTURE, SOUND)):
        told.writer.present(tracks, BEGIN)
    assert told.failed == ["StorageLow", "StorageLow"]
