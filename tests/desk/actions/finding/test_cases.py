"""Who may find which cases, and what the ledger says of it and of what is carried away."""

import json

import pytest
from sqlalchemy import select

from desk.actions.finding import cases as finding
from desk.actions.finding import indexing
from desk.actions.finding.cases import Sought
from desk.model.errors import BadInput, NotAllowed, SearchTooShort
from desk.model.events import Event, Tag
from desk.model.staff import Staff
from desk.store.tables import case_exports
from tests.desk.world import World


async def last(world: World) -> Event:
    return (await world.store.facts((), 0))[-1].event


def of_zone(world: World) -> Staff:
    return next(person for person in world.staff.values() if person.role == "zone-staff")


async def both(world: World) -> tuple[str, str]:
    """A case in the person's own zone, and one in another."""
    there, _ = await world.done(corner="HK-01")
    here, _ = await world.done(corner="MO-01")
    await indexing.catch_up(world.desk)
    return here.case_id, there.case_id


async def test_the_ledger_keeps_that_somebody_searched_and_not_for_what(sqlite_world: World) -> None:
    await both(sqlite_world)
    await finding.search(sqlite_world.desk, sqlite_world.staff["supervisor1"], Sought(typed="余于"))
    told = await last(sqlite_world)
    assert (told.tag, told.data) == (Tag.CASES_SEARCHED, {"by": "words", "found": 1, "further": False})


async def test_who_works_in_one_zone_finds_its_cases_alone(world: World) -> None:
    cases = await both(world)
    person = of_zone(world)
    mine = cases[0] if person.zone_id == world.zones["macao"].id else cases[1]
    page = await finding.search(world.desk, person, Sought())
    assert [hit.case.id for hit in page.hits] == [mine]


async def test_who_works_in_one_zone_asks_for_no_other(sqlite_world: World) -> None:
    person = of_zone(sqlite_world)
    other = next(zone.id for zone in sqlite_world.zones.values() if zone.id != person.zone_id)
    with pytest.raises(NotAllowed):
        await finding.search(sqlite_world.desk, person, Sought(typed="余于", zone_id=other))


@pytest.mark.parametrize(
    ("sought", "error"),
    [(Sought(typed="余"), SearchTooShort), (Sought(typed="-·-"), SearchTooShort), (Sought(state="lost"), BadInput)],
)
async def test_what_cannot_be_looked_for_is_refused(
    sqlite_world: World, sought: Sought, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await finding.search(sqlite_world.desk, sqlite_world.staff["supervisor1"], sought)


async def test_all_that_is_found_is_collected(world: World) -> None:
    cases = await both(world)
    hits = await finding.collect(world.desk, world.staff["auditor1"], Sought())
    assert [hit.case.id for hit in hits] == list(cases)


async def test_an_export_is_in_the_ledger_and_its_reason_is_sealed(world: World) -> None:
    await finding.export(world.desk, world.staff["auditor1"], "審計 2026/7", "csv", 2, b"file")
    told = await last(world)
    async with world.store.read() as connection:
        row = (await connection.execute(select(case_exports))).one()
    assert (told.tag, told.subject, told.data["count"], told.data["sha256"]) == (
        Tag.CASES_EXPORTED,
        row.id,
        2,
        row.sha256,
    )
    assert "審計".encode() not in row.reason
    assert "審計" not in json.dumps(told.data, ensure_ascii=False)


@pytest.mark.parametrize(("reason", "form"), [(" ", "csv"), ("x" * 201, "csv"), ("why", "exe")])
async def test_no_file_without_a_reason(sqlite_world: World, reason: str, form: str) -> None:
    with pytest.raises(BadInput):
        await finding.export(sqlite_world.desk, sqlite_world.staff["auditor1"], reason, form, 1, b"file")
