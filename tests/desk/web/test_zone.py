"""The zone's pages: the board with its filters, one turn, businesses, corners; and what a corner is told."""

import re

import pytest

from desk.actions.turns import corner_notices
from desk.web.drawing import Pages
from tests.desk.web.conftest import Client, call, get_page, post_form, sign_in, sit_down
from tests.desk.world import ITEM, World

REPORT = {"camera": "ready", "microphone": "missing", "version": "abc"}


async def board(client: Client, world: World, query: str = "", login: str = "zone-macao") -> str:
    await sign_in(client, world, login)
    status, page = await get_page(client, f"/zone{query}")
    assert status == 200
    return page


async def ticket_id(world: World, corner: str = "MO-01") -> str:
    return (await world.ticket((await world.visit_to("ticketed", corner=corner)).id)).id


async def test_the_board_says_in_a_sentence_what_to_do(client: Client, sqlite_world: World) -> None:
    await ticket_id(sqlite_world)
    page = await board(client, sqlite_world)
    assert re.search(r'<li data-kind="unserved".*?<p>[^<]+</p>', page, re.DOTALL)


async def test_who_may_put_turns_elsewhere_is_led_to_them(client: Client, sqlite_world: World) -> None:
    chosen = await ticket_id(sqlite_world)
    assert f'href="/zone/tickets/{chosen}"' in await board(client, sqlite_world)


async def test_who_may_not_is_not(client: Client, sqlite_world: World) -> None:
    chosen = await ticket_id(sqlite_world)
    page = await board(client, sqlite_world, login="helper-macao")
    assert f'id="ticket-{chosen}"' in page
    assert f'href="/zone/tickets/{chosen}"' not in page


@pytest.mark.parametrize(("login", "is_led"), [("supervisor1", True), ("zone-macao", False)])
async def test_a_broken_promise_is_told_and_whoever_may_decide_is_led_to_it(
    client: Client, sqlite_world: World, login: str, is_led: bool
) -> None:
    """What the applicant's page says: a supervisor has been told."""
    meeting, _ = await sqlite_world.done()
    sqlite_world.clock.pass_by(days=60)
    page = await board(client, sqlite_world, f"?zone={(await sqlite_world.case(meeting.case_id)).zone_id}", login)
    alert = re.search(r'<li data-kind="cases-late".*?</li>', page, re.DOTALL)
    assert alert is not None
    assert ('href="/office/due"' in alert[0]) is is_led


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [(f"?item={ITEM}", True), ("?item=JM-XX-000", False), ("?priority=ordinary", True), ("?priority=care", False)],
)
async def test_the_board_is_narrowed_by_its_address(
    client: Client, sqlite_world: World, query: str, is_shown: bool
) -> None:
    chosen = await ticket_id(sqlite_world)
    assert (f'id="ticket-{chosen}"' in await board(client, sqlite_world, query)) is is_shown


async def test_a_class_of_priority_that_is_none_narrows_nothing(client: Client, sqlite_world: World) -> None:
    chosen = await ticket_id(sqlite_world)
    assert f'id="ticket-{chosen}"' in await board(client, sqlite_world, "?priority=drop")


async def test_a_turn_is_put_before_others_by_a_form(client: Client, sqlite_world: World) -> None:
    chosen = await ticket_id(sqlite_world)
    await sign_in(client, sqlite_world, "zone-macao")
    status, where = await post_form(client, f"/zone/tickets/{chosen}/place", how="elderly", why="seen")
    _, page = await get_page(client, f"/zone/tickets/{chosen}")
    assert (status, where) == (303, f"/zone/tickets/{chosen}?done")
    assert sqlite_world.staff["zone-macao"].name in page


async def test_without_a_reason_the_page_says_so_and_moves_nothing(client: Client, sqlite_world: World) -> None:
    chosen = await ticket_id(sqlite_world)
    await sign_in(client, sqlite_world, "zone-macao")
    status, _ = await post_form(client, f"/zone/tickets/{chosen}/place", how="first", why="seen")
    assert status == 422
    assert (await sqlite_world.tags()).count("ticket.moved") == 0


async def test_sent_where_nobody_is_open_the_page_says_so(client: Client, sqlite_world: World) -> None:
    chosen = await ticket_id(sqlite_world)
    await sign_in(client, sqlite_world, "zone-macao")
    status, _ = await post_form(client, f"/zone/tickets/{chosen}/move", to="window:A02", why="asked")
    again, _ = await post_form(client, f"/zone/tickets/{chosen}/move", to="window:A02", why="asked", despite="on")
    assert (status, again) == (409, 303)


async def test_another_zones_turn_has_no_page(client: Client, sqlite_world: World) -> None:
    chosen = await ticket_id(sqlite_world, "HK-01")
    await sign_in(client, sqlite_world, "zone-macao")
    assert (await get_page(client, f"/zone/tickets/{chosen}"))[0] == 403


