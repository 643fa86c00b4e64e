"""A visit begins, chooses, consents and is left, and the next applicant finds a free corner."""

import asyncio

import pytest

from desk.actions import sessions, visits
from desk.actions.cases import cases
from desk.actions.turns import tickets
from desk.model import sessions as meetings
from desk.model.errors import AssuranceUnmet, Missing, NotReady, Stale
from desk.model.turns import tickets as turns
from desk.model.visits import State
from desk.store import items
from desk.store import sessions as session_rows
from desk.store.unit import Connection
from tests.desk.world import World


async def test_a_second_beginning_at_a_corner_goes_on_with_the_open_visit(sqlite_world: World) -> None:
    first = await sqlite_world.visit_to("consented")
    again = await visits.begin(sqlite_world.desk, sqlite_world.corners["MO-01"], "pt-MO")
    assert (again.id, again.state, again.language) == (first.id, State.CONSENTED, "pt-MO")


async def test_of_many_beginnings_at_once_one_visit_comes(world: World) -> None:
    corner = world.corners["MO-01"]
    begun = await asyncio.gather(*(visits.begin(world.desk, corner, "pt-MO") for _ in range(6)), return_exceptions=True)
    assert len({visit.id for visit in begun if not isinstance(visit, BaseException)}) == 1
    assert all(isinstance(each, Stale) for each in begun if isinstance(each, BaseException))


async def test_a_visit_keeps_the_version_of_its_item(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("choosing")
    await new_version(sqlite_world, "JM-SI-001")
    assert (await sqlite_world.visit(visit.id)).item_version == 1


async def test_a_choice_takes_the_version_in_force(sqlite_world: World) -> None:
    await new_version(sqlite_world, "JM-SI-001")
    assert (await sqlite_world.visit_to("choosing")).item_version == 2


async def test_a_version_that_is_not_in_force_yet_is_not_chosen(sqlite_world: World) -> None:
    sqlite_world.clock.pass_by(days=1)
    await new_version(sqlite_world, "JM-SI-001")
    sqlite_world.clock.pass_by(days=-1)
    assert (await sqlite_world.visit_to("choosing")).item_version == 1


async def test_an_item_that_does_not_exist_is_missing(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("choosing")
    with pytest.raises(Missing):
        await visits.choose_item(sqlite_world.desk, visit.id, "JM-XX-999")


async def test_after_the_ticket_no_other_item_is_chosen(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    with pytest.raises(NotReady):
        await visits.choose_item(sqlite_world.desk, visit.id, "JM-TX-001")


async def test_who_was_recognised_surely_enough_may_still_choose_another_item(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("documented")
    assert (await visits.choose_item(sqlite_world.desk, visit.id, "JM-TX-001")).item_code == "JM-TX-001"


async def test_an_item_that_wants_more_assurance_is_not_reached_by_way_of_one_that_wants_less(
    sqlite_world: World,
) -> None:
    await new_version(sqlite_world, "JM-SI-001", assurance="low")
    visit = await sqlite_world.visit_to("confirmed", person="low")
    await visits.choose_item(sqlite_world.desk, visit.id, "JM-TX-001")
    with pytest.raises(AssuranceUnmet):
        await tickets.take(sqlite_world.desk, visit.id)


async def test_an_item_that_does_not_accept_the_document_shown_is_not_chosen_later(sqlite_world: World) -> None:
    await new_version(sqlite_world, "JM-TX-001", documents=["hkid"])
    visit = await sqlite_world.visit_to("documented")
    with pytest.raises(NotReady):
        await visits.choose_item(sqlite_world.desk, visit.id, "JM-TX-001")


async def test_who_leaves_frees_the_corner(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("documented")
    await visits.leave(sqlite_world.desk, visit.id)
    assert await visits.current(sqlite_world.desk, visit.corner_id) is None


async def test_the_next_applicant_begins_anew(sqlite_world: World) -> None:
    first = await sqlite_world.visit_to("ticketed")
    await visits.leave(sqlite_world.desk, first.id)
    second = await sqlite_world.visit_to("choosing")
    assert (second.id != first.id, second.applicant_id) == (True, "")


async def test_who_leaves_while_waiting_gives_the_turn_up(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    await visits.leave(sqlite_world.desk, visit.id)
    assert (await sqlite_world.ticket(visit.id)).state is turns.State.CANCELLED


async def test_who_leaves_in_a_session_ends_it_and_hangs_up(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await visits.leave(sqlite_world.desk, meeting.visit_id)
    assert (await sqlite_world.session(meeting.session_id)).state is meetings.State.ENDED
    assert (await sqlite_world.ticket(meeting.visit_id)).state is turns.State.CANCELLED
    assert sqlite_world.media.parted == [meeting.session_id]
    assert sqlite_world.media.dropped == [f"visit:{meeting.visit_id}"]


async def test_who_leaves_after_submitting_was_served(sqlite_world: World) -> None:
    meeting, _ = await sqlite_world.submitted()
    await visits.leave(sqlite_world.desk, meeting.visit_id)
    assert (await sqlite_world.ticket(meeting.visit_id)).state is turns.State.DONE


async def test_leaving_after_the_session_ended_leaves_the_turn_done(sqlite_world: World) -> None:
    meeting, _ = await sqlite_world.done()
    await visits.leave(sqlite_world.desk, meeting.visit_id)
    assert (await sqlite_world.ticket(meeting.visit_id)).state is turns.State.DONE


async def test_leaving_twice_is_leaving_once(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    await visits.leave(sqlite_world.desk, visit.id)
    await visits.leave(sqlite_world.desk, visit.id)
    assert (await sqlite_world.tags()).count("visit.closed") == 1


async def test_the_clerk_cannot_submit_for_who_left(sqlite_world: World) -> None:
    meeting = await sqlite_world.confirmed()
    await visits.leave(sqlite_world.desk, meeting.visit_id)
    with pytest.raises(Exception, match="no open session"):
        await cases.submit(sqlite_world.desk, meeting.case_id, meeting.clerk)


async def test_a_clerk_who_ends_what_the_applicant_left_changes_nothing(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await visits.leave(sqlite_world.desk, meeting.visit_id)
    before = await sqlite_world.tags()
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    assert await sqlite_world.tags() == before


async def new_version(world: World, code: str, **said: object) -> None:
    """The next version of an item comes into force now."""
    async with world.store.write() as unit:
        known = await items.newest(unit.connection, code)
        assert known is not None
        await items.add(unit, code, known[0] + 1, unit.now, known[1] | said)


async def test_leaving_in_the_moment_of_a_call_leaves_no_session_behind(
    postgres_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clerk calls after the leaving has looked for a session, and before it looks at anything else."""
    world = postgres_world
    visit = await world.visit_to("ticketed")
    read = session_rows.newest_of_visit

    async def read_and_be_called(connection: Connection, visit_id: str) -> meetings.Session | None:
        found = await read(connection, visit_id)
        if not called:
            called.append(await tickets.call_next(world.desk, world.clerk))
        return found

    called: list[meetings.Session] = []
    monkeypatch.setattr(session_rows, "newest_of_visit", read_and_be_called)
    await visits.leave(world.desk, visit.id)
    assert (await world.session(called[0].id)).state is meetings.State.ENDED
    assert (await world.ticket(visit.id)).state is turns.State.CANCELLED
