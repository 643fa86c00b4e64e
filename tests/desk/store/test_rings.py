"""Cases that are opened together are numbered in the order of the calls, whatever engine keeps them."""

from collections.abc import Sequence

import pytest

from desk.actions.turns import calling
from desk.model.cases.cases import number_of
from desk.model.sessions import Session
from desk.model.staff import Staff
from tests.desk.world import World

SKILL = "social-insurance"


async def ring(world: World, clerks: Sequence[Staff]) -> list[str]:
    """Numbers of the cases of those whom these clerks call at once."""
    rung = await calling.serve(world.desk, clerks)
    return [(await world.case(each.case_id)).number for each in rung if isinstance(each, Session)]


async def test_numbers_follow_the_calls_and_go_on_in_the_next_commit(world: World) -> None:
    for corner in await world.add_corners(5):
        await world.visit_to("ticketed", corner=corner)
    clerks = await world.add_clerks(5, (SKILL,))
    numbers = [*await ring(world, clerks[:3]), *await ring(world, clerks[3:])]
    assert numbers == [number_of(world.clock().year, place) for place in range(1, 6)]


@pytest.mark.parametrize(("count", "number"), [(7, "JM202600000007"), (123_456_789, "JM2026123456789")])
def test_a_number_has_eight_digits_at_least(count: int, number: str) -> None:
    assert number_of(2026, count) == number
