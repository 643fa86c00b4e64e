"""What the zone board says is to be done now."""

from dataclasses import replace

from desk.actions import corners
from desk.actions.turns import corner_states, duties
from desk.actions.turns.corner_states import Report
from desk.boards import zone
from desk.model.turns import tickets as turns
from desk.model.turns.alerts import Alert, Kind
from desk.model.turns.corner_states import Camera
from desk.model.turns.duties import Reason
from desk.store import corners as rows
from desk.store.turns import tickets
from tests.desk.boards.hall import ONE_ENGINE, Hall


async def alerts(hall: Hall) -> list[Alert]:
    return list((await zone.board(hall.reader, await hall.zone_id("macao"), "zh-Hant-MO")).alerts)


async def kinds(hall: Hall) -> list[Kind]:
    return [alert.kind for alert in await alerts(hall)]


async def report(hall: Hall, code: str = "MO-01") -> None:
    async with hall.desk.store.read() as connection:
        corner = next(each for each in await rows.every(connection) if each.code == code)
    await corner_states.report(hall.desk, corner, Report(camera=Camera.READY, microphone=Camera.READY, version="1"))


async def seat(hall: Hall, code: str = "MO-01") -> None:
    async with hall.desk.store.write() as unit:
        await rows.seat(unit, await hall.corner_id(code), "a browser's secret")


@ONE_ENGINE
async def test_a_calm_zone_needs_nobody(hall: Hall) -> None:
    assert await alerts(hall) == []


async def test_people_wait_and_no_window_is_open_for_them(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    await hall.wait_at("MO-02")
    found = await alerts(hall)
    assert [(each.kind, each.count, each.speech) for each in found] == [(Kind.UNSERVED, 2, "yue")]


async def test_a_window_that_opens_ends_it_and_one_that_pauses_brings_it_back(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    clerk = await hall.clerk("clerk1")
    await hall.open_console("clerk1")
    await duties.open_window(hall.desk, clerk)
    served = await kinds(hall)
    await duties.pause(hall.desk, clerk, Reason.BREAK)
    assert (served, await kinds(hall)) == ([], [Kind.UNSERVED])


async def test_a_wait_that_nears_its_promise_is_told_before_it_breaks(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    await hall.open_console("clerk1")
    hall.clock.pass_by(minutes=15)
    await hall.open_console("clerk1")
    before = await kinds(hall)
    hall.clock.pass_by(minutes=1)
    await hall.open_console("clerk1")
    found = await alerts(hall)
    assert before == []
    assert [(each.kind, each.number, each.minutes, each.limit) for each in found] == [(Kind.LATE, "D-001", 17, 20)]


async def test_a_call_for_help_is_told_once_it_went_unanswered(hall: Hall) -> None:
    corner_id = await hall.corner_id("MO-01")
    await corners.call_for_help(hall.desk, corner_id, asked=True, actor="visit:v")
    hall.clock.pass_by(seconds=119)
    before = await kinds(hall)
    hall.clock.pass_by(seconds=1)
    after = await alerts(hall)
    assert before == []
    assert [(each.kind, each.subject, each.minutes) for each in after] == [(Kind.HELP, corner_id, 2)]


async def test_help_that_came_is_told_no_more(hall: Hall) -> None:
    corner_id = await hall.corner_id("MO-01")
    await corners.call_for_help(hall.desk, corner_id, asked=True, actor="visit:v")
    hall.clock.pass_by(minutes=5)
    await corners.call_for_help(hall.desk, corner_id, asked=False, actor="staff:s")
    assert await alerts(hall) == []


async def test_a_corner_that_was_there_and_falls_silent_is_told(hall: Hall) -> None:
    await seat(hall)
    await report(hall)
    hall.clock.pass_by(seconds=89)
    before = await kinds(hall)
    hall.clock.pass_by(seconds=1)
    assert (before, await kinds(hall)) == ([], [Kind.SILENT])


async def test_a_silent_corner_with_somebody_at_it_is_more_urgent(hall: Hall) -> None:
    await seat(hall)
    await hall.wait_at("MO-01")
    await report(hall)
    hall.clock.pass_by(minutes=2)
    assert Kind.SILENT_IN_VISIT in await kinds(hall)


@ONE_ENGINE
async def test_a_corner_that_no_browser_serves_is_not_missed(hall: Hall) -> None:
    await report(hall)
    hall.clock.pass_by(minutes=5)
    assert await alerts(hall) == []


async def test_a_parked_turn_is_told_of_before_it_lapses(hall: Hall) -> None:
    visit = await hall.wait_at("MO-01")
    async with hall.desk.store.write() as unit:
        ticket = await tickets.of_visit(unit.connection, visit.id)
        assert ticket is not None
        await tickets.change(unit, ticket, replace(ticket, state=turns.State.PARKED, moved_at=unit.now))
    hall.clock.pass_by(minutes=109)
    before = await kinds(hall)
    hall.clock.pass_by(minutes=2)
    found = await alerts(hall)
    assert before == []
    assert [(each.kind, each.number, each.minutes) for each in found] == [(Kind.LAPSING, "D-001", 9)]
