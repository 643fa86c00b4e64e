"""A turn is taken up at another corner by its slip and a code; it keeps its place, and nobody else takes it."""

import pytest

from desk.actions import sessions, visits
from desk.actions.turns import missed, slips, take_ups, tickets
from desk.model.errors import CornerInUse, NotReady, SlipNeeded, SlipUnknown, TurnOver
from desk.model.turns.slips import grouped
from desk.model.turns.tickets import State
from desk.model.visits import State as VisitState
from identity.errors import CodeError, Throttled
from tests.desk.world import World

WRONG = "ZZZZ-ZZZZ-ZZZZ"


async def take_up(world: World, letters: str, corner: str = "MO-02") -> None:
    """At the corner, by these letters and the code that was sent."""
    await take_ups.begin(world.desk, world.corners[corner], letters)
    await take_ups.finish(world.desk, world.corners[corner], world.courier.last_code)


async def printed(world: World, visit_id: str) -> str:
    return (await slips.print_slip(world.desk, visit_id)).letters


async def test_a_turn_is_taken_up_at_another_corner_and_keeps_its_place(world: World) -> None:
    visit = await world.visit_to("ticketed", corner="MO-01")
    before = await world.ticket(visit.id)
    await take_up(world, grouped(await printed(world, visit.id)).lower())
    after, moved = await world.ticket(visit.id), await world.visit(visit.id)
    assert (after.state, after.stands_at, after.number) == (before.state, before.stands_at, before.number)
    assert moved.corner_id == world.corners["MO-02"].id
    assert await visits.current(world.desk, world.corners["MO-01"].id) is None


