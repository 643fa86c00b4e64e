"""That somebody types is whispered to whom they sit with, and to nobody else; the ledger knows nothing of it."""

import pytest

from desk.actions.cases import keystrokes
from desk.model.sessions import applicant_party, staff_party
from tests.desk.world import World


async def heard(world: World, party: str, field: str) -> list[dict[str, str]]:
    told: list[dict[str, str]] = []
    hush = world.store.bus.hear(lambda said: told.append(dict(said)))
    await keystrokes.whisper(world.desk, party, field)
    hush()
    return told


async def test_the_clerk_hears_that_the_applicant_types(world: World) -> None:
    meeting = await world.in_session()
    told = await heard(world, applicant_party(meeting.visit_id), "remark")
    assert told == [{"kind": "typing", "to": staff_party(meeting.clerk.id), "field": "remark"}]


async def test_the_applicant_hears_that_the_clerk_types(world: World) -> None:
    meeting = await world.in_session()
    told = await heard(world, staff_party(meeting.clerk.id), "remark")
    assert told == [{"kind": "typing", "to": applicant_party(meeting.visit_id), "field": "remark"}]


async def test_the_ledger_knows_nothing_of_it(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    before = await sqlite_world.store.position()
    await heard(sqlite_world, staff_party(meeting.clerk.id), "remark")
    assert await sqlite_world.store.position() == before


async def test_nobody_hears_who_sits_with_nobody(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    other = await sqlite_world.visit_to("ticketed", corner="MO-02")
    assert await heard(sqlite_world, applicant_party(other.id), "remark") == []
    assert await heard(sqlite_world, staff_party(sqlite_world.staff["clerk4"].id), "remark") == []
    assert meeting.session_id


@pytest.mark.parametrize("field", ["", "A", "x" * 65, '"]<b>'])
async def test_what_is_no_fields_name_is_not_passed_on(sqlite_world: World, field: str) -> None:
    meeting = await sqlite_world.in_session()
    assert await heard(sqlite_world, applicant_party(meeting.visit_id), field) == []
