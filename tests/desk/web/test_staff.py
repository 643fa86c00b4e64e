"""The pages of staff: invited, signed in, about oneself, and about others for who may."""

import re
from datetime import timedelta

import pytest
from multidict import CIMultiDict

from desk.actions import accounts
from desk.model.staff import FRESH, Role
from desk.store import staff_sessions
from desk.web import cookies
from identity import totp
from tests.desk.actions.test_accounts import opened
from tests.desk.web.conftest import Client, get_page, post_form, sign_in
from tests.desk.world import World

PASSWORD = "four words of mine"
SHOWN = {
    Role.CLERK: {"/console"},
    Role.HELPER: {"/zone"},
    Role.ZONE_STAFF: {"/zone"},
    Role.SUPERVISOR: {"/zone", "/office/sessions", "/office/people", "/office/staff"},
    Role.ADMINISTRATOR: {"/office/retention", "/office/staff", "/office/corners"},
    Role.AUDITOR: {"/office/retention", "/office/people"},
}
LOGINS = {
    Role.CLERK: "clerk1",
    Role.HELPER: "helper-macao",
    Role.ZONE_STAFF: "zone-macao",
    Role.SUPERVISOR: "supervisor1",
    Role.ADMINISTRATOR: "administrator1",
    Role.AUDITOR: "auditor1",
}
NAV = re.compile(r"<nav.*?</nav>", re.DOTALL)


async def post_page(client: Client, path: str, **fields: str) -> tuple[int, str, CIMultiDict[str]]:
    """Status, page and headers of a form's answer."""
    async with client.post(path, data=fields, headers={"Accept": "text/html"}, allow_redirects=False) as answer:
        return answer.status, await answer.text(), CIMultiDict(answer.headers)