async def test_a_business_is_closed_with_a_reason_and_opened_again(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "zone-macao")
    zone = sqlite_world.zones["macao"].id
    skill = (await sqlite_world.item()).skill
    await post_form(client, f"/zone/businesses/{skill}/close", zone=zone, why="full", until="")
    _, closed = await get_page(client, "/zone/businesses")
    await post_form(client, f"/zone/businesses/{skill}/open", zone=zone)
    _, opened = await get_page(client, "/zone/businesses")
    assert f"/zone/businesses/{skill}/open" in closed
    assert f"/zone/businesses/{skill}/open" not in opened


@pytest.mark.parametrize(("why", "until"), [("", ""), ("rain", ""), ("full", "25:00")])
async def test_a_business_is_not_closed_for_nothing(client: Client, sqlite_world: World, why: str, until: str) -> None:
    await sign_in(client, sqlite_world, "zone-macao")
    skill, zone = (await sqlite_world.item()).skill, sqlite_world.zones["macao"].id
    status, _ = await post_form(client, f"/zone/businesses/{skill}/close", zone=zone, why=why, until=until)
    assert status == 422


async def test_at_a_closed_business_the_corner_says_why_and_offers_no_ticket(
    client: Client, sqlite_world: World, pages: Pages
) -> None:
    await sit_down(client, sqlite_world)
    await sqlite_world.visit_to("confirmed")
    await sign_in(client, sqlite_world, "zone-macao")
    skill, zone = (await sqlite_world.item()).skill, sqlite_world.zones["macao"].id
    await post_form(client, f"/zone/businesses/{skill}/close", zone=zone, why="fault", until="")
    _, page = await get_page(client, "/corner/ticket")
    assert str(pages.words("closed_whys", "zh-Hant-MO")["fault"]) in page
    assert 'action="/corner/ticket"' not in page
    assert await post_form(client, "/corner/ticket") == (303, "/corner/ticket")


async def test_the_guide_of_a_closed_business_says_so(client: Client, sqlite_world: World, pages: Pages) -> None:
    await sit_down(client, sqlite_world)
    await sqlite_world.visit_to("choosing")
    await sign_in(client, sqlite_world, "zone-macao")
    skill, zone = (await sqlite_world.item()).skill, sqlite_world.zones["macao"].id
    await post_form(client, f"/zone/businesses/{skill}/close", zone=zone, why="holiday", until="")
    _, page = await get_page(client, f"/corner/items/{ITEM}")
    assert str(pages.words("closed_whys", "zh-Hant-MO")["holiday"]) in page


async def test_a_corner_that_reports_is_answered_with_what_staff_sent(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    corner, staff = sqlite_world.corners["MO-01"], sqlite_world.staff["zone-macao"]
    await corner_notices.send(sqlite_world.desk, corner.id, "<b>請稍候</b>", staff)
    status, answer = await call(client, "POST", "/api/corner/report", REPORT)
    assert status == 200
    assert '<p class="said" lang="zh-Hant-MO">&lt;b&gt;請稍候&lt;/b&gt;</p>' in answer["banner"]


async def test_what_was_read_is_put_away_at_a_touch(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    corner, staff = sqlite_world.corners["MO-01"], sqlite_world.staff["zone-macao"]
    await corner_notices.send(sqlite_world.desk, corner.id, "請稍候", staff)
    _, told = await call(client, "POST", "/api/corner/report", REPORT)
    path = re.search(r'data-action="([^"]+put-away)"', told["banner"])
    assert path is not None
    status, answer = await call(client, "POST", path[1])
    assert (status, "請稍候" in answer["banner"]) == (200, False)


@pytest.mark.parametrize("body", [{}, REPORT | {"camera": "broken"}, REPORT | {"version": 7}])
async def test_a_report_that_is_none_is_refused(client: Client, sqlite_world: World, body: dict[str, object]) -> None:
    await sit_down(client, sqlite_world)
    assert (await call(client, "POST", "/api/corner/report", body))[0] == 422


async def test_the_board_tells_measured_from_told(client: Client, sqlite_world: World, pages: Pages) -> None:
    await sit_down(client, sqlite_world)
    await call(client, "POST", "/api/corner/report", REPORT)
    await sign_in(client, sqlite_world, "zone-macao")
    corner = sqlite_world.corners["MO-01"]
    await post_form(client, f"/zone/corners/{corner.id}/devices", printer="broken", paper="out")
    _, page = await get_page(client, f"/zone/corners/{corner.id}")
    measured, told = page.split("<h2>")[1:3]
    assert str(pages.words("camera_states", "zh-Hant-MO")["missing"]) in measured
    assert str(pages.words("printer_states", "zh-Hant-MO")["broken"]) in told
