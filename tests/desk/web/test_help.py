"""A call for a helper is one applicant's: it ends when a helper has come, or with the visit."""

from desk.model.visits import State
from tests.desk.web.conftest import Client, call, post_form, sign_in, sit_down
from tests.desk.world import World


async def is_asked(world: World, code: str = "MO-01") -> bool:
    await world.enter()
    return world.corners[code].help_asked


async def ask(client: Client, world: World) -> None:
    """An applicant with a ticket calls for help."""
    await world.visit_to(State.TICKETED, corner="MO-01")
    await sit_down(client, world)
    await call(client, "POST", "/api/visits/help")
    assert await is_asked(world)


async def test_a_helper_has_come(client: Client, sqlite_world: World) -> None:
    await ask(client, sqlite_world)
    await sign_in(client, sqlite_world, "helper-macao")
    corner_id = sqlite_world.corners["MO-01"].id
    assert (await call(client, "POST", f"/api/corners/{corner_id}/helped"))[0] == 200
    assert not await is_asked(sqlite_world)


async def test_another_zones_helper_has_not(client: Client, sqlite_world: World) -> None:
    await ask(client, sqlite_world)
    await sign_in(client, sqlite_world, "helper-hongkong")
    corner_id = sqlite_world.corners["MO-01"].id
    assert (await call(client, "POST", f"/api/corners/{corner_id}/helped"))[0] == 403
    assert await is_asked(sqlite_world)


async def test_leaving_ends_the_call(client: Client, sqlite_world: World) -> None:
    await ask(client, sqlite_world)
    await post_form(client, "/corner/leave")
    assert not await is_asked(sqlite_world)
