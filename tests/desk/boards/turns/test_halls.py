"""The hall's screen: who is called and where to, each call once, and nothing of anybody but a number."""

import dataclasses

from desk.actions import sessions
from desk.actions.turns import corner_notices, missed
from desk.boards.turns import halls
from desk.boards.turns.halls import HallBoard, HallCall
from desk.store.turns import tickets
from tests.desk.boards.hall import ONE_ENGINE, Hall


async def shown(hall: Hall, code: str = "macao") -> HallBoard:
    return await halls.hall(hall.reader, await hall.zone_id(code))


async def call(hall: Hall) -> HallCall:
    return (await shown(hall)).now[0]


@ONE_ENGINE
async def test_before_the_first_call_nothing_stands_there(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    found = await shown(hall)
    assert (found.now, found.lately) == ((), ())


async def test_a_call_shows_number_corner_and_window_in_the_applicants_speech(hall: Hall) -> None:
    await hall.wait_at("MO-02", "pt-MO")
    await hall.call()
    found = await call(hall)
    told = (found.number, found.corner["pt-MO"], found.window, found.speech.value, found.fresh)
    assert told == ("D-001", "Posto 2 (átrio)", "A01", "pt", True)


@ONE_ENGINE
async def test_no_item_and_no_name_is_part_of_a_call(hall: Hall) -> None:
    names = {field.name for field in dataclasses.fields(HallCall)}
    assert names == {"key", "number", "corner", "place", "window", "speech", "at", "fresh", "again"}


async def test_a_call_is_read_out_for_a_minute_and_shown_on(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    await hall.call()
    hall.clock.pass_by(seconds=59)
    before = (await call(hall)).fresh
    hall.clock.pass_by(seconds=1)
    assert (before, (await call(hall)).fresh) == (True, False)


async def test_who_answered_stands_among_those_called_before(hall: Hall) -> None:
    await hall.meet("MO-01")
    found = await shown(hall)
    assert (found.now, [each.number for each in found.lately]) == ((), ["D-001"])


async def test_drawn_again_a_call_has_the_same_key(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    await hall.call()
    first = (await call(hall)).key
    hall.clock.pass_by(seconds=10)
    assert (await call(hall)).key == first


async def test_called_out_again_it_is_another_call(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    session = await hall.call()
    first = await call(hall)
    hall.clock.pass_by(minutes=1)
    await missed.miss(hall.desk, session.ticket_id, await hall.clerk("clerk1"))
    again = await call(hall)
    assert again.key != first.key
    assert (again.again, again.fresh) == (1, True)


async def test_called_by_another_window_it_is_another_call(hall: Hall) -> None:
    session = await hall.meet("MO-01")
    await sessions.put_back(hall.desk, session.id, await hall.clerk("clerk1"))
    hall.clock.pass_by(minutes=5)
    await hall.call("clerk3")
    found = await call(hall)
    assert (found.window, found.fresh, len((await shown(hall)).lately)) == ("B01", True, 0)


async def test_who_is_to_come_somewhere_is_called_too(hall: Hall) -> None:
    visit = await hall.wait_at("MO-01")
    async with hall.desk.store.read() as connection:
        ticket = await tickets.of_visit(connection, visit.id)
    assert ticket is not None
    place = f"corner/{await hall.corner_id('MO-03')}"
    await corner_notices.call_for(hall.desk, ticket.id, place, await hall.clerk("zone-macao"))
    found = await call(hall)
    assert (found.number, found.place, found.corner["en-HK"]) == ("D-001", "corner", "Corner 3 (accessible)")


async def test_another_zones_calls_are_not_shown(hall: Hall) -> None:
    await hall.wait_at("HK-01")
    await hall.call()
    assert (await shown(hall)).now == ()
