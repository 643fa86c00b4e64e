"""A changed definition is a new version with its day; what began with the old one keeps it."""

from datetime import timedelta

import pytest

from desk.actions import visits
from desk.model.catalogue.findings import Entry, Kept
from desk.model.errors import Missing
from desk.store import items
from desk.store.catalogue import definitions
from tests.desk.world import ITEM, World, demo_data


def definition(**said: object) -> Entry:
    """The demonstration's own, but for what is said."""
    return next(item for item in demo_data().items if item["code"] == ITEM) | said


async def bring(world: World, *entries: Entry) -> int:
    async with world.store.write() as unit:
        return await definitions.bring(unit, entries)


async def test_what_the_store_has_is_not_brought_again(world: World) -> None:
    assert await bring(world, *demo_data().items) == 0


async def test_a_changed_definition_is_a_new_version_in_force_at_once(world: World) -> None:
    assert await bring(world, definition(assurance="high")) == 1
    assert await bring(world, definition(assurance="high")) == 0
    found = await world.item()
    assert (found.version, found.assurance) == (2, "high")


async def test_a_definition_that_begins_later_waits_for_its_day(world: World) -> None:
    day = (world.clock() + timedelta(days=10)).date().isoformat()
    await bring(world, definition(assurance="high", effective_from=day))
    assert (await world.item()).version == 1
    world.clock.pass_by(days=11)
    assert (await world.item()).version == 2


async def test_a_definition_that_ended_is_in_force_no_more(world: World) -> None:
    day = (world.clock() + timedelta(days=3)).date().isoformat()
    await bring(world, definition(effective_until=day))
    assert (await world.item()).effective_until is not None
    world.clock.pass_by(days=5)
    with pytest.raises(Missing):
        await world.item()


async def test_several_versions_come_in_by_their_days(world: World) -> None:
    later = definition(assurance="low", effective_from="2031-01-01")
    sooner = definition(assurance="high", effective_from="2030-01-01", effective_until="2030-12-31")
    assert await bring(world, later, sooner) == 2
    kept = (await _kept(world))[1:]
    assert [(version.version, version.definition["assurance"]) for version in kept] == [(2, "high"), (3, "low")]
    assert await bring(world, sooner, later) == 0


async def test_an_old_wording_can_come_back(world: World) -> None:
    await bring(world, definition(assurance="high"))
    assert await bring(world, definition()) == 1
    assert (await world.item()).version == 3


async def test_a_running_case_keeps_the_version_it_began_with(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    form = definition()["form"][:1]
    await bring(sqlite_world, definition(form=form))
    case = await sqlite_world.case(meeting.case_id)
    async with sqlite_world.store.read() as connection:
        its_own = await items.get(connection, case.item_code, case.item_version)
    assert (case.item_version, len(its_own.form)) == (1, len(definition()["form"]))
    assert len((await sqlite_world.item()).form) == 1


async def test_a_visit_that_chooses_now_has_the_new_version(sqlite_world: World) -> None:
    await bring(sqlite_world, definition(assurance="low"))
    visit = await sqlite_world.visit_to("choosing")
    assert (await visits.choose_item(sqlite_world.desk, visit.id, ITEM)).item_version == 2


async def test_departments_skills_and_titles_of_the_store_are_told(world: World) -> None:
    async with world.store.read() as connection:
        names = await definitions.departments(connection)
        assert names["notary"]["en-HK"] == "Jiangmen Justice Bureau (notary services)"
        assert {"notary", "housing"} <= await definitions.skills(connection)
        titles = await definitions.titles(connection, world.clock())
    assert titles["pt-MO", "procuração autenticada"] == "JM-NT-003"


async def _kept(world: World) -> tuple[Kept, ...]:
    async with world.store.read() as connection:
        return (await definitions.kept(connection, [ITEM]))[ITEM]
