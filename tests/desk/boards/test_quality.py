"""Lines on the screens: the clerk's and the applicant's, the item's gate, the test while waiting, and the file."""

from dataclasses import replace

import pytest

from desk.actions import line_tests, sessions
from desk.actions.materials import keeping
from desk.boards import console, corner, figures, office
from desk.boards.reader import Reader
from desk.model.errors import LineTooWeak
from desk.model.quality import Line, Trouble
from desk.model.sessions import applicant_party
from desk.store import quality
from desk.store.quality import Stream
from tests.desk.model.test_quality import AUDIO, LINE, VIDEO
from tests.desk.world import Meeting, World
from webrtc.summary import Direction, Summary

POOR = replace(LINE, sent=(AUDIO, replace(VIDEO, loss=0.3)))
CODE = "identity-document"


def reader(world: World) -> Reader:
    return Reader(store=world.store, scripts=world.desk.scripts, is_up=world.media.is_up)


async def heard(world: World, meeting: Meeting, **lines: Line) -> None:
    """The node told these lines, by seat."""
    async with world.store.write() as unit:
        for seat, line in lines.items():
            await quality.note_line(unit, meeting.session_id, seat, line)


async def test_the_clerk_sees_both_lines_the_applicants_first(world: World) -> None:
    meeting = await world.in_session()
    await heard(world, meeting, clerk=LINE, applicant=POOR)
    shown = await console.desktop(reader(world), meeting.clerk)
    assert [(line.seat, line.grade, line.trouble) for line in shown.lines] == [
        ("applicant", "poor", "loss"),
        ("clerk", "good", "none"),
    ]


async def test_old_figures_are_not_shown(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await heard(sqlite_world, meeting, applicant=LINE)
    sqlite_world.clock.pass_by(minutes=1)
    shown = await console.desktop(reader(sqlite_world), meeting.clerk)
    assert (shown.lines, shown.gate) == ((), None)


async def test_the_gate_says_what_the_line_lacks_for_the_item(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await heard(
        sqlite_world, meeting, applicant=replace(LINE, sent=(AUDIO, replace(VIDEO, bitrate=90_000, jitter=0.1)))
    )
    gate = (await console.desktop(reader(sqlite_world), meeting.clerk)).gate
    assert gate is not None
    assert (gate.picture, gate.lacks, gate.enough) == ("document", "narrow", False)


async def test_a_still_over_a_weak_line_wants_a_second_thought(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await heard(sqlite_world, meeting, applicant=POOR)
    with pytest.raises(LineTooWeak) as refused:
        await keeping.ask_for(sqlite_world.desk, meeting.case_id, CODE, meeting.clerk)
    assert refused.value.trouble == Trouble.LOSS


async def test_a_still_despite_a_weak_line_is_told_in_the_ledger(world: World) -> None:
    meeting = await world.in_session()
    await heard(world, meeting, applicant=POOR)
    await keeping.ask_for(world.desk, meeting.case_id, CODE, meeting.clerk, despite=True)
    told = (await world.store.facts((), 0))[-1].event
    assert told.data == {"material": CODE, "despite": "loss"}


async def test_a_still_over_a_good_line_is_nothing_special(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await heard(sqlite_world, meeting, applicant=LINE)
    await keeping.ask_for(sqlite_world.desk, meeting.case_id, CODE, meeting.clerk, despite=True)
    assert (await sqlite_world.store.facts((), 0))[-1].event.data == {"material": CODE}


async def test_a_poor_line_is_told_the_applicant(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await heard(sqlite_world, meeting, applicant=POOR)
    assert (await corner.stage(reader(sqlite_world), meeting.visit_id)).is_poor


async def test_a_fair_line_is_not(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await heard(sqlite_world, meeting, applicant=replace(LINE, round_trip=0.4))
    assert not (await corner.stage(reader(sqlite_world), meeting.visit_id)).is_poor


async def test_the_test_made_while_waiting_reaches_corner_and_clerk(world: World) -> None:
    visit = await world.visit_to("ticketed")
    world.media.up.add(applicant_party(visit.id))
    await line_tests.begin(world.desk, visit.id)
    running = (await corner.stage(reader(world), visit.id)).tested.state
    await line_tests.finish(world.desk, visit.id, LINE)
    meeting = await world.in_session_with(visit)
    shown = await console.desktop(reader(world), meeting.clerk)
    assert (running, shown.tested.state) == ("running", "good")


async def test_the_sessions_file_holds_what_became_of_each_stream(world: World) -> None:
    meeting = await world.in_session()
    stream = Stream(session_id=meeting.session_id, seat="applicant", direction=Direction.SENT, kind="video")
    summary = Summary(
        seconds=120.0, packets=9_500, lost=500, octets=15_000_000, frames=3_000, frozen=6.0, looks=2, round_trips=0.2,
        worst_round_trip=0.15,
    )  # fmt: skip
    async with world.store.write() as unit:
        await quality.add(unit, stream, summary)
    await sessions.end(world.desk, meeting.session_id, meeting.clerk)
    (shown,) = (await office.session(reader(world), meeting.session_id, "zh-Hans-CN")).streams
    assert (shown.seat, shown.minutes, shown.round_trip, shown.worst_round_trip) == ("applicant", 2.0, 100, 150)
    assert (shown.way.kbit, shown.way.loss, shown.way.frames, shown.way.frozen) == (1_000, 5.0, 25, 5)


async def test_every_zone_and_state_is_counted_even_at_none(world: World) -> None:
    found = await figures.figures(reader(world))
    assert (found.sessions, found.waiting) == (
        {"held": 0, "live": 0, "ringing": 0},
        {"hongkong": 0, "macao": 0},
    )
