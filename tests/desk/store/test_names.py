"""The keyed index of names: any part finds its applicant, and the index tells nothing without the key."""

import pytest
from sqlalchemy import select, text

from desk.model.people import Applicant, Name
from desk.store import names as kept_names
from desk.store import people
from desk.store.tables import name_grams
from identity import names
from identity.vault import Vault
from tests.desk.world import World, scripts

CALLED = (
    Name(text="陳大文", language="zh-Hant-HK", source="iamsmart"),
    Name(text="CHAN Tai Man", language="en-HK", source="iamsmart"),
)


async def found(world: World, query: str, vault: Vault | None = None) -> list[str]:
    wanted = names.wanted(scripts().fold, query)
    async with world.store.read() as connection:
        return await kept_names.having(connection, vault or world.store.vault, wanted, 10)


@pytest.mark.parametrize("part", ["陳大文", "大文", "陈大", "chan", "man tai"])
async def test_any_part_finds_the_applicant(world: World, part: str) -> None:
    async with world.store.write() as unit:
        kept = await people.add_applicant(unit, CALLED)
    assert await found(world, part) == [kept.id]


async def test_another_name_finds_nobody(world: World) -> None:
    async with world.store.write() as unit:
        await people.add_applicant(unit, CALLED)
    assert await found(world, "何小明") == []


async def test_a_name_given_up_finds_nobody(world: World) -> None:
    async with world.store.write() as unit:
        kept = await people.add_applicant(unit, CALLED)
        await people.keep_names(unit, Applicant(id=kept.id, names=CALLED[1:]))
    assert (await found(world, "大文"), await found(world, "chan")) == ([], [kept.id])


async def test_no_more_are_found_than_asked_for_the_newest_first(world: World) -> None:
    async with world.store.write() as unit:
        kept = [await people.add_applicant(unit, CALLED) for _ in range(12)]
    assert await found(world, "大文") == sorted((one.id for one in kept), reverse=True)[:10]


async def test_without_the_key_nothing_is_found(sqlite_world: World) -> None:
    async with sqlite_world.store.write() as unit:
        await people.add_applicant(unit, CALLED)
    other = Vault({"other": b"o" * 32}, "other", lambda count: b"n" * count)
    assert await found(sqlite_world, "大文", other) == []


async def test_an_older_key_of_the_ring_still_finds(sqlite_world: World) -> None:
    async with sqlite_world.store.write() as unit:
        kept = await people.add_applicant(unit, CALLED)
    rotated = Vault({"new": b"n" * 32, "test": b"k" * 32}, "new", lambda count: b"n" * count)
    assert await found(sqlite_world, "大文", rotated) == [kept.id]


async def test_the_index_holds_no_piece_of_a_name(sqlite_world: World) -> None:
    async with sqlite_world.store.write() as unit:
        await people.add_applicant(unit, CALLED)
    async with sqlite_world.store.read() as connection:
        kept = (await connection.execute(select(name_grams.c.gram))).scalars().all()
    assert kept
    assert all(len(gram) == 16 and set(gram) <= set("0123456789abcdef") for gram in kept)


async def test_a_search_reads_along_the_index(sqlite_world: World) -> None:
    plan = "EXPLAIN QUERY PLAN SELECT applicant_id FROM name_grams WHERE gram = 'x' INTERSECT " + (
        "SELECT applicant_id FROM name_grams WHERE gram = 'y'"
    )
    async with sqlite_world.store.read() as connection:
        steps = [row.detail for row in (await connection.execute(text(plan))).all()]
    assert sum("USING COVERING INDEX" in step for step in steps) == 2
    assert not any(step.startswith("SCAN name_grams") for step in steps)
