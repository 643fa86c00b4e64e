"""At one moment a question is asked once, whoever asks; after a fact it is asked anew."""

import asyncio
from dataclasses import fields

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import zone
from desk.boards.glance import Glance, Glances
from desk.boards.reader import Reader
from desk.boards.turns.lines import Wanted
from desk.model.events import Event, Tag
from desk.store import tables
from tests.desk.world import World

QUESTION = select(tables.zones.c.code).order_by(tables.zones.c.code)
CODES = ["hongkong", "macao"]


def reader_of(world: World) -> Reader:
    return Reader(store=world.store, scripts=world.desk.scripts, is_up=world.media.is_up)


async def codes(glance: Glance) -> list[str]:
    async with glance.connection() as connection:
        return list((await connection.execute(QUESTION)).scalars())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the store was really asked."""
    statements: list[object] = []
    execute = AsyncConnection.execute

    async def counted(connection: AsyncConnection, statement: object, *more: object, **options: object) -> object:
        statements.append(statement)
        return await execute(connection, statement, *more, **options)  # type: ignore[call-overload]  # handed on

    monkeypatch.setattr(AsyncConnection, "execute", counted)
    return statements


async def test_the_same_is_asked_once(world: World, asked: list[object]) -> None:
    glance = Glances().of(reader_of(world))
    assert [await codes(glance), await codes(glance)] == [CODES, CODES]
    assert len(asked) == 1


async def test_a_single_value_is_told_and_none_where_there_is_none(world: World) -> None:
    glance = Glances().of(reader_of(world))
    async with glance.connection() as connection:
        found = [await connection.scalar(query) for query in (QUESTION, QUESTION.where(tables.zones.c.code == "none"))]
    assert found == [CODES[0], None]


async def test_who_asks_meanwhile_waits_for_the_answer(sqlite_world: World, asked: list[object]) -> None:
    glance = Glances().of(reader_of(sqlite_world))
    assert await asyncio.gather(*(codes(glance) for _ in range(5))) == [CODES] * 5
    assert len(asked) == 1


async def test_another_value_is_another_question(sqlite_world: World) -> None:
    glance = Glances().of(reader_of(sqlite_world))
    async with glance.connection() as connection:
        found = [
            (await connection.execute(select(tables.zones.c.id).where(tables.zones.c.code == code))).scalar_one()
            for code in CODES
        ]
    assert found == [sqlite_world.zones[code].id for code in CODES]


async def test_after_a_fact_it_is_asked_anew(sqlite_world: World) -> None:
    glances = Glances()
    before = glances.of(reader_of(sqlite_world))
    async with sqlite_world.store.write() as unit:
        unit.record(Event(tag=Tag.CORNER_HELP_ASKED, subject="one", actor="desk"))
    assert glances.of(reader_of(sqlite_world)) is not before


async def test_who_waits_for_one_that_gave_up_asks_alone(sqlite_world: World) -> None:
    glance = Glances().of(reader_of(sqlite_world))
    first = asyncio.create_task(codes(glance))
    await asyncio.sleep(0)
    second = asyncio.create_task(codes(glance))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == CODES


async def test_a_board_is_the_same_at_a_glance(world: World) -> None:
    await world.visit_to("ticketed", corner="MO-01")
    reader = reader_of(world)
    told = [reader, *[Glances().of(reader)] * 2]
    boards = [await zone.board(each, world.zones["macao"].id, "pt-MO", Wanted(), "") for each in told]
    assert boards[0] == boards[1] == boards[2]


async def test_a_zone_is_read_once_for_all_languages(world: World, asked: list[object]) -> None:
    reader, zone_id = reader_of(world), world.zones["macao"].id
    glance = Glances().of(reader)
    await zone.board(glance, zone_id, "pt-MO")
    first = len(asked)
    await asyncio.gather(*(zone.board(glance, zone_id, language) for language in ("zh-Hans-CN", "en-HK")))
    assert first > 0
    assert len(asked) == first


async def test_what_could_not_be_read_is_read_by_the_next(sqlite_world: World) -> None:
    glance = Glances().of(reader_of(sqlite_world))

    async def fails() -> str:
        raise ValueError("not now")

    async def found() -> str:
        return "found"

    with pytest.raises(ValueError, match="not now"):
        await glance.once("it", fails)
    assert await glance.once("it", found) == "found"


def test_a_glance_has_all_that_a_reader_has(sqlite_world: World) -> None:
    reader = reader_of(sqlite_world)
    glance = Glances().of(reader)
    assert all(getattr(glance, each.name) is getattr(reader, each.name) for each in fields(Reader))
