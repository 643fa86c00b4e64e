"""Recordings of real calls: they decode, hold both people, and have the right length."""

import asyncio
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import av
import pytest

from tests.webrtc.conftest import SETTINGS, House
from tests.webrtc.peers import BLUE, GREEN, RED, Peer, near, until
from webrtc import events, joining, playback, reading, writer
from webrtc.settings import NodeSettings


async def talk(house: House, folder: Path, *, seconds: float = 2.0) -> tuple[Peer, Peer]:
    """Two people in a recorded bridge; returns when the clerk decoded so many seconds."""
    applicant = await house.join("visit:1", colour=RED, note=440)
    clerk = await house.join("staff:1", colour=BLUE, note=880)
    bridge = house.node.open_bridge("session", consent="receipt-1", record=folder)
    bridge.seat("applicant", "visit:1")
    bridge.seat("clerk", "staff:1")
    await until(lambda: min(clerk.frames, applicant.frames) > seconds * 15, seconds + 5)
    return applicant, clerk


def segments(house: House) -> list[events.SegmentClosed]:
    return [event for event in house.events if isinstance(event, events.SegmentClosed)]


def size_of(folder: Path) -> int:
    """Bytes in the folder."""
    return sum(path.stat().st_size for path in folder.iterdir())


def came(house: House) -> int:
    """Packets that came from the applicant."""
    view = house.node.leg_of("visit:1")
    assert view is not None
    return sum(stream.packets for stream in view.incoming)


def decode(path: Path) -> dict[tuple[str, str], list[av.VideoFrame | av.AudioFrame]]:
    """Every frame of a segment by (seat, kind)."""
    found: dict[tuple[str, str], list[av.VideoFrame | av.AudioFrame]] = {}
    with av.open(str(path), "r") as container:
        for packet in container.demux():
            key = packet.stream.metadata["SEAT"], packet.stream.type
            found.setdefault(key, []).extend(packet.decode())  # type: ignore[arg-type]  # av names the base class
    return found


