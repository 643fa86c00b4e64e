"""Themes at the corner and at the window, and the turn of who does not know their item, as pages show them."""

from urllib.parse import quote

import pytest

from desk.actions.catalogue import enquiries, openings
from desk.actions.turns import tickets
from tests.desk.actions.catalogue.test_openings import FIRST, THEME, THIRD, case_of, met
from tests.desk.web.conftest import Client, call, get_page, post_form, sign_in, sit_down
from tests.desk.world import Meeting, World

SAID = "聽日會唔會落雨呀"


@pytest.fixture
async def at_the_corner(client: Client, sqlite_world: World) -> Client:
    await sit_down(client, sqlite_world)
    await sqlite_world.visit_to("choosing")
    return client


@pytest.fixture
async def at_the_window(client: Client, sqlite_world: World) -> tuple[Client, Meeting]:
    meeting = await met(sqlite_world)
    await sign_in(client, sqlite_world, "clerk1")
    return client, meeting


async def test_themes_stand_above_the_items(at_the_corner: Client) -> None:
    _, page = await get_page(at_the_corner, "/corner/items")
    assert page.index("/corner/themes/YJS-001") < page.index('<a class="item"')


async def test_a_theme_is_found_by_its_words(at_the_corner: Client) -> None:
    _, page = await get_page(at_the_corner, f"/corner/items?q={quote('灵活就业')}")
    assert f"/corner/themes/{THEME}" in page


async def test_a_themes_guide_names_a_shared_paper_once(at_the_corner: Client) -> None:
    _, page = await get_page(at_the_corner, f"/corner/themes/{THEME}")
    assert page.count("<strong>身份證明文件</strong>") == 1


async def test_a_theme_that_is_chosen_leads_to_the_consent(at_the_corner: Client) -> None:
    assert await post_form(at_the_corner, f"/corner/themes/{THEME}") == (303, "/corner/consent")


async def test_a_theme_that_is_not_there_is_missing(at_the_corner: Client) -> None:
    status, _ = await get_page(at_the_corner, "/corner/themes/YJS-999")
    assert status == 404


async def test_where_nothing_is_sure_a_person_is_offered(at_the_corner: Client) -> None:
    _, page = await get_page(at_the_corner, f"/corner/items?q={quote(SAID)}")
    assert 'action="/corner/wishes"' in page


async def test_who_asks_a_person_goes_on_to_the_consent(at_the_corner: Client) -> None:
    assert await post_form(at_the_corner, "/corner/wishes", wish=SAID) == (303, "/corner/consent")


async def test_one_department_is_shown_by_pages(at_the_corner: Client) -> None:
    status, page = await get_page(at_the_corner, "/corner/items?of=JM-SI-001&page=1x")
    assert status == 200
    assert "/corner/items/JM-CR-001" not in page


async def test_the_console_shows_a_tab_for_each_case(at_the_window: tuple[Client, Meeting]) -> None:
    client, _ = at_the_window
    _, page = await get_page(client, "/console")
    assert page.count('class="part-tab"') == 3


async def test_the_clerk_turns_to_another_case(at_the_window: tuple[Client, Meeting], sqlite_world: World) -> None:
    client, meeting = at_the_window
    case = await case_of(sqlite_world, meeting.visit_id, THIRD)
    status, _ = await call(client, "POST", f"/api/sessions/{meeting.session_id}/turn-to", {"case": case.id})
    assert (status, (await sqlite_world.session(meeting.session_id)).case_id) == (200, case.id)


async def test_the_clerk_sets_a_part_aside_and_takes_it_up(at_the_window: tuple[Client, Meeting]) -> None:
    client, meeting = at_the_window
    part = f"/api/sessions/{meeting.session_id}/parts/{FIRST}"
    assert (await call(client, "POST", f"{part}/aside", {"why": "papers-lacking"}))[0] == 200
    assert (await call(client, "POST", f"{part}/take-up", {}))[0] == 200


async def test_the_stage_tells_how_far_each_part_is(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    meeting = await met(sqlite_world)
    await openings.set_aside(sqlite_world.desk, meeting.session_id, THIRD, "papers-lacking", meeting.clerk)
    _, page = await get_page(client, "/corner/visit")
    assert "材料未齊" in page


async def test_a_clerk_reads_the_wish_and_finds_its_item(client: Client, sqlite_world: World) -> None:
    said = "<b>我想攞返啲公積金</b>"
    visit = await sqlite_world.visit_to("choosing")
    await enquiries.ask(sqlite_world.desk, visit.id, said)
    await sqlite_world.consent(visit.id)
    await sqlite_world.sign_in(visit.id, "lei")
    await sqlite_world.show_document(visit.id, "lei")
    await sqlite_world.confirm_phone(visit.id, hong_kong=False)
    await tickets.take(sqlite_world.desk, visit.id)
    meeting = await sqlite_world.in_session_with(await sqlite_world.visit(visit.id))
    await sign_in(client, sqlite_world, "clerk1")
    _, page = await get_page(client, "/console")
    assert "&lt;b&gt;我想" in page
    _, found = await call(client, "POST", f"/api/sessions/{meeting.session_id}/items", {})
    assert "JM-HF-001" in str(found)
    status, _ = await call(client, "POST", f"/api/sessions/{meeting.session_id}/item", {"code": "JM-HF-001"})
    assert status == 201
