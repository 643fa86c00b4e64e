"""What names a person lies sealed in the store, and is found by keyed index alone."""

import pytest
from sqlalchemy import select, update

from desk.model.people import Contact, IdDocument
from desk.store import people
from desk.store.tables import contacts, documents, metadata
from identity.errors import NotOpened
from tests.desk.world import World

PERSONAL = ("李叶", "LEI Ip", "5234567", "66120001")


async def dump(world: World) -> str:
    """Every row of every table, as whoever steals the store would read it."""
    async with world.store.read() as connection:
        rows = [row for table in metadata.sorted_tables for row in (await connection.execute(select(table))).all()]
    return "\n".join(
        value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for row in rows for value in row
    )


@pytest.mark.parametrize("told", PERSONAL)
async def test_a_stolen_store_does_not_tell_who_came(sqlite_world: World, told: str) -> None:
    await sqlite_world.filled()
    assert told not in (await dump(sqlite_world)).replace("5234***(*)", "").replace("*****001", "")


async def test_a_number_swapped_into_another_row_does_not_open(world: World) -> None:
    first = await world.visit_to("confirmed", corner="MO-01")
    second = await world.visit_to("confirmed", corner="MO-02")
    async with world.store.write() as unit:
        sealed = (
            await unit.connection.execute(select(contacts.c.phone).where(contacts.c.visit_id == first.id))
        ).scalar_one()
        await unit.connection.execute(update(contacts).where(contacts.c.visit_id == second.id).values(phone=sealed))
    async with world.store.read() as connection:
        with pytest.raises(NotOpened):
            await people.contact(connection, world.store.vault, second.id)


async def test_a_number_comes_back_as_it_was(world: World) -> None:
    visit = await world.visit_to("choosing")
    async with world.store.write() as unit:
        await people.keep_contact(unit, Contact(visit_id=visit.id, phone="+85366123456", masked="+853 *****456"))
    async with world.store.read() as connection:
        found = await people.contact(connection, world.store.vault, visit.id)
    assert found == Contact(visit_id=visit.id, phone="+85366123456", masked="+853 *****456")


async def test_the_same_document_has_the_same_index_in_each_visit(sqlite_world: World) -> None:
    for corner in ("MO-01", "MO-02"):
        await sqlite_world.visit_to("recognised", corner=corner)
    async with sqlite_world.store.read() as connection:
        indexes = (await connection.execute(select(documents.c.number_index))).scalars().all()
    assert (len(indexes), len(set(indexes))) == (2, 1)


async def test_the_same_number_of_another_kind_has_another_index(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    async with sqlite_world.store.write() as unit:
        for kind in ("passport", "hkid"):
            document = IdDocument(
                id=unit.chance.id(),
                applicant_id=visit.applicant_id,
                visit_id=visit.id,
                kind=kind,
                number="A123456",
                masked="A12****",
                checked="shape",
            )
            await people.add_document(unit, document)
    async with sqlite_world.store.read() as connection:
        indexes = (await connection.execute(select(documents.c.number_index))).scalars().all()
    assert len(set(indexes)) == 3
