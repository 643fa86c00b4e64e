"""The code's page tells how far the message came and how long to wait; the office opens a locked number again."""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from desk.actions import challenges, identities
from desk.actions.locks import Reason
from desk.actions.turns import take_ups
from desk.store import throttles
from desk.web.drawing import Pages
from identity.codes import LIMITS
from identity.throttles import Throttle, failed
from tests.desk.posts import Posts
from tests.desk.web.conftest import Client, application, get_page, sign_in, sit_down
from tests.desk.world import World

PHONE = "+85366123456"
REGION, NUMBER = "MO", "66123456"


async def at_code(client: Client, world: World) -> str:
    """A browser at the page that asks for the code; the visit's id."""
    visit = await world.visit_to("documented")
    await sit_down(client, world)
    await identities.give_phone(world.desk, visit.id, REGION, NUMBER)
    return visit.id


async def posted(client: Client, path: str, **fields: str) -> tuple[int, str]:
    """Status and text of what a form is answered with."""
    async with client.post(path, data=fields, headers={"Accept": "text/html"}, allow_redirects=False) as answer:
        return answer.status, await answer.text()


def state(page: str) -> str:
    found = re.search(r'id="delivery"[^>]*data-state="([^"]*)"', page)
    assert found, page
    return found.group(1)


async def miss(world: World, times: int) -> None:
    """As many misses as that, the last at this moment and each after the lock of the one before: they are of the past,
    for a clock that passed by would end the visit."""
    apart = timedelta(hours=0 if times <= LIMITS.missed.free else 3)
    async with world.store.write() as unit:
        stands = Throttle()
        for back in reversed(range(times)):
            stands = failed(stands, LIMITS.missed, unit.now - back * apart)
        await throttles.keep(unit, challenges.NUMBER, PHONE, stands)


async def test_the_page_says_that_the_message_is_on_its_way(client: Client, sqlite_world: World) -> None:
    await at_code(client, sqlite_world)
    assert state((await get_page(client, "/corner/code"))[1]) == "queued"


async def test_asking_again_too_soon_tells_the_seconds_left(client: Client, sqlite_world: World) -> None:
    await at_code(client, sqlite_world)
    sqlite_world.clock.pass_by(seconds=18)
    status, page = await posted(client, "/corner/code/again")
    assert status == 429
    assert "42" in re.sub(r"<[^>]*>", "", page.partition('id="problem"')[2][:400])


async def test_a_lock_tells_the_minutes_left(client: Client, sqlite_world: World) -> None:
    await at_code(client, sqlite_world)
    await miss(sqlite_world, 10)
    sqlite_world.clock.pass_by(minutes=3)
    status, page = await posted(client, "/corner/code", code="000000")
    assert status == 429
    assert "12" in re.sub(r"<[^>]*>", "", page.partition('id="problem"')[2][:400])


async def test_a_stop_sends_to_the_staff(client: Client, sqlite_world: World) -> None:
    await at_code(client, sqlite_world)
    await miss(sqlite_world, 50)
    status, page = await posted(client, "/corner/code", code="000000")
    assert (status, "工作人員" in page) == (429, True)


async def test_json_carries_the_seconds_left(client: Client, sqlite_world: World) -> None:
    await at_code(client, sqlite_world)
    async with client.post("/corner/code/again", headers={"Accept": "application/json"}) as answer:
        assert answer.status == 429


@pytest.mark.parametrize("fails", [False, True])
async def test_the_page_follows_the_message_live(
    posts: Posts, pages: Pages, aiohttp_client: Callable[..., Awaitable[Client]], fails: bool
) -> None:
    """Over its socket: from on its way to sent, and to another way after the gateway reported a failure."""
    posts.world.desk = posts.desk
    client = await aiohttp_client(application(posts.world, pages))
    visit_id = await at_code(client, posts.world)
    async with client.ws_connect("/live/code") as socket:
        seen: list[str] = []
        reference = (await posts.until_sent(visit_id, "first")).id
        await posts.end()
        await posts.first.report(
            str(client.make_url("")).rstrip("/"), reference, kind="failed" if fails else "delivered"
        )
        last = "another-way" if fails else "delivered"
        while last not in seen:
            message = json.loads((await socket.receive()).data)
            if message["kind"] == "fragments":
                seen.append(state(message["fragments"]["delivery"]))
    assert seen[-1] == last


# ── The office ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_supervisor_opens_a_number_again(client: Client, sqlite_world: World) -> None:
    await miss(sqlite_world, 50)
    await sign_in(client, sqlite_world, "supervisor1")
    _, page = await posted(client, "/office/locks", kind=REGION, number=NUMBER)
    assert 'data-lock="stopped"' in page
    status, page = await posted(
        client, "/office/locks/lift", kind=REGION, number=NUMBER, reason=Reason.SHOWED_PAPERS.value
    )
    assert (status, NUMBER in page) == (200, False)
    _, page = await posted(client, "/office/locks", kind=REGION, number=NUMBER)
    assert 'data-lock="open"' in page


async def test_a_supervisor_opens_a_corner_again(client: Client, sqlite_world: World) -> None:
    async with sqlite_world.store.write() as unit:
        for _ in range(take_ups.MISSED.free):
            await throttles.count(unit, take_ups.LETTERS, sqlite_world.corners["MO-01"].id, take_ups.MISSED)
    await sign_in(client, sqlite_world, "supervisor1")
    _, page = await posted(client, "/office/locks", kind="corner", number="mo-01")
    assert 'data-lock="locked"' in page
    told = {"kind": "corner", "number": "mo-01", "reason": Reason.OTHERS_TRIED.value}
    status, page = await posted(client, "/office/locks/lift", **told)
    assert (status, "MO-01" in page) == (200, True)


async def test_a_number_that_is_none_is_asked_for_again(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "supervisor1")
    status, page = await posted(client, "/office/locks", kind=REGION, number="12")
    assert (status, 'aria-invalid="true"' in page) == (422, True)


@pytest.mark.parametrize("login", ["clerk1", "zone-macao", "auditor1"])
async def test_others_may_not(client: Client, sqlite_world: World, login: str) -> None:
    await sign_in(client, sqlite_world, login)
    assert (await posted(client, "/office/locks", kind=REGION, number=NUMBER))[0] == 403


# ── Following a case ──────────────────────────────────────────────────────────────────────────────────────────


async def test_the_answer_is_the_same_whether_there_is_a_receipt_or_not(client: Client, sqlite_world: World) -> None:
    _, receipt = await sqlite_world.done()
    sqlite_world.clock.pass_by(days=1)
    answers = []
    for number in (receipt.number, "JM202600000001-0000"):
        first = await posted(client, "/track", receipt=number)
        second = await posted(client, "/track/code", code="000000")
        again = await posted(client, "/track", receipt=number)
        answers.append(
            [re.sub(r'nonce[-="]*[\w-]+', "", str(each)).replace(number, "") for each in (first, second, again)]
        )
    assert answers[0] == answers[1]


async def test_a_paper_that_is_anothers_is_answered_like_none(client: Client, sqlite_world: World) -> None:
    _, receipt = await sqlite_world.done()
    theirs, none = [await get_page(client, f"/receipts/{n}.pdf") for n in (receipt.number, "JM202600000001-0000")]
    assert theirs[0] == none[0] == 404
