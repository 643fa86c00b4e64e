"""Staff send a message to a corner, or call somebody to a place; it stands there until it was read."""

import pytest
from sqlalchemy import select

from desk.actions import visits
from desk.actions.turns import corner_notices
from desk.model.errors import BadInput, Missing, NotAllowed, NotReady
from desk.model.turns.corner_notices import CornerNotice
from desk.store import tables
from desk.store.turns import corner_notices as rows
from tests.desk.world import World

WORDS = "請稍候，㗎﨑"


async def standing(world: World, corner: str = "MO-01") -> list[CornerNotice]:
    async with world.store.read() as connection:
        return await rows.standing_at(connection, world.store.vault, world.corners[corner].id)


async def send(world: World, text: str = WORDS, corner: str = "MO-01") -> None:
    await corner_notices.send(world.desk, world.corners[corner].id, text, world.staff["zone-macao"])


async def test_a_message_stands_at_its_corner_in_the_very_words_and_their_language(world: World) -> None:
    await send(world)
    assert [(each.text, each.language) for each in await standing(world)] == [(WORDS, "zh-Hant-MO")]


async def test_its_words_are_sealed_where_they_are_kept_and_not_in_the_ledger(world: World) -> None:
    await send(world)
    async with world.store.read() as connection:
        kept = (await connection.execute(select(tables.corner_notices.c.text))).scalar_one()
    told = [str(fact.event.data) for fact in await world.store.facts((), 0)]
    assert WORDS.encode() not in kept
    assert not any(WORDS in each for each in told)


async def test_what_was_read_is_put_away(world: World) -> None:
    await send(world)
    notice = (await standing(world))[0]
    await corner_notices.put_away(world.desk, notice.id, world.corners["MO-01"])
    assert await standing(world) == []


async def test_another_corner_puts_nothing_away(sqlite_world: World) -> None:
    await send(sqlite_world)
    notice = (await standing(sqlite_world))[0]
    with pytest.raises(Missing):
        await corner_notices.put_away(sqlite_world.desk, notice.id, sqlite_world.corners["MO-02"])


async def test_whoever_sits_down_next_is_shown_nothing_of_it(world: World) -> None:
    visit = await world.visit_to("ticketed")
    await send(world)
    await visits.leave(world.desk, visit.id)
    assert await standing(world) == []


@pytest.mark.parametrize("text", ["", "  ", "長" * 201])
async def test_an_empty_or_endless_message_is_refused(sqlite_world: World, text: str) -> None:
    with pytest.raises(BadInput):
        await send(sqlite_world, text)


async def test_nobody_writes_to_another_zones_corner(sqlite_world: World) -> None:
    with pytest.raises(NotAllowed):
        await send(sqlite_world, corner="HK-01")


async def test_who_is_called_for_reads_it_at_the_corner_and_the_newest_call_stands_alone(world: World) -> None:
    visit = await world.visit_to("ticketed")
    ticket = await world.ticket(visit.id)
    for place in ("counter", "window/A01"):
        await corner_notices.call_for(world.desk, ticket.id, place, world.staff["zone-macao"])
    assert [(each.kind.value, each.place) for each in await standing(world)] == [("come", "window/A01")]


@pytest.mark.parametrize("place", ["", "window/Z9", "moon", "corner/none"])
async def test_nobody_is_called_to_a_place_that_is_none(sqlite_world: World, place: str) -> None:
    ticket = await sqlite_world.ticket((await sqlite_world.visit_to("ticketed")).id)
    with pytest.raises((BadInput, Missing)):
        await corner_notices.call_for(sqlite_world.desk, ticket.id, place, sqlite_world.staff["zone-macao"])


async def test_the_holder_of_a_turn_that_is_over_is_not_called(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    ticket = await sqlite_world.ticket(visit.id)
    await visits.leave(sqlite_world.desk, visit.id)
    with pytest.raises(NotReady):
        await corner_notices.call_for(sqlite_world.desk, ticket.id, "counter", sqlite_world.staff["zone-macao"])
