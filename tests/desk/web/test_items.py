"""The page of items: what is found, what may be meant and why, and a helper where nothing is sure."""

from urllib.parse import quote

import pytest

from tests.desk.web.conftest import Client, call, get_page, sit_down
from tests.desk.world import World

CALL = 'data-action="/api/visits/help"'


@pytest.fixture
async def at_the_corner(client: Client, sqlite_world: World) -> Client:
    await sit_down(client, sqlite_world)
    await sqlite_world.visit_to("choosing")
    return client


async def page_of(client: Client, said: str) -> str:
    status, page = await get_page(client, f"/corner/items?q={quote(said)}")
    assert status == 200
    return page


async def test_what_is_found_needs_no_guess(at_the_corner: Client) -> None:
    page = await page_of(at_the_corner, "住房公積金提取")
    assert "/corner/items/JM-HF-001" in page
    assert CALL not in page


async def test_an_item_is_found_by_its_sound(at_the_corner: Client) -> None:
    assert "/corner/items/JM-RP-001" in await page_of(at_the_corner, "juzhuzheng")


async def test_a_wish_is_answered_with_items_and_the_words_that_led_there(at_the_corner: Client) -> None:
    page = await page_of(at_the_corner, "我想攞返啲住房公積金出嚟呀")
    assert "/corner/items/JM-HF-001" in page
    assert "因為你寫了：" in page
    assert page.count('<a class="item"') <= 3


async def test_guesses_leave_the_way_to_a_helper_open(at_the_corner: Client) -> None:
    assert CALL in await page_of(at_the_corner, "我想攞返啲住房公積金出嚟呀")


async def test_where_nothing_is_sure_a_helper_is_offered_and_no_item(at_the_corner: Client) -> None:
    page = await page_of(at_the_corner, "聽日會唔會落雨呀")
    assert CALL in page
    assert '<a class="item"' not in page


async def test_a_helper_who_was_called_is_on_the_way(at_the_corner: Client) -> None:
    await call(at_the_corner, "POST", "/api/visits/help")
    page = await page_of(at_the_corner, "聽日會唔會落雨呀")
    assert CALL not in page
    assert "導辦員正過來協助你" in page


async def test_what_was_typed_is_shown_as_text(at_the_corner: Client) -> None:
    page = await page_of(at_the_corner, "<script>alert(1)</script> 我想攞返啲住房公積金")
    assert "<script>alert(1)" not in page


async def test_a_very_long_wish_is_cut(at_the_corner: Client) -> None:
    assert CALL in await page_of(at_the_corner, "啊" * 500)