async def test_a_turn_is_taken_up_at_a_corner_of_another_zone(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed", corner="MO-01")
    await take_up(sqlite_world, await printed(sqlite_world, visit.id), "HK-01")
    ticket = await sqlite_world.ticket(visit.id)
    assert (await sqlite_world.visit(visit.id)).corner_id == sqlite_world.corners["HK-01"].id
    assert ticket.zone_id == sqlite_world.zones["macao"].id


async def test_a_meeting_goes_on_at_the_other_corner(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(corner="MO-01")
    await take_up(sqlite_world, await printed(sqlite_world, meeting.visit_id))
    assert (await sqlite_world.session(meeting.session_id)).state.value == "live"
    assert f"visit:{meeting.visit_id}" in sqlite_world.media.hung_up


async def test_letters_that_no_slip_has_take_nothing_up(sqlite_world: World) -> None:
    with pytest.raises(SlipUnknown):
        await take_ups.begin(sqlite_world.desk, sqlite_world.corners["MO-02"], WRONG)


@pytest.mark.parametrize("typed", ["", "ABC", "ABCD-EFGH-1234", "'; --", "ＡＢＣＤ" * 3])
async def test_what_can_be_no_letters_takes_nothing_up(sqlite_world: World, typed: str) -> None:
    with pytest.raises(SlipUnknown):
        await take_ups.begin(sqlite_world.desk, sqlite_world.corners["MO-02"], typed)


async def test_wrong_letters_lock_a_corner_for_a_while_even_for_right_ones(world: World) -> None:
    visit = await world.visit_to("ticketed", corner="MO-01")
    letters = await printed(world, visit.id)
    for _ in range(9):
        with pytest.raises(SlipUnknown):
            await take_ups.begin(world.desk, world.corners["MO-02"], WRONG)
    for typed in (WRONG, letters):
        with pytest.raises(Throttled):
            await take_ups.begin(world.desk, world.corners["MO-02"], typed)
    world.clock.pass_by(minutes=6)
    await take_up(world, letters)


async def test_the_letters_alone_take_nothing_up(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed", corner="MO-01")
    corner = sqlite_world.corners["MO-02"]
    await take_ups.begin(sqlite_world.desk, corner, await printed(sqlite_world, visit.id))
    with pytest.raises(CodeError):
        await take_ups.finish(sqlite_world.desk, corner, "000000")
    assert (await sqlite_world.visit(visit.id)).corner_id == sqlite_world.corners["MO-01"].id


async def test_a_code_asked_for_at_one_corner_takes_nothing_up_at_another(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed", corner="MO-01")
    letters = await printed(sqlite_world, visit.id)
    await take_ups.begin(sqlite_world.desk, sqlite_world.corners["MO-02"], letters)
    code = sqlite_world.courier.last_code
    with pytest.raises(NotReady):
        await take_ups.finish(sqlite_world.desk, sqlite_world.corners["MO-03"], code)


async def test_without_letters_no_code_is_looked_at(sqlite_world: World) -> None:
    await sqlite_world.visit_to("ticketed", corner="MO-01")
    with pytest.raises(NotReady):
        await take_ups.finish(sqlite_world.desk, sqlite_world.corners["MO-02"], sqlite_world.courier.last_code)


async def test_a_corner_at_which_somebody_sits_takes_up_no_other_turn(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed", corner="MO-01")
    await sqlite_world.visit_to("consented", corner="MO-02")
    with pytest.raises(CornerInUse):
        await take_ups.begin(sqlite_world.desk, sqlite_world.corners["MO-02"], await printed(sqlite_world, visit.id))


async def test_who_only_chose_a_language_is_in_nobodys_way(world: World) -> None:
    visit = await world.visit_to("ticketed", corner="MO-01")
    chosen = await visits.begin(world.desk, world.corners["MO-02"], "pt-MO")
    await take_up(world, await printed(world, visit.id))
    assert (await world.visit(chosen.id)).state is VisitState.CLOSED
    assert (await world.visit(visit.id)).corner_id == world.corners["MO-02"].id


async def test_a_slip_printed_later_makes_the_one_before_void(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed", corner="MO-01")
    first = await printed(sqlite_world, visit.id)
    await printed(sqlite_world, visit.id)
    with pytest.raises(SlipUnknown):
        await take_ups.begin(sqlite_world.desk, sqlite_world.corners["MO-02"], first)


async def test_a_turn_that_is_over_is_not_taken_up(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed", corner="MO-01")
    letters = await printed(sqlite_world, visit.id)
    await visits.leave(sqlite_world.desk, visit.id)
    with pytest.raises(TurnOver):
        await take_ups.begin(sqlite_world.desk, sqlite_world.corners["MO-02"], letters)


async def test_a_missed_turn_that_is_taken_up_has_come_back(sqlite_world: World) -> None:
    meeting = await sqlite_world.called(corner="MO-01")
    letters = await printed(sqlite_world, meeting.visit_id)
    await missed.miss(sqlite_world.desk, meeting.ticket_id, meeting.clerk)
    await take_up(sqlite_world, letters)
    assert (await sqlite_world.ticket(meeting.visit_id)).state is State.WAITING


async def test_who_steps_away_with_a_slip_keeps_the_turn_and_frees_the_corner(world: World) -> None:
    visit = await world.visit_to("ticketed", corner="MO-01")
    letters = await printed(world, visit.id)
    await slips.step_away(world.desk, visit.id)
    other = await world.visit_to("ticketed", corner="MO-01")
    session = await tickets.call_next(world.desk, world.clerk)
    await take_up(world, letters)
    await sessions.answer(world.desk, session.id, visit.id)
    assert session.visit_id == visit.id
    assert (await world.visit(other.id)).corner_id == world.corners["MO-01"].id


async def test_who_has_no_slip_does_not_step_away(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed", corner="MO-01")
    with pytest.raises(SlipNeeded):
        await slips.step_away(sqlite_world.desk, visit.id)


async def test_who_is_called_does_not_step_away(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    await printed(sqlite_world, meeting.visit_id)
    with pytest.raises(NotReady):
        await slips.step_away(sqlite_world.desk, meeting.visit_id)


async def test_the_letters_stand_nowhere_in_the_ledger(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed", corner="MO-01")
    letters = await printed(sqlite_world, visit.id)
    await take_up(sqlite_world, letters)
    assert letters not in str(await sqlite_world.store.facts((), 0))


async def test_each_step_is_in_the_ledger(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed", corner="MO-01")
    letters = await printed(sqlite_world, visit.id)
    await slips.step_away(sqlite_world.desk, visit.id)
    await take_up(sqlite_world, letters)
    tags = [tag for tag in await sqlite_world.tags() if not tag.startswith("code.")]
    assert tags[-3:] == ["ticket.printed", "visit.away", "visit.taken-up"]
