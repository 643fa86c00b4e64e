"""The office's page for finding a case: masked, in no address, and carried away for a reason alone."""

import csv
import io

import openpyxl
import pytest

from desk.actions.finding import indexing
from tests.desk.web.conftest import Client, get_page, sign_in
from tests.desk.world import World

PAGE = "/office/cases"
WHOLE = ("A123456(3)", "A1234563", "+85291200001", "91200001", "范余于", "FAN Yu Yu")
ALL = {"typed": "余于", "zone": "", "item": "", "state": "", "from": "", "to": "", "cursor": ""}


async def post(client: Client, path: str = PAGE, **fields: str) -> tuple[int, bytes, str]:
    async with client.post(path, data=ALL | fields, headers={"Accept": "text/html"}, allow_redirects=False) as answer:
        return answer.status, await answer.read(), str(answer.url)


async def played(world: World) -> str:
    """A case of somebody of Hong Kong; its number."""
    meeting, _ = await world.done(corner="HK-01")
    await indexing.catch_up(world.desk)
    return (await world.case(meeting.case_id)).number


@pytest.mark.parametrize("typed", ["余于", "fan yu yu", "A123456(3)", "9120 0001", ""])
async def test_what_is_found_is_masked(client: Client, sqlite_world: World, typed: str) -> None:
    number = await played(sqlite_world)
    await sign_in(client, sqlite_world, "supervisor1")
    status, page, _ = await post(client, typed=typed)
    text = page.decode().replace(f'value="{typed}"', "")
    assert (status, number in text, [told for told in WHOLE if told in text]) == (200, True, [])


async def test_what_is_looked_for_stands_in_no_address(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "supervisor1")
    assert (await post(client, typed="范余于"))[2].endswith(PAGE)


@pytest.mark.parametrize(
    ("fields", "status"), [({"typed": "范"}, 409), ({"from": "2026-02-30"}, 422), ({"cursor": "x"}, 422)]
)
async def test_what_cannot_be_looked_for_can_be_mended(
    client: Client, sqlite_world: World, fields: dict[str, str], status: int
) -> None:
    await sign_in(client, sqlite_world, "supervisor1")
    answered, page, _ = await post(client, **fields)
    assert (answered, b'id="problem"' in page) == (status, True)


async def test_who_reviews_sessions_is_led_to_the_meeting(client: Client, sqlite_world: World) -> None:
    await played(sqlite_world)
    await sign_in(client, sqlite_world, "supervisor1")
    assert b'href="/office/sessions/' in (await post(client))[1]


async def test_others_are_led_nowhere(client: Client, sqlite_world: World) -> None:
    await sqlite_world.done(corner="MO-01")
    await sign_in(client, sqlite_world, "zone-macao")
    _, page, _ = await post(client, typed="")
    assert (b"data-case=" in page, b'href="/office/sessions/' in page) == (True, False)


async def test_zone_staff_are_offered_no_file(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "zone-macao")
    assert b"/office/cases/export" not in (await post(client))[1]


async def test_a_result_is_carried_away_as_csv(client: Client, sqlite_world: World) -> None:
    number = await played(sqlite_world)
    await sign_in(client, sqlite_world, "auditor1")
    status, body, _ = await post(client, f"{PAGE}/export", reason="審計", format="csv")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert (status, len(rows), rows[1][0], rows[1][1].startswith("范**")) == (200, 2, number, True)


async def test_a_result_is_carried_away_as_a_workbook(client: Client, sqlite_world: World) -> None:
    number = await played(sqlite_world)
    await sign_in(client, sqlite_world, "auditor1")
    _, body, _ = await post(client, f"{PAGE}/export", reason="審計", format="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [number]


async def test_without_a_reason_there_is_no_file(client: Client, sqlite_world: World) -> None:
    await played(sqlite_world)
    await sign_in(client, sqlite_world, "auditor1")
    status, page, _ = await post(client, f"{PAGE}/export", reason=" ", format="csv")
    assert (status, b'id="problem"' in page) == (422, True)


async def test_a_file_asks_for_the_authenticator_anew(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "auditor1")
    sqlite_world.clock.pass_by(minutes=11)
    status, body, _ = await post(client, f"{PAGE}/export", reason="審計", format="csv")
    assert (status, b"\xef\xbb\xbf" in body) == (303, False)


async def test_the_form_opens_empty(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "auditor1")
    status, page = await get_page(client, PAGE)
    assert (status, 'name="typed"' in page, "<table" in page) == (200, True, False)
