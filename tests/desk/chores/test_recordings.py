"""A session's recording joined from the command line."""

import json
from pathlib import Path

import pytest

from desk.chores import recordings
from desk.chores.recordings import NotJoined
from tests.desk.recorded import recorded
from tests.desk.world import World


async def test_a_recording_is_joined_and_reported(
    sqlite_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meeting = await recorded(sqlite_world, seconds=65)
    settings = sqlite_world.desk.settings
    await recordings.join(settings, meeting.session_id, tmp_path / "all.mkv")
    told = json.loads(capsys.readouterr().out)
    assert (told["segments"], round(told["seconds"]), told["in_step"]) == (2, 65, True)
    assert (tmp_path / "all.mkv").stat().st_size > 10_000


async def test_nothing_recorded_is_nothing_to_join(sqlite_world: World, tmp_path: Path) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotJoined):
        await recordings.join(sqlite_world.desk.settings, meeting.session_id, tmp_path / "all.mkv")


async def test_files_that_are_gone_are_nothing_to_join(sqlite_world: World, tmp_path: Path) -> None:
    meeting = await recorded(sqlite_world, seconds=3)
    for path in (sqlite_world.desk.settings.recordings / meeting.session_id).glob("*.mkv"):
        path.unlink()
    with pytest.raises(NotJoined):
        await recordings.join(sqlite_world.desk.settings, meeting.session_id, tmp_path / "all.mkv")


async def test_an_altered_segment_is_named(
    sqlite_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meeting = await recorded(sqlite_world, seconds=65)
    settings = sqlite_world.desk.settings
    with (settings.recordings / meeting.session_id / "2.mkv").open("ab") as file:
        file.write(b"one byte more")
    await recordings.join(settings, meeting.session_id, tmp_path / "all.mkv")
    assert json.loads(capsys.readouterr().out)["altered"] == [f"{meeting.session_id}/2.mkv"]
