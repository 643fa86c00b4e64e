"""The page of figures, who may see which, and its tables as they are carried away."""

import csv
import io

import openpyxl
import pytest

from desk.actions import visits
from desk.actions.turns import leavings
from tests.desk.web.conftest import Client, get_page, post_form, sign_in, sit_down
from tests.desk.world import World

PAGE = "/office/history"


async def gave_up(world: World) -> None:
    visit = await world.visit_to("ticketed")
    await visits.leave(world.desk, visit.id)
    await leavings.tell(world.desk, visit.corner_id, "waited-too-long")


async def fetched(client: Client, path: str) -> tuple[int, str, bytes]:
    async with client.get(path, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Content-Disposition", ""), await answer.read()


@pytest.mark.parametrize("by", ["hour", "day", "item", "clerk", "zone"])
async def test_the_page_tells_figures_apart(client: Client, sqlite_world: World, by: str) -> None:
    await gave_up(sqlite_world)
    await sign_in(client, sqlite_world, "supervisor1")
    status, page = await get_page(client, f"{PAGE}?period=today&by={by}")
    assert (status, 'id="turns"' in page, "uplot" in page) == (200, True, True)


async def test_a_query_that_makes_no_sense_is_as_usual(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "supervisor1")
    status, _ = await get_page(client, f"{PAGE}?period=ever&by=name&from=x&to=2026-13-01")
    assert status == 200


async def test_who_works_in_one_zone_sees_no_other(client: Client, sqlite_world: World) -> None:
    person = next(p for p in sqlite_world.staff.values() if p.role == "zone-staff")
    other = next(zone.id for zone in sqlite_world.zones.values() if zone.id != person.zone_id)
    await sign_in(client, sqlite_world, person.login)
    assert (await get_page(client, f"{PAGE}?zone={other}"))[0] == 403


async def test_without_a_zone_they_see_their_own(client: Client, sqlite_world: World) -> None:
    person = next(p for p in sqlite_world.staff.values() if p.role == "zone-staff")
    await sign_in(client, sqlite_world, person.login)
    _, page = await get_page(client, PAGE)
    assert f'value="{person.zone_id}" selected' in page


@pytest.mark.parametrize("figure", ["waits", "services", "turns", "ratings", "follow-ups", "blockers"])
async def test_each_figure_is_carried_away_as_csv(client: Client, sqlite_world: World, figure: str) -> None:
    await gave_up(sqlite_world)
    await sign_in(client, sqlite_world, "supervisor1")
    status, name, body = await fetched(client, f"{PAGE}/tables/{figure}?period=today&by=zone")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert (status, f'filename="{figure}-' in name, {len(row) for row in rows}) == (200, True, {len(rows[0])})


async def test_who_left_stands_in_the_csv(client: Client, sqlite_world: World) -> None:
    await gave_up(sqlite_world)
    await sign_in(client, sqlite_world, "supervisor1")
    _, _, body = await fetched(client, f"{PAGE}/tables/turns?period=today&by=zone")
    _, row = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    assert row[1:6] == ["1", "0", "1", "0", "1"]


async def test_another_figure_is_not_there(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "supervisor1")
    assert (await fetched(client, f"{PAGE}/tables/names"))[0] == 404


async def test_the_workbook_has_every_figure(client: Client, sqlite_world: World) -> None:
    await gave_up(sqlite_world)
    await sign_in(client, sqlite_world, "supervisor1")
    status, _, body = await fetched(client, f"{PAGE}/workbook?period=today&by=item")
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert (status, len(book.sheetnames)) == (200, 7)
    assert str(book.worksheets[0]["B2"].value).endswith("+08:00")


async def test_who_left_without_being_served_is_asked_why(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    await sqlite_world.visit_to("ticketed")
    await post_form(client, "/corner/leave")
    _, page = await get_page(client, "/corner/goodbye")
    assert 'value="waited-too-long"' in page


async def test_who_said_why_is_thanked_and_asked_no_more(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    await sqlite_world.visit_to("ticketed")
    await post_form(client, "/corner/leave")
    _, to = await post_form(client, "/corner/goodbye", why="other")
    _, page = await get_page(client, to)
    assert ('role="status"' in page, 'name="why"' in page) == (True, False)


async def test_who_left_before_a_ticket_is_not_asked(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    await sqlite_world.visit_to("confirmed")
    await post_form(client, "/corner/leave")
    assert 'name="why"' not in (await get_page(client, "/corner/goodbye"))[1]