def colour_of(frame: object) -> tuple[int, int, int]:
    assert isinstance(frame, av.VideoFrame)
    picture = frame.to_ndarray(format="rgb24")[frame.height // 2 :]
    red, green, blue = picture.reshape(-1, 3).mean(axis=0)
    return int(red), int(green), int(blue)


async def test_a_recording_holds_picture_and_sound_of_both(house: House, tmp_path: Path) -> None:
    await talk(house, tmp_path / "session")
    await house.node.close_bridge("session")
    frames = decode(segments(house)[0].path)
    assert near(colour_of(frames["applicant", "video"][-1]), RED)
    assert near(colour_of(frames["clerk", "video"][-1]), BLUE)
    assert min(len(frames["applicant", "audio"]), len(frames["clerk", "audio"])) > 50


async def test_a_recording_lasts_as_long_as_the_talk(house: House, tmp_path: Path) -> None:
    await talk(house, tmp_path, seconds=2.0)
    await house.node.close_bridge("session")
    (segment,) = segments(house)
    with av.open(str(segment.path), "r") as container:
        assert container.duration is not None
        assert 1.9 < container.duration / 1e6 < 3.5


async def test_a_closed_segment_is_hashed_as_it_lies_on_disk(house: House, tmp_path: Path) -> None:
    await talk(house, tmp_path, seconds=0.5)
    await house.node.close_bridge("session")
    (segment,) = segments(house)
    data = segment.path.read_bytes()
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (segment.sha256, segment.size)


async def test_segments_follow_each_other_without_losing_a_frame(
    make_house: Callable[[NodeSettings], House], tmp_path: Path
) -> None:
    house = make_house(replace(SETTINGS, segment_seconds=0.7))
    await talk(house, tmp_path, seconds=2.2)
    await house.node.close_bridge("session")
    closed = segments(house)
    assert len(closed) >= 2
    report = await asyncio.to_thread(joining.join, [segment.path for segment in closed], tmp_path / "all.mkv")
    sounds = [length for length in report.tracks if length.track.kind == "audio"]
    missing = [(length.ended - length.began) / 0.02 + 1 - length.frames for length in sounds]
    assert max(map(abs, missing)) < 8


async def test_a_new_leg_of_the_same_party_begins_a_new_segment(house: House, tmp_path: Path) -> None:
    _, clerk = await talk(house, tmp_path, seconds=0.5)
    await house.join("visit:1", colour=GREEN)
    await clerk.sees(GREEN)
    frames = clerk.frames
    await until(lambda: clerk.frames > frames + 10)
    await house.node.close_bridge("session")
    closed = segments(house)
    assert [segment.path.name for segment in closed] == ["1.mkv", "2.mkv"]
    assert near(colour_of(decode(closed[1].path)["applicant", "video"][-1]), GREEN)


async def test_nothing_is_written_on_hold(house: House, tmp_path: Path) -> None:
    await talk(house, tmp_path, seconds=0.5)
    bridge = house.node.bridge("session")
    assert bridge is not None
    bridge.hold(True)
    await until(lambda: segments(house))
    size, seen = size_of(tmp_path), came(house)
    await until(lambda: came(house) > seen + 40)
    assert size_of(tmp_path) == size


async def test_a_missing_disk_is_told_and_the_call_goes_on(house: House, tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("a file stands where the folder should be")
    _, clerk = await talk(house, tmp_path / "no-folder", seconds=0.2)
    await until(lambda: house.told(events.RecordingFailed))
    frames = clerk.frames
    await until(lambda: clerk.frames > frames + 10)
    assert len(house.told(events.RecordingFailed)) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with 128 KiB, half of them taken by the file `filler`."""
    folder = tmp_path / "disk"
    folder.mkdir()
    asked = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(asked, capture_output=True, check=False).returncode:
        pytest.skip("a file system of its own cannot be mounted here")
    (folder / "filler").write_bytes(bytes(64 * 1024))
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


async def test_a_full_disk_is_told_and_so_is_its_end(
    house: House, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "RETRY", 0.5)
    _, clerk = await talk(house, small_disk, seconds=0.5)
    await until(lambda: house.told(events.RecordingFailed), 30)
    frames = clerk.frames
    await until(lambda: clerk.frames > frames + 10)
    for path in await asyncio.to_thread(lambda: list(small_disk.iterdir())):
        path.unlink()
    await until(lambda: house.told(events.RecordingResumed), 15)
    await house.node.close_bridge("session")
    assert await asyncio.to_thread(decode, segments(house)[-1].path)


async def test_what_was_written_before_the_disk_was_full_is_handed_over(house: House, small_disk: Path) -> None:
    await talk(house, small_disk, seconds=0.5)
    await until(lambda: segments(house), 30)
    (kept,) = segments(house)
    data = await asyncio.to_thread(kept.path.read_bytes)
    found = await asyncio.to_thread(reading.describe, kept.path)
    assert (kept.sha256, kept.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert {track.seat for track in found.tracks} == {"applicant", "clerk"}


async def test_a_reopened_bridge_writes_beside_what_is_there(house: House, tmp_path: Path) -> None:
    (tmp_path / "3.mkv").write_bytes(b"left behind")
    await talk(house, tmp_path, seconds=0.5)
    await house.node.close_bridge("session")
    assert [segment.path.name for segment in segments(house)] == ["4.mkv"]


KILLED = """
import asyncio, os, signal, sys, time
from dataclasses import replace
from pathlib import Path
from tests.webrtc.conftest import SETTINGS, House
from tests.webrtc.test_recorder import talk

async def main():
    await talk(House(replace(SETTINGS, segment_seconds=float(sys.argv[2]))), Path(sys.argv[1]), seconds=4.0)
    print(time.time(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def killed(folder: Path, segment_seconds: float) -> float:
    """Wall time at which a recording process was killed in the middle of a talk."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, str(folder), str(segment_seconds), stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    return float(told)


def lasts(folder: Path) -> dict[tuple[str, str], float]:
    """Wall time of the last frame of each (seat, kind) on disk."""
    found: dict[tuple[str, str], float] = {}
    for part in reading.parts(list(folder.glob("*.mkv"))):
        for track, packet in reading.packets(part, part.tracks):
            at = part.started_at.timestamp() + reading.at(packet) / 1000
            found[track.seat, track.kind] = max(at, found.get((track.seat, track.kind), 0.0))
    return found


@pytest.mark.parametrize("segment_seconds", [60.0, 0.7], ids=["in-a-segment", "between-segments"])
async def test_a_kill_loses_at_most_two_seconds_of_anything(tmp_path: Path, segment_seconds: float) -> None:
    at = await killed(tmp_path, segment_seconds)
    lost = {key: at - last for key, last in (await asyncio.to_thread(lasts, tmp_path)).items()}
    assert len(lost) == 4
    assert max(lost.values()) <= 2.0


async def test_after_a_kill_what_was_written_decodes(tmp_path: Path) -> None:
    await killed(tmp_path, 60.0)
    frames = await asyncio.to_thread(decode, tmp_path / "1.mkv")
    assert len(frames["applicant", "video"]) > 30
    assert len(frames["clerk", "audio"]) > 100
    told = await asyncio.to_thread(reading.describe, tmp_path / "1.mkv")
    assert (told.ended_at - told.started_at).total_seconds() > 2.0


async def test_one_participant_is_extracted_over_all_segments(
    make_house: Callable[[NodeSettings], House], tmp_path: Path
) -> None:
    house = make_house(replace(SETTINGS, segment_seconds=0.7))
    await talk(house, tmp_path, seconds=2.0)
    await house.node.close_bridge("session")
    out = tmp_path / "out.webm"
    await asyncio.to_thread(playback.extract, [s.path for s in segments(house)], "visit:1", out)
    with av.open(str(out), "r") as container:
        assert container.duration is not None
        assert 1.9 < container.duration / 1e6 < 4.0
        frames = list(container.decode(video=0))
    assert len(frames) > 25
    assert all(near(colour_of(frame), RED) for frame in frames)
