"""The pages of follow-ups, and rating on one's own screen and from where the case is tracked."""

import pytest

from desk.actions import ratings
from desk.actions.ratings import Said
from desk.store import follow_ups as rows
from desk.store import ratings as kept
from desk.store import receipts
from desk.web import cookies
from tests.desk.web.conftest import Client, call, get_page, post_form, sign_in, sit_down
from tests.desk.world import World

WORDS = "等了好久，﨑先生"


async def badly(world: World) -> str:
    """A visit rated badly; the id of its follow-up."""
    meeting = await world.in_session()
    said = Said(reasons=("long-wait",), text=WORDS, language="zh-Hant-MO")
    await ratings.rate(world.desk, meeting.visit_id, 1, said)
    async with world.store.read() as connection:
        [one] = await rows.of_visit(connection, world.store.vault, meeting.visit_id)
    return one.id


async def test_a_rating_with_reasons_comes_in_as_the_page_sends_it(client: Client, sqlite_world: World) -> None:
    meeting, _ = await sqlite_world.done()
    await sit_down(client, sqlite_world)
    body = {"level": 2, "told": True, "why-line": "yes", "why-papers": "yes", "text": WORDS}
    assert (await call(client, "POST", "/api/visits/rating", body))[0] == 200
    async with sqlite_world.store.read() as connection:
        found = await kept.of_visit(connection, sqlite_world.store.vault, meeting.visit_id)
    assert found is not None
    assert found.comment is not None
    assert ([why.value for why in found.reasons], found.comment.text) == (["papers", "line"], WORDS)


async def test_the_applicant_is_asked_why_and_thanked(client: Client, sqlite_world: World) -> None:
    await sqlite_world.done()
    await sit_down(client, sqlite_world)
    pages = [await get_page(client, "/corner/visit")]
    for body in ({"level": 2}, {"level": 2, "told": True}):
        await call(client, "POST", "/api/visits/rating", body)
        pages.append(await get_page(client, "/corner/visit"))
    assert ['id="why-2"' in text for _, text in pages] == [False, True, False]
    assert [status for status, _ in pages] == [200, 200, 200]


async def test_what_is_due_is_listed_and_opened(client: Client, sqlite_world: World) -> None:
    one = await badly(sqlite_world)
    await sign_in(client, sqlite_world, "zone-macao")
    _, listed = await get_page(client, "/office/follow-ups")
    status, page = await get_page(client, f"/office/follow-ups/{one}")
    assert (one in listed, status, WORDS in page) == (True, 200, True)


@pytest.mark.parametrize(
    "query", ["what=overdue", "what=mine", "what=done", "kind=call", "what=x&kind=y&zone=z&page=-1"]
)
async def test_any_filter_is_answered(client: Client, sqlite_world: World, query: str) -> None:
    one = await badly(sqlite_world)
    await sign_in(client, sqlite_world, "supervisor1")
    status, page = await get_page(client, f"/office/follow-ups?{query}")
    assert (status, one in page) == (200, query.startswith("what=x"))


async def test_it_is_taken_on_and_settled(client: Client, sqlite_world: World) -> None:
    one = await badly(sqlite_world)
    await sign_in(client, sqlite_world, "zone-macao")
    page = f"/office/follow-ups/{one}"
    await post_form(client, f"{page}/take")
    assert (await post_form(client, page, step="settle", means="phone", outcome="corrected", text="好"))[0] == 303
    assert one in (await get_page(client, "/office/follow-ups?what=done"))[1]


async def test_what_is_missing_can_be_mended(client: Client, sqlite_world: World) -> None:
    one = await badly(sqlite_world)
    await sign_in(client, sqlite_world, "zone-macao")
    assert (await post_form(client, f"/office/follow-ups/{one}", step="settle", means="phone", text=""))[0] == 422


async def test_the_number_is_shown_to_who_asks_alone(client: Client, sqlite_world: World) -> None:
    one = await badly(sqlite_world)
    await sign_in(client, sqlite_world, "zone-macao")
    _, before = await get_page(client, f"/office/follow-ups/{one}")
    async with client.post(f"/office/follow-ups/{one}/reach", headers={"Accept": "text/html"}) as answer:
        after = await answer.text()
    assert ("+85366120001" in before, "+85366120001" in after) == (False, True)


async def test_another_zone_s_staff_see_nothing_of_it(client: Client, sqlite_world: World) -> None:
    one = await badly(sqlite_world)
    await sign_in(client, sqlite_world, "zone-hongkong")
    assert one not in (await get_page(client, "/office/follow-ups"))[1]
    assert (await get_page(client, f"/office/follow-ups/{one}"))[0] == 403


@pytest.mark.parametrize("login", ["clerk1", "auditor1"])
async def test_who_may_not_follow_up_is_kept_out(client: Client, sqlite_world: World, login: str) -> None:
    await sign_in(client, sqlite_world, login)
    assert (await get_page(client, "/office/follow-ups"))[0] == 403


async def test_from_home_the_visit_is_rated_where_the_case_is_tracked(client: Client, sqlite_world: World) -> None:
    meeting, receipt = await sqlite_world.done()
    secret = sqlite_world.store.chance.secret()
    async with sqlite_world.store.write() as unit:
        await receipts.begin_grant(unit, secret, "asked", receipt.id)
        await receipts.open_grant(unit, secret)
    client.session.cookie_jar.update_cookies({cookies.TRACK: secret}, client.make_url("/"))
    fields = {"level": "2", "why-line": "yes", "why-kind": "yes", "text": WORDS}
    assert (await post_form(client, "/track/case/rating", **fields))[0] == 303
    status, page = await get_page(client, "/track/case")
    assert (status, WORDS in page) == (200, True)
    async with sqlite_world.store.read() as connection:
        found = await kept.of_visit(connection, sqlite_world.store.vault, meeting.visit_id)
    assert found is not None
    assert (found.level, [why.value for why in found.reasons]) == (2, ["line"])
