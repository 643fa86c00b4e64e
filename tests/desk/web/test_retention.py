"""Who answers for personal data holds a case by its number and lifts the hold again."""

import pytest

from tests.desk.web.conftest import Client, get_page, post_form, sign_in
from tests.desk.world import World

PAGE = "/office/retention"


async def held(client: Client, world: World) -> str:
    """The page after a case was held by its receipt's number."""
    _, receipt = await world.submitted()
    await sign_in(client, world, "auditor1")
    assert await post_form(client, "/office/holds", number=receipt.number, reason="投诉 2026-11") == (303, PAGE)
    return (await get_page(client, PAGE))[1]


async def test_a_case_is_held_by_the_number_on_its_receipt(client: Client, sqlite_world: World) -> None:
    assert "投诉 2026-11" in await held(client, sqlite_world)


async def test_a_hold_is_lifted(client: Client, sqlite_world: World) -> None:
    shown = await held(client, sqlite_world)
    path = shown.partition('action="/office/holds/')[2].partition('"')[0]
    assert await post_form(client, f"/office/holds/{path}") == (303, PAGE)
    assert "投诉 2026-11" not in (await get_page(client, PAGE))[1]


@pytest.mark.parametrize(("number", "reason", "status"), [("JM-NONE", "投诉", 404), ("JM-NONE", "  ", 422)])
async def test_what_is_missing_is_said_on_the_page(
    client: Client, sqlite_world: World, number: str, reason: str, status: int
) -> None:
    await sign_in(client, sqlite_world, "auditor1")
    assert (await post_form(client, "/office/holds", number=number, reason=reason))[0] == status


async def test_a_clerk_has_no_business_there(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "clerk1")
    assert (await get_page(client, PAGE))[0] == 403
