"""What the media plane tells is entered; what cannot be entered does not stop the next."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from desk.actions import sessions
from desk.actions.media_events import Reporter, find_lost
from desk.store import sessions as rows
from tests.desk.world import World
from webrtc import events, reading


@pytest.fixture
async def reporter(sqlite_world: World) -> AsyncIterator[Reporter]:
    made = Reporter()
    running = asyncio.create_task(made.run(sqlite_world.desk))
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def closed(world: World, session_id: str) -> events.SegmentClosed:
    return events.SegmentClosed(
        bridge_id=session_id,
        path=Path("elsewhere") / session_id / "0001.mkv",
        sha256="a" * 64,
        size=1,
        started_at=world.clock(),
        ended_at=world.clock() + timedelta(seconds=10),
        tracks=(
            events.Track(seat="clerk", party="staff:x", kind="video"),
            events.Track(seat="applicant", party="visit:y", kind="audio"),
            events.Track(seat="applicant", party="visit:y", kind="video"),
        ),
    )


async def test_a_closed_segment_is_entered_by_its_place_under_the_recordings(
    sqlite_world: World, reporter: Reporter
) -> None:
    meeting = await sqlite_world.in_session()
    reporter.tell(closed(sqlite_world, meeting.session_id))
    await reporter.settle()
    async with sqlite_world.store.read() as connection:
        (segment,) = await rows.segments_of(connection, meeting.session_id)
    assert (segment.path, segment.seats) == (f"{meeting.session_id}/0001.mkv", ("applicant", "clerk"))


async def test_an_event_that_cannot_be_entered_does_not_stop_the_next(sqlite_world: World, reporter: Reporter) -> None:
    meeting = await sqlite_world.in_session()
    for session_id in ("no such session", meeting.session_id):
        reporter.tell(closed(sqlite_world, session_id))
    await reporter.settle()
    assert (await sqlite_world.tags())[-1] == "recording.kept"


async def test_a_leg_that_came_up_and_was_lost_is_told(sqlite_world: World, reporter: Reporter) -> None:
    reporter.tell(events.LegUp(party="visit:y", leg_id="1"))
    reporter.tell(events.LegLost(party="visit:y", leg_id="1", reason=events.Reason.LOST))
    await reporter.settle()
    facts = [fact.event for fact in await sqlite_world.store.facts((), 0)]
    assert [(event.visit_id, event.data["state"]) for event in facts] == [("y", "up"), ("y", "lost")]


async def test_a_leg_that_was_replaced_is_not_told_as_lost(sqlite_world: World, reporter: Reporter) -> None:
    reporter.tell(events.LegLost(party="visit:y", leg_id="1", reason=events.Reason.REPLACED))
    await reporter.settle()
    assert await sqlite_world.tags() == []


async def test_a_file_that_nobody_lived_to_enter_is_found_though_its_session_ended(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = await sqlite_world.in_session()
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    left = sqlite_world.desk.settings.recordings / meeting.session_id / "1.mkv"
    left.parent.mkdir(parents=True)
    left.touch()
    monkeypatch.setattr(reading, "describe", lambda _path: closed(sqlite_world, meeting.session_id))
    assert [await find_lost(sqlite_world.desk) for _ in range(2)] == [1, 0]
