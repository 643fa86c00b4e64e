"""Every route against everybody: who is not granted its door is refused, whatever else they may open."""

import re

import pytest

from desk.model.staff import GRANTS, Permission, Role
from desk.store import corners, staff_sessions
from desk.web import cookies
from desk.web.routes import ROUTES
from tests.desk.web.conftest import Client
from tests.desk.world import World

LOGINS = {
    Role.CLERK: "clerk1",
    Role.HELPER: "helper-macao",
    Role.ZONE_STAFF: "zone-macao",
    Role.SUPERVISOR: "supervisor1",
    Role.ADMINISTRATOR: "administrator1",
    Role.AUDITOR: "auditor1",
}
CALLERS = ["nobody", "corner", "visit", *Role]
CLOSED = [(method, path, door.name) for method, path, door in ROUTES if door.name not in ("open", "metrics")]
LIVE = [
    ("corner", {"visit"}),
    ("console", {Role.CLERK, Role.SUPERVISOR}),
    ("supervise", {Role.SUPERVISOR}),
    ("hall-macao", {Role.HELPER, Role.ZONE_STAFF, Role.SUPERVISOR}),
    ("zone", {Role.HELPER, Role.ZONE_STAFF, Role.SUPERVISOR}),
]
REFUSALS = {"sign-in-needed": 401, "not-allowed": 403, "corner-unknown": 403, "not-ready": 409}
"""`not-ready`: a corner at which no visit has begun."""


def is_granted(caller: str, door: str) -> bool:
    """Whether the table of roles, and nothing else, opens the door to the caller."""
    if caller in ("nobody", "corner", "visit"):
        return (caller, door) in {("corner", "corner"), ("visit", "corner"), ("visit", "visit")}
    return door == "staff" or (door in set(Permission) and Permission(door) in GRANTS[Role(caller)])


async def cookie_of(world: World, caller: str) -> dict[str, str]:
    """What the caller's browser sends with each request."""
    if caller == "nobody":
        return {}
    secret = world.store.chance.secret()
    if caller in ("corner", "visit"):
        if caller == "visit":
            await world.visit_to("ticketed")
        async with world.store.write() as unit:
            await corners.seat(unit, world.corners["MO-01"].id, secret)
        return {"Cookie": f"{cookies.CORNER}={secret}"}
    async with world.store.write() as unit:
        await staff_sessions.begin(unit, world.staff[LOGINS[Role(caller)]].id, secret)
    return {"Cookie": f"{cookies.STAFF}={secret}"}


async def answer(client: Client, method: str, path: str, cookie: dict[str, str]) -> tuple[int, str]:
    """Status, and the refusal's code; empty where it was none."""
    headers = {"Accept": "application/json"} | cookie
    async with client.request(method, path, headers=headers, data={}, allow_redirects=False) as got:
        refused = got.content_type == "application/problem+json"
        return got.status, str((await got.json(content_type=None))["code"]) if refused else ""


@pytest.mark.parametrize("caller", CALLERS)
async def test_who_is_not_granted_a_door_is_refused_at_it(client: Client, sqlite_world: World, caller: str) -> None:
    cookie, opened = await cookie_of(sqlite_world, caller), []
    for method, path, door in CLOSED:
        if is_granted(caller, door):
            continue
        status, code = await answer(client, method, re.sub(r"\{[a-z_]+\}", "0" * 32, path), cookie)
        if REFUSALS.get(code) != status:
            opened.append((method, path, status, code))
    assert opened == []


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(("screen", "whose"), LIVE, ids=[screen for screen, _ in LIVE])
async def test_a_live_screen_opens_to_its_own_alone(
    client: Client, sqlite_world: World, caller: str, screen: str, whose: set[str]
) -> None:
    if caller not in whose:
        status, code = await answer(client, "GET", f"/live/{screen}", await cookie_of(sqlite_world, caller))
        assert REFUSALS.get(code) == status


def test_every_role_is_asked() -> None:
    assert set(LOGINS) == set(Role)
