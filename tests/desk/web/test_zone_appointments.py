"""A zone's appointments for its staff: the list of today, a time booked for somebody, and its slip."""

import re
from datetime import UTC, datetime

from desk.actions.turns import appointments
from tests.desk.web.conftest import Client, get_page, post_form, sign_in
from tests.desk.world import ITEM, World

PAGE = "/zone/appointments"
NINE = "2026-11-23T09:00:00+08:00"
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


async def booked(client: Client, world: World, login: str = "zone-macao") -> str:
    """Where the slip of Monday at nine is."""
    await sign_in(client, world, login)
    told = {"zone": world.zones["macao"].id, "item": ITEM, "starts_at": NINE, "language": "pt-MO"}
    status, where = await post_form(client, f"{PAGE}/new", **told)
    assert status == 303
    return where


async def test_staff_are_offered_the_next_times_of_a_service(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "helper-macao")
    _, page = await get_page(client, f"{PAGE}/new?item={ITEM}")
    assert f'value="{NINE}"' in page


async def test_its_slip_is_in_the_language_of_whoever_gets_it(client: Client, sqlite_world: World) -> None:
    _, page = await get_page(client, await booked(client, sqlite_world))
    slip = page[page.index('lang="pt-MO"') :]
    title = (await sqlite_world.item(ITEM)).title["pt-MO"]
    assert ("A-001" in slip, title in slip, "<svg" in slip) == (True, True, True)


async def test_whoever_is_expected_today_is_listed(client: Client, sqlite_world: World) -> None:
    await booked(client, sqlite_world)
    sqlite_world.clock.now = MONDAY
    await sign_in(client, sqlite_world, "zone-macao")
    _, page = await get_page(client, PAGE)
    assert re.search(r'<tr id="booked-.*?09:00.*?A-001', page, re.DOTALL)


async def test_a_slot_that_is_none_is_asked_for_again(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "zone-macao")
    told = {"zone": sqlite_world.zones["macao"].id, "item": ITEM, "starts_at": "2026-11-23T09:07:00+08:00"}
    assert (await post_form(client, f"{PAGE}/new", **told, language="pt-MO"))[0] == 409


async def test_the_slip_of_what_somebody_booked_themselves_is_not_shown(client: Client, sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("confirmed")
    own = await appointments.book(sqlite_world.desk, visit.id, MONDAY)
    await sign_in(client, sqlite_world, "zone-macao")
    assert (await get_page(client, f"{PAGE}/{own.id}"))[0] == 404
