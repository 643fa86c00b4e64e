"""What a clerk sees of their duty, of what is offered to them, and of each turn in their queue."""

from dataclasses import replace

from desk.actions import sessions
from desk.actions.turns import duties, offers, tickets
from desk.boards import console
from desk.boards.turns.queue import QueueLine
from desk.model.turns.duties import Mode, Reason
from desk.model.turns.order import Priority, Rules
from desk.model.turns.order import Reason as Why
from desk.model.turns.tickets import placed
from desk.store import staff
from desk.store.turns import tickets as rows
from tests.desk.boards.hall import ONE_ENGINE, Hall


async def lines(hall: Hall, login: str = "clerk1") -> tuple[QueueLine, ...]:
    return (await console.queue(hall.reader, await hall.clerk(login))).lines


@ONE_ENGINE
async def test_who_was_never_at_a_console_is_closed(hall: Hall) -> None:
    assert (await console.desktop(hall.reader, await hall.clerk("clerk1"))).duty.state == "closed"


@ONE_ENGINE
async def test_a_pause_is_shown_with_its_reason(hall: Hall) -> None:
    clerk = await hall.clerk("clerk1")
    await duties.open_window(hall.desk, clerk)
    await duties.pause(hall.desk, clerk, Reason.TRAINING)
    shown = (await console.desktop(hall.reader, clerk)).duty
    assert (shown.state, shown.reason) == ("paused", "training")


@ONE_ENGINE
async def test_a_wrap_up_counts_down_by_the_servers_clock(hall: Hall) -> None:
    session = await hall.meet()
    clerk = await hall.clerk("clerk1")
    await sessions.end(hall.desk, session.id, clerk)
    hall.clock.pass_by(seconds=18)
    assert (await console.desktop(hall.reader, clerk)).duty.seconds_left == 42


async def test_what_is_offered_is_shown_with_the_time_that_is_left(hall: Hall) -> None:
    clerk = await hall.clerk("clerk1")
    await duties.open_window(hall.desk, clerk)
    await duties.choose(hall.desk, clerk, Mode.OFFER)
    await hall.wait_at("MO-01", "pt-MO")
    await offers.look_round(hall.desk)
    hall.clock.pass_by(seconds=5)
    shown = await console.desktop(hall.reader, clerk)
    assert shown.duty.offer is not None
    assert (shown.duty.offer.seconds_left, shown.duty.offer.turn.speech, shown.queue.lines) == (15, "pt", ())


@ONE_ENGINE
async def test_a_day_that_is_full_is_shown(hall: Hall) -> None:
    clerk = replace(await hall.clerk("clerk1"), most_a_day=1)
    async with hall.desk.store.write() as unit:
        await staff.change(unit, clerk)
    await hall.serve(5)
    assert (await console.desktop(hall.reader, clerk)).duty.day_full


async def test_a_line_says_why_a_turn_goes_before_those_who_came_earlier(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    visit = await hall.wait_at("MO-02")
    async with hall.desk.store.write() as unit:
        ticket = await rows.of_visit(unit.connection, visit.id)
        assert ticket is not None
        await rows.change(unit, ticket, placed(ticket, Priority.CARE, Why.ELDERLY, Rules()))
    first = (await lines(hall))[0]
    assert (first.ticket_id, first.priority, first.reason) == (ticket.id, "care", "elderly")


async def test_a_kept_turn_says_for_whom(hall: Hall) -> None:
    session = await hall.meet(login="clerk3")
    await sessions.put_back(hall.desk, session.id, await hall.clerk("clerk3"))
    (mine,), (others,) = await lines(hall, "clerk3"), await lines(hall, "clerk1")
    assert (mine.kept, others.kept, others.kept_window) == ("me", "other", "B01")


@ONE_ENGINE
async def test_a_turn_kept_for_another_does_not_count_as_waiting_for_me(hall: Hall) -> None:
    session = await hall.meet(login="clerk3")
    await sessions.put_back(hall.desk, session.id, await hall.clerk("clerk3"))
    assert (await console.queue(hall.reader, await hall.clerk("clerk1"))).waiting == 0


@ONE_ENGINE
async def test_after_a_while_it_is_kept_for_nobody(hall: Hall) -> None:
    session = await hall.meet(login="clerk3")
    await sessions.put_back(hall.desk, session.id, await hall.clerk("clerk3"))
    hall.clock.pass_by(minutes=2)
    assert [line.kept for line in await lines(hall)] == [""]
    assert (await tickets.call_next(hall.desk, await hall.clerk("clerk1"))).ticket_id == session.ticket_id
