"""Business is closed and opened: no new turns, and nobody who waits loses theirs."""

from datetime import timedelta

import pytest

from desk.actions.turns import businesses, tickets
from desk.model.errors import BadInput, BusinessClosed, NotAllowed
from desk.model.turns.businesses import Why
from tests.desk.world import ITEM, World


async def close(world: World, login: str = "zone-macao", minutes: int = 0) -> None:
    until = world.clock() + timedelta(minutes=minutes) if minutes else None
    skill = (await world.item(ITEM)).skill
    await businesses.close(world.desk, world.zones["macao"].id, skill, Why.FULL, until, world.staff[login])


async def test_a_closed_business_takes_no_new_turn(world: World) -> None:
    visit = await world.visit_to("confirmed")
    await close(world)
    with pytest.raises(BusinessClosed) as refused:
        await tickets.take(world.desk, visit.id)
    assert refused.value.why == "full"


async def test_who_waits_already_keeps_their_turn_and_is_called(world: World) -> None:
    visit = await world.visit_to("ticketed")
    await close(world)
    session = await tickets.call_next(world.desk, world.clerk)
    assert session.visit_id == visit.id


async def test_another_zone_stays_open(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("confirmed", corner="HK-01")
    await close(sqlite_world)
    assert (await tickets.take(sqlite_world.desk, visit.id)).visit_id == visit.id


async def test_opened_again_it_takes_turns(world: World) -> None:
    visit = await world.visit_to("confirmed")
    await close(world)
    skill = (await world.item(ITEM)).skill
    await businesses.open_again(world.desk, world.zones["macao"].id, skill, world.staff["zone-macao"])
    assert (await tickets.take(world.desk, visit.id)).visit_id == visit.id
    assert [tag for tag in await world.tags() if tag.startswith("business.")] == ["business.closed", "business.opened"]


async def test_closed_until_a_time_it_opens_by_itself(world: World) -> None:
    visit = await world.visit_to("confirmed")
    await close(world, minutes=5)
    world.clock.pass_by(minutes=5)
    assert (await tickets.take(world.desk, visit.id)).visit_id == visit.id


async def test_nobody_closes_another_zones_business(sqlite_world: World) -> None:
    with pytest.raises(NotAllowed):
        await close(sqlite_world, "zone-hongkong")


async def test_a_time_that_is_past_is_refused(sqlite_world: World) -> None:
    with pytest.raises(BadInput):
        await close(sqlite_world, minutes=-1)


async def test_a_skill_that_no_item_needs_is_refused(sqlite_world: World) -> None:
    zone_id, staff = sqlite_world.zones["macao"].id, sqlite_world.staff["zone-macao"]
    with pytest.raises(BadInput):
        await businesses.close(sqlite_world.desk, zone_id, "alchemy", Why.FULL, None, staff)
