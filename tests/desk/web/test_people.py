"""The office's page for finding a person: masked, in no address, and whole values one by one."""

import pytest

from desk.store import people as kept
from tests.desk.web.conftest import Client, call, get_page, sign_in
from tests.desk.world import World

WHOLE = ("A123456(3)", "A1234563", "+85291200001", "91200001", "范余于", "FAN Yu Yu")


async def search(client: Client, **fields: str) -> tuple[int, str, str]:
    async with client.post("/office/people", data=fields, headers={"Accept": "text/html"}) as answer:
        return answer.status, await answer.text(), str(answer.url)


async def document_id(world: World, visit_id: str) -> str:
    async with world.store.read() as connection:
        return (await kept.documents_of(connection, world.store.vault, visit_id))[0].id


async def test_what_is_found_is_masked(client: Client, sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("confirmed", corner="HK-01")
    await sign_in(client, sqlite_world, "supervisor1")
    status, page, _ = await search(client, by="name", typed="余于", kind="hkid", region="HK")
    assert (status, visit.applicant_id in page, "A123***(*)" in page) == (200, True, True)
    assert [told for told in WHOLE if told in page] == []


async def test_what_is_looked_for_stands_in_no_address(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "supervisor1")
    _, _, url = await search(client, by="name", typed="范余于")
    assert url.endswith("/office/people")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"by": "name", "typed": "范"}, 409),
        ({"by": "document", "typed": "A123456(4)", "kind": "hkid"}, 422),
        ({"by": "phone", "typed": "abc", "region": "HK"}, 422),
    ],
)
async def test_what_cannot_be_looked_for_can_be_mended(
    client: Client, sqlite_world: World, fields: dict[str, str], status: int
) -> None:
    await sign_in(client, sqlite_world, "supervisor1")
    answered, page, _ = await search(client, **fields)
    assert (answered, 'id="problem"' in page, fields["typed"] in page) == (status, True, True)


async def test_an_auditor_finds_people_and_is_offered_nothing_whole(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("confirmed", corner="HK-01")
    await sign_in(client, sqlite_world, "auditor1")
    _, page, _ = await search(client, by="name", typed="余于")
    assert ("A123***(*)" in page, "<whole-number" in page) == (True, False)


@pytest.mark.parametrize("login", ["clerk1", "helper-macao"])
async def test_others_do_not_look_for_people(client: Client, sqlite_world: World, login: str) -> None:
    await sign_in(client, sqlite_world, login)
    assert (await get_page(client, "/office/people"))[0] == 403


async def test_a_whole_value_is_kept_by_nothing(client: Client, sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("confirmed", corner="HK-01")
    await sign_in(client, sqlite_world, "supervisor1")
    asked = {"what": "document", "id": await document_id(sqlite_world, visit.id), "reason": "complaint"}
    async with client.post("/api/people/unmask", json=asked) as answer:
        assert (answer.headers["Cache-Control"], await answer.json()) == ("no-store", {"text": "A123456(3)"})


async def test_the_clerks_console_masks_and_offers_the_whole(client: Client, sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(corner="HK-01", person="fan")
    await sign_in(client, sqlite_world, meeting.clerk.login)
    _, page = await get_page(client, "/console")
    assert (page.count("<whole-number"), "A123***(*)" in page, "A123456" in page) == (2, True, False)


async def test_a_helper_is_shown_nothing_whole(client: Client, sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("confirmed", corner="HK-01")
    await sign_in(client, sqlite_world, "helper-macao")
    asked = {"what": "phone", "id": visit.id, "reason": "complaint"}
    status, answer = await call(client, "POST", "/api/people/unmask", asked)
    assert (status, "text" in answer) == (403, False)
