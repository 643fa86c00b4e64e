"""Looking for people, and showing what is masked: who may, what is found, and what the ledger says of it."""

import pytest

from desk.actions import people, sessions
from desk.actions.people import Sought
from desk.model.errors import BadInput, Missing, NotAllowed, SearchTooShort
from desk.model.events import Event
from desk.model.unmasking import Reason, What
from desk.store import people as kept
from identity.errors import WrongCheckDigit
from tests.desk.world import World

NAMES = ("范余于", "范余", "fan yu", "yu fan", "余于")
WHY = Reason.COMPARE.value


async def search(world: World, by: str, typed: str, of: str = "") -> tuple[str, ...]:
    return await people.search(world.desk, world.staff["supervisor1"], Sought(by=by, typed=typed, of=of))


async def last(world: World) -> Event:
    return (await world.store.facts((), 0))[-1].event


async def document_id(world: World, visit_id: str) -> str:
    async with world.store.read() as connection:
        return (await kept.documents_of(connection, world.store.vault, visit_id))[0].id


@pytest.mark.parametrize("typed", NAMES)
async def test_a_part_of_a_name_finds_the_person(world: World, typed: str) -> None:
    visit = await world.visit_to("confirmed", corner="HK-01")
    await world.visit_to("confirmed", corner="MO-01")
    assert await search(world, "name", typed) == (visit.applicant_id,)


@pytest.mark.parametrize("typed", ["A123456(3)", "ａ１２３４５６（３）", "a123456"])
async def test_a_whole_document_number_finds_the_person(world: World, typed: str) -> None:
    visit = await world.visit_to("confirmed", corner="HK-01")
    assert await search(world, "document", typed, "hkid") == (visit.applicant_id,)


async def test_a_macao_number_finds_the_person_without_its_check_digit(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("confirmed")
    assert await search(sqlite_world, "document", "5234567", "macao-bir") == (visit.applicant_id,)


async def test_a_whole_phone_number_finds_the_person(world: World) -> None:
    visit = await world.visit_to("confirmed", corner="HK-01")
    assert await search(world, "phone", "9120 0001", "HK") == (visit.applicant_id,)


@pytest.mark.parametrize(
    ("by", "typed", "of"),
    [("name", "何小明", ""), ("document", "A123457(1)", "hkid"), ("phone", "91200009", "HK")],
)
async def test_somebody_else_is_not_found(sqlite_world: World, by: str, typed: str, of: str) -> None:
    await sqlite_world.visit_to("confirmed", corner="HK-01")
    assert await search(sqlite_world, by, typed, of) == ()


@pytest.mark.parametrize(
    ("by", "typed", "of", "error"),
    [
        ("name", "范", "", SearchTooShort),
        ("document", "A123456(4)", "hkid", WrongCheckDigit),
        ("colour", "green", "", BadInput),
    ],
)
async def test_what_cannot_be_looked_for_is_refused(
    sqlite_world: World, by: str, typed: str, of: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await search(sqlite_world, by, typed, of)


async def test_a_search_is_recorded_without_what_was_looked_for(sqlite_world: World) -> None:
    await sqlite_world.visit_to("confirmed", corner="HK-01")
    await search(sqlite_world, "name", "范余于")
    event = await last(sqlite_world)
    assert (event.tag, event.data) == ("person.searched", {"by": "name", "found": 1})
    assert event.actor == f"staff:{sqlite_world.staff['supervisor1'].id}"


async def test_a_supervisor_sees_a_whole_number_and_the_ledger_says_why(world: World) -> None:
    visit = await world.visit_to("confirmed", corner="HK-01")
    row = await document_id(world, visit.id)
    shown = await people.unmask(world.desk, world.staff["supervisor1"], What.DOCUMENT.value, row, WHY)
    event = await last(world)
    assert shown == "A123456(3)"
    assert (event.tag, event.subject) == ("person.unmasked", visit.applicant_id)
    assert event.data == {"what": "document", "row": row, "reason": "compare-with-paper"}


async def test_a_whole_phone_and_every_spelling_of_a_name_can_be_shown(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("confirmed", corner="HK-01")
    supervisor = sqlite_world.staff["supervisor1"]
    phone = await people.unmask(sqlite_world.desk, supervisor, "phone", visit.id, WHY)
    name = await people.unmask(sqlite_world.desk, supervisor, "name", visit.applicant_id, WHY)
    assert (phone, name) == ("+85291200001", "范余于 · FAN Yu Yu")


async def test_a_clerk_sees_the_whole_number_in_their_own_open_session(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    row = await document_id(sqlite_world, meeting.visit_id)
    assert await people.unmask(sqlite_world.desk, meeting.clerk, "document", row, WHY) == "5234567(1)"


async def test_a_clerk_does_not_see_it_once_the_session_is_over(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    row = await document_id(sqlite_world, meeting.visit_id)
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    with pytest.raises(NotAllowed):
        await people.unmask(sqlite_world.desk, meeting.clerk, "document", row, WHY)
    assert "person.unmasked" not in await sqlite_world.tags()


async def test_a_clerk_does_not_see_another_applicants_number(sqlite_world: World) -> None:
    other = await sqlite_world.visit_to("confirmed", corner="HK-01")
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotAllowed):
        await people.unmask(sqlite_world.desk, meeting.clerk, "phone", other.id, WHY)


@pytest.mark.parametrize(("what", "reason"), [("document", ""), ("document", "curious"), ("face", WHY)])
async def test_without_a_reason_from_the_list_nothing_is_shown(sqlite_world: World, what: str, reason: str) -> None:
    visit = await sqlite_world.visit_to("confirmed")
    row = await document_id(sqlite_world, visit.id)
    with pytest.raises(BadInput):
        await people.unmask(sqlite_world.desk, sqlite_world.staff["supervisor1"], what, row, reason)


@pytest.mark.parametrize("what", What)
async def test_what_is_not_there_is_missing(sqlite_world: World, what: What) -> None:
    with pytest.raises(Missing):
        await people.unmask(sqlite_world.desk, sqlite_world.staff["supervisor1"], what.value, "0" * 32, WHY)
