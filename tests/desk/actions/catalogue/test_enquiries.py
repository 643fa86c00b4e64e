"""Who does not know their item takes a turn with their own words, and a clerk finds the item with them."""

import pytest
from sqlalchemy import select

from desk.actions import visits
from desk.actions.catalogue import enquiries
from desk.actions.turns import tickets
from desk.model.cases.cases import State
from desk.model.errors import BadInput, Missing, NotReady
from desk.model.retention import Kind
from desk.store import erasing
from desk.store.cases import cases as rows
from desk.store.catalogue import wishes
from desk.store.tables import wishes as table
from tests.desk.world import Meeting, World

SAID = "阿媽走咗，佢啲嘢點算 \U000e0100"
ENQUIRY, ITEM = "JM-GE-001", "JM-SI-001"


async def asked(world: World) -> Meeting:
    """In a meeting about a wish."""
    visit = await world.visit_to("choosing")
    await enquiries.ask(world.desk, visit.id, SAID)
    await world.consent(visit.id)
    await world.sign_in(visit.id, "lei")
    await world.show_document(visit.id, "lei")
    await world.confirm_phone(visit.id, hong_kong=False)
    await tickets.take(world.desk, visit.id)
    return await world.in_session_with(await world.visit(visit.id))


async def test_a_wish_is_a_turn_of_the_enquirys_line(world: World) -> None:
    meeting = await asked(world)
    assert (await world.ticket(meeting.visit_id)).skill == "enquiry"


async def test_the_words_are_kept_to_the_code_point_and_sealed(world: World) -> None:
    visit = await world.visit_to("choosing")
    await enquiries.ask(world.desk, visit.id, SAID)
    async with world.store.read() as connection:
        kept = await wishes.of_visit(connection, world.store.vault, visit.id)
        [stored] = (await connection.execute(select(table.c.text))).scalars().all()
    assert kept is not None
    assert (kept.text, SAID.encode() in stored) == (SAID, False)


async def test_the_ledger_tells_that_a_wish_was_told_and_not_what(world: World) -> None:
    visit = await world.visit_to("choosing")
    await enquiries.ask(world.desk, visit.id, SAID)
    [fact] = [one.event for one in await world.store.facts((), 0) if one.event.tag == "wish.told"]
    assert fact.data == {"letters": len(SAID)}


@pytest.mark.parametrize("said", ["", "  ", "啊" * 201])
async def test_no_wish_and_too_long_a_one_are_refused(sqlite_world: World, said: str) -> None:
    visit = await sqlite_world.visit_to("choosing")
    with pytest.raises(BadInput):
        await enquiries.ask(sqlite_world.desk, visit.id, said)


async def test_who_chooses_an_item_after_all_leaves_no_wish(world: World) -> None:
    visit = await world.visit_to("choosing")
    await enquiries.ask(world.desk, visit.id, SAID)
    await visits.choose_item(world.desk, visit.id, ITEM)
    async with world.store.read() as connection:
        assert await wishes.of_visit(connection, world.store.vault, visit.id) is None


async def test_the_item_that_was_meant_has_a_case_of_its_own_in_the_same_meeting(world: World) -> None:
    meeting = await asked(world)
    case_id = await enquiries.set_item(world.desk, meeting.session_id, ITEM, meeting.clerk)
    assert ((await world.session(meeting.session_id)).case_id, (await world.case(case_id)).item_code) == (case_id, ITEM)


async def test_the_enquiry_is_closed_once_its_item_is_found(world: World) -> None:
    meeting = await asked(world)
    await enquiries.set_item(world.desk, meeting.session_id, ITEM, meeting.clerk)
    assert (await world.case(meeting.case_id)).state is State.WITHDRAWN


async def test_visit_and_ticket_are_about_the_item_from_then_on(world: World) -> None:
    meeting = await asked(world)
    await enquiries.set_item(world.desk, meeting.session_id, ITEM, meeting.clerk)
    about = ((await world.visit(meeting.visit_id)).item_code, (await world.ticket(meeting.visit_id)).item_code)
    assert about == (ITEM, ITEM)


async def test_that_an_item_was_found_is_a_fact(world: World) -> None:
    meeting = await asked(world)
    await enquiries.set_item(world.desk, meeting.session_id, ITEM, meeting.clerk)
    [fact] = [one.event for one in await world.store.facts((), 0) if one.event.tag == "visit.item-set"]
    assert (fact.data["from"], fact.data["item"]) == (ENQUIRY, ITEM)


async def test_an_item_that_is_not_in_force_is_not_found(world: World) -> None:
    meeting = await asked(world)
    with pytest.raises(Missing):
        await enquiries.set_item(world.desk, meeting.session_id, "JM-XX-999", meeting.clerk)


async def test_a_case_that_is_no_enquiry_keeps_its_item(world: World) -> None:
    meeting = await world.in_session(item=ITEM)
    with pytest.raises(NotReady):
        await enquiries.set_item(world.desk, meeting.session_id, "JM-TX-003", meeting.clerk)


async def test_the_visit_keeps_both_cases(world: World) -> None:
    meeting = await asked(world)
    await enquiries.set_item(world.desk, meeting.session_id, ITEM, meeting.clerk)
    async with world.store.read() as connection:
        every = await rows.every_of_visit(connection, meeting.visit_id)
    assert [one.item_code for one in every] == [ENQUIRY, ITEM]


async def test_the_words_are_erased_with_the_record(world: World) -> None:
    meeting = await asked(world)
    async with world.store.write() as unit:
        await erasing.erase(unit, meeting.visit_id, Kind.RECORD)
    async with world.store.read() as connection:
        assert await wishes.of_visit(connection, world.store.vault, meeting.visit_id) is None
