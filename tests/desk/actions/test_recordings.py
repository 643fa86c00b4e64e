"""A recording that fails: the item decides whether the session goes on, and what was made to be played is bounded."""

import os
from datetime import timedelta

import pytest

from desk.actions import recordings, sessions
from desk.model.errors import RecordingImpossible
from desk.model.recordings import State as Recording
from desk.model.sessions import State
from desk.store import recordings as recording_rows
from tests.desk.recorded import recorded
from tests.desk.world import Meeting, World

REQUIRED = "JM-NT-001"
WISHED = "JM-SI-001"


async def recording_of(world: World, meeting: Meeting) -> Recording:
    async with world.store.read() as connection:
        return await recording_rows.state_of(connection, meeting.session_id)


async def state_of(world: World, meeting: Meeting) -> State:
    return (await world.session(meeting.session_id)).state


async def test_what_must_be_recorded_is_held_when_the_recording_fails(world: World) -> None:
    meeting = await world.in_session(item=REQUIRED, clerk="clerk3")
    await recordings.note_failed(world.desk, meeting.session_id, "OSError")
    assert await state_of(world, meeting) is State.HELD
    assert world.media.held == {meeting.session_id}


async def test_what_need_not_be_recorded_goes_on(world: World) -> None:
    meeting = await world.in_session(item=WISHED)
    await recordings.note_failed(world.desk, meeting.session_id, "OSError")
    assert (await world.tags())[-1] == "recording.failed"
    assert await state_of(world, meeting) is State.LIVE
    assert await recording_of(world, meeting) is Recording.FAILED


async def test_a_recording_that_goes_again_is_written_down(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await recordings.note_failed(sqlite_world.desk, meeting.session_id, "OSError")
    await recordings.note_resumed(sqlite_world.desk, meeting.session_id)
    assert await recording_of(sqlite_world, meeting) is Recording.GOING
    assert (await sqlite_world.tags())[-2:] == ["recording.failed", "recording.resumed"]


async def test_a_recording_that_never_failed_resumes_without_a_word(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    before = await sqlite_world.tags()
    await recordings.note_resumed(sqlite_world.desk, meeting.session_id)
    assert await sqlite_world.tags() == before


async def test_the_clerk_goes_on_once_it_can_be_recorded(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item=REQUIRED, clerk="clerk3")
    await recordings.note_failed(sqlite_world.desk, meeting.session_id, "OSError")
    await sessions.hold(sqlite_world.desk, meeting.session_id, meeting.clerk, held=False)
    assert await state_of(sqlite_world, meeting) is State.LIVE
    assert sqlite_world.media.held == set()


async def test_the_clerk_does_not_go_on_while_nothing_can_be_recorded(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item=REQUIRED, clerk="clerk3")
    await recordings.note_failed(sqlite_world.desk, meeting.session_id, "OSError")
    sqlite_world.media.recordable = False
    with pytest.raises(RecordingImpossible):
        await sessions.hold(sqlite_world.desk, meeting.session_id, meeting.clerk, held=False)
    assert sqlite_world.media.held == {meeting.session_id}


async def test_a_held_turn_can_be_put_back(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item=REQUIRED, clerk="clerk3")
    await recordings.note_failed(sqlite_world.desk, meeting.session_id, "OSError")
    await sessions.put_back(sqlite_world.desk, meeting.session_id, meeting.clerk)
    assert await state_of(sqlite_world, meeting) is State.BROKEN


async def test_what_must_be_recorded_is_not_begun_without(world: World) -> None:
    world.media.recordable = False
    meeting = await world.called(item=REQUIRED, clerk="clerk3")
    with pytest.raises(RecordingImpossible):
        await sessions.answer(world.desk, meeting.session_id, meeting.visit_id)
    assert (await state_of(world, meeting), world.media.joined) == (State.RINGING, {})
    assert await recording_of(world, meeting) is Recording.FAILED


async def test_what_need_not_be_recorded_is_begun_without(sqlite_world: World) -> None:
    sqlite_world.media.recordable = False
    meeting = await sqlite_world.in_session(item=WISHED)
    assert await state_of(sqlite_world, meeting) is State.LIVE


async def test_a_failure_after_the_end_changes_nothing_of_the_session(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item=REQUIRED, clerk="clerk3")
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    await recordings.note_failed(sqlite_world.desk, meeting.session_id, "OSError")
    assert await state_of(sqlite_world, meeting) is State.ENDED


async def test_a_recording_is_made_playable_once(sqlite_world: World) -> None:
    meeting = await recorded(sqlite_world, seconds=4)
    made = [await recordings.playable(sqlite_world.desk, meeting.session_id, "applicant") for _ in range(2)]
    assert made[0] == made[1]
    assert (made[0].type, made[0].path.suffix) == ("video/webm", ".webm")


async def test_what_was_made_to_be_played_is_removed_after_a_day(sqlite_world: World) -> None:
    meeting = await recorded(sqlite_world, seconds=4)
    made = await recordings.playable(sqlite_world.desk, meeting.session_id, "applicant")
    old = made.path.with_name("another-applicant-1.webm")
    old.touch()
    long_ago = (sqlite_world.clock.now - timedelta(days=2)).timestamp()
    os.utime(old, (long_ago, long_ago))
    await recordings.playable(sqlite_world.desk, meeting.session_id, "applicant")
    assert (old.exists(), made.path.exists()) == (False, True)


async def test_what_was_made_to_be_played_is_bounded_in_size(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = await recorded(sqlite_world, seconds=4)
    folder = sqlite_world.desk.settings.data_dir / "playable"
    folder.mkdir()
    for age in range(4):
        path = folder / f"{age}.webm"
        path.write_bytes(bytes(1000))
        at = (sqlite_world.clock.now - timedelta(minutes=age)).timestamp()
        os.utime(path, (at, at))
    monkeypatch.setattr(recordings, "PLAYABLE_BYTES", 2500)
    await recordings.playable(sqlite_world.desk, meeting.session_id, "applicant")
    assert [path.name for path in sorted(folder.glob("?.webm"))] == ["0.webm", "1.webm"]