def secret_in(page: str) -> str:
    """The authenticator's secret, as the page has it to be typed."""
    groups = re.search(r'class="key-groups"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert groups is not None
    return "".join(re.findall(r"<span>([A-Z2-7]+)</span>", groups[1]))


async def test_whoever_is_invited_takes_the_account_up(client: Client, sqlite_world: World) -> None:
    invitation = (await opened(sqlite_world)).secret
    _, page, _ = await post_page(client, "/staff/welcome", invitation=invitation)
    fields = {"invitation": invitation, "password": PASSWORD, "again": PASSWORD}
    code = totp.at(secret_in(page), sqlite_world.clock())
    status, page, headers = await post_page(client, "/staff/welcome/account", **fields, code=code)
    assert (status, len(re.findall(r"<li><code>", page)), cookies.STAFF in headers["Set-Cookie"]) == (200, 10, True)


async def test_the_authenticator_is_a_picture_within_the_page(client: Client, sqlite_world: World) -> None:
    _, page, _ = await post_page(client, "/staff/welcome", invitation=(await opened(sqlite_world)).secret)
    assert "<svg" in page.partition('class="qr-frame"')[2]


async def test_a_weak_password_keeps_the_authenticator_on_the_page(client: Client, sqlite_world: World) -> None:
    invitation = (await opened(sqlite_world)).secret
    _, before, _ = await post_page(client, "/staff/welcome", invitation=invitation)
    fields = {"invitation": invitation, "password": "short", "again": "short", "code": "000000"}
    status, after, _ = await post_page(client, "/staff/welcome/account", **fields)
    assert (status, secret_in(after)) == (422, secret_in(before))


async def test_an_invitation_that_is_none_opens_nothing(client: Client, sqlite_world: World) -> None:
    assert (await post_page(client, "/staff/welcome", invitation="none"))[0] == 403


async def test_an_administrator_is_told_the_invitation_in_a_fragment(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "administrator1")
    fields = {"login": "chan", "name": "示範", "role": "auditor", "zone": "", "speaks": "zh-Hans-CN", "window": ""}
    _, page, _ = await post_page(client, "/office/staff", **fields)
    assert re.search(r"/staff/welcome#[\w-]{43}", page)


@pytest.mark.parametrize("role", Role)
async def test_each_role_sees_the_ways_to_what_it_may(client: Client, sqlite_world: World, role: Role) -> None:
    await sign_in(client, sqlite_world, LOGINS[role])
    _, page = await get_page(client, "/staff/me")
    found = NAV.search(page)
    assert found is not None
    assert SHOWN[role] <= set(re.findall(r'href="([^"]+)"', found[0]))


@pytest.mark.parametrize("role", Role)
async def test_no_way_that_is_shown_leads_to_a_closed_door(client: Client, sqlite_world: World, role: Role) -> None:
    await sign_in(client, sqlite_world, LOGINS[role])
    found = NAV.search((await get_page(client, "/staff/me"))[1])
    assert found is not None
    ways = re.findall(r'href="([^"]+)"', found[0])
    assert [(way, status) for way in ways if (status := (await get_page(client, way))[0]) != 200] == []


async def test_a_dangerous_page_asks_for_the_authenticator_first(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "administrator1")
    sqlite_world.clock.now += FRESH + timedelta(seconds=1)
    async with client.get("/office/staff/new", headers={"Accept": "text/html"}, allow_redirects=False) as answer:
        assert answer.headers["Location"] == "/staff/prove?next=/office/staff/new"


async def test_and_leads_back_to_it(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "administrator1")
    sqlite_world.clock.now += FRESH + timedelta(seconds=1)
    code = totp.at(sqlite_world.secrets.accounts["administrator1"].totp_secret, sqlite_world.clock())
    assert await post_form(client, "/staff/prove", code=code, next="/office/staff/new") == (303, "/office/staff/new")


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org"])
async def test_it_leads_nowhere_else(client: Client, sqlite_world: World, elsewhere: str) -> None:
    await sign_in(client, sqlite_world, "administrator1")
    code = totp.at(sqlite_world.secrets.accounts["administrator1"].totp_secret, sqlite_world.clock())
    assert await post_form(client, "/staff/prove", code=code, next=elsewhere) == (303, "/staff/me")


async def test_signing_in_gives_a_new_cookie_and_ends_the_old_session(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "clerk1")
    account = sqlite_world.secrets.accounts["clerk1"]
    code = totp.at(account.totp_secret, sqlite_world.clock())
    await post_form(client, "/staff/sign-in", login="clerk1", password=account.password, code=code)
    async with sqlite_world.store.read() as connection:
        left = await staff_sessions.of(connection, sqlite_world.clerk.id, sqlite_world.clock())
    assert len(left) == 1


async def test_a_session_shows_where_it_is_from_but_not_quite(client: Client, sqlite_world: World) -> None:
    account = sqlite_world.secrets.accounts["clerk1"]
    code = totp.at(account.totp_secret, sqlite_world.clock())
    await post_form(client, "/staff/sign-in", login="clerk1", password=account.password, code=code)
    assert "127.0.0.0/24" in (await get_page(client, "/staff/me"))[1]


async def test_a_supervisor_ends_anothers_session(client: Client, sqlite_world: World) -> None:
    secret = sqlite_world.store.chance.secret()
    async with sqlite_world.store.write() as unit:
        session = await staff_sessions.begin(unit, sqlite_world.clerk.id, secret)
    await sign_in(client, sqlite_world, "supervisor1")
    await post_form(client, f"/office/staff/{sqlite_world.clerk.id}/sessions/{session.id}/end")
    async with sqlite_world.store.read() as connection:
        assert await staff_sessions.of(connection, sqlite_world.clerk.id, sqlite_world.clock()) == []


async def test_the_list_is_filtered_by_role_and_words(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "supervisor1")
    _, page = await get_page(client, "/office/staff?role=helper&q=macao")
    rows = page.partition("<tbody>")[2]
    assert sorted(re.findall(r'<td class="figure">([a-z0-9-]+)</td>', rows)) == ["helper-macao", "helper2-macao"]


async def test_who_may_not_manage_sees_no_way_to(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "supervisor1")
    _, page = await get_page(client, f"/office/staff/{sqlite_world.clerk.id}")
    assert not re.search(r'action="[^"]*/(disable|invite)"', page.partition("<dialog")[0])


async def test_a_disabled_account_stays_in_the_list(client: Client, sqlite_world: World) -> None:
    await accounts.disable(sqlite_world.desk, sqlite_world.clerk.id, sqlite_world.staff["administrator1"])
    await sign_in(client, sqlite_world, "administrator1")
    assert 'data-state="disabled"' in (await get_page(client, "/office/staff?state=disabled"))[1]


async def test_a_locked_login_is_answered_alike_whether_it_is_there(client: Client, sqlite_world: World) -> None:
    told = []
    for login in ("clerk1", "nobody"):
        for _ in range(5):
            await post_form(client, "/staff/sign-in", login=login, password="wrong", code="000000")
        told.append(await post_page(client, "/staff/sign-in", login=login, password="wrong", code="000000"))
    pages = {(status, re.sub(r'clerk1|nobody|nonce="[^"]+"', "", page)) for status, page, _ in told}
    assert [status for status, _ in pages] == [429]
