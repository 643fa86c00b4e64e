"""Forecasts of waits as the store tells them: who stands, who serves, and what was seen."""

from desk.actions import visits
from desk.actions.turns import duties
from desk.boards.parts import Wait
from desk.boards.turns import waits
from desk.boards.turns.learnt import learnt
from desk.model.turns.duties import Reason
from desk.model.turns.tickets import Ticket
from desk.model.visits import Visit
from desk.store.turns import tickets
from tests.desk.boards.hall import ITEM, ONE_ENGINE, Hall

ZONE = "macao"


async def served(hall: Hall, times: int = 4) -> None:
    for _ in range(times):
        await hall.serve(10)
    await hall.open_console("clerk1")


async def ticket_of(hall: Hall, visit: Visit) -> Ticket:
    async with hall.reader.connection() as connection:
        found = await tickets.of_visit(connection, visit.id)
    assert found is not None
    return found


async def wait_of(hall: Hall, visit: Visit) -> Wait | None:
    ticket = await ticket_of(hall, visit)
    async with hall.reader.connection() as connection:
        return await waits.of_ticket(hall.reader, connection, ticket)


async def newcomer(hall: Hall, item: str = ITEM) -> Wait | None:
    return await waits.before_ticket(hall.reader, await hall.zone_id(ZONE), item, "zh-Hant-MO")


async def test_who_stands_behind_is_told_more(hall: Hall) -> None:
    await served(hall)
    first, second = await hall.wait_at("MO-01"), await hall.wait_at("MO-02")
    await hall.open_console("clerk1")
    told = [await wait_of(hall, visit) for visit in (first, second)]
    assert told[0] is not None
    assert told[1] is not None
    assert told[0].high < told[1].high


async def test_a_line_is_told_at_once(hall: Hall) -> None:
    await served(hall)
    standing = [await hall.wait_at(corner) for corner in ("MO-01", "MO-02")]
    await hall.open_console("clerk1")
    ids = {(await ticket_of(hall, visit)).id for visit in standing}
    async with hall.reader.connection() as connection:
        assert set(await waits.of_line(hall.reader, connection, await hall.zone_id(ZONE))) == ids


async def test_before_a_ticket_is_taken_the_wait_is_that_of_the_last_in_line(hall: Hall) -> None:
    await served(hall)
    last = [await hall.wait_at(corner) for corner in ("MO-01", "MO-02")][-1]
    await hall.open_console("clerk1")
    told, theirs = await newcomer(hall), await wait_of(hall, last)
    assert told is not None
    assert theirs is not None
    assert told.high >= theirs.high


@ONE_ENGINE
async def test_while_nobody_serves_a_newcomer_is_told_nothing(hall: Hall) -> None:
    for _ in range(4):
        await hall.serve(10)
    assert await newcomer(hall) is None


async def test_a_window_that_pauses_serves_nobody(hall: Hall) -> None:
    await served(hall)
    await duties.pause(hall.desk, await hall.clerk("clerk1"), Reason.BREAK)
    assert await newcomer(hall) is None


@ONE_ENGINE
async def test_a_turn_that_came_since_is_told_as_well(hall: Hall) -> None:
    await served(hall)
    first = await hall.wait_at("MO-01")
    await hall.open_console("clerk1")
    await wait_of(hall, first)
    hall.clock.pass_by(minutes=-1)
    assert await wait_of(hall, await hall.wait_at("MO-02")) is not None


async def test_what_was_left_unserved_is_learnt(hall: Hall) -> None:
    await served(hall, 15)
    for _ in range(20):
        gone = await hall.wait_at("MO-02")
        await visits.leave(hall.desk, gone.id)
    async with hall.reader.connection() as connection:
        known = await learnt(hall.reader, connection, "Asia/Macau")
    assert known is not None
    assert known.habits.left > 0.3


async def test_when_windows_were_open_is_learnt_of_days_that_are_over(hall: Hall) -> None:
    await served(hall)
    clerk = await hall.clerk("clerk1")
    await duties.close(hall.desk, clerk)
    hall.clock.pass_by(minutes=60 * 24)
    async with hall.reader.connection() as connection:
        known = await learnt(hall.reader, connection, "Asia/Macau")
    assert known is not None
    assert [len(day) for day in known.habits.days[clerk.id]] == [1]
