"""A clerk's window over HTTP: it opens with the console, turns are offered to it, and the office says what it takes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from desk.actions.turns import duties
from desk.model.events import Event, Tag
from desk.model.turns.duties import Duty, Mode, State
from desk.model.turns.routing import Speech
from desk.model.turns.tickets import State as Turn
from desk.store import staff
from desk.store.bus import Fact
from desk.store.turns import duties as rows
from tests.desk.web.conftest import Client, call, get_page, post_form, sign_in
from tests.desk.world import World

LONG = 30.0
ACCOUNT = {"name": "示範", "role": "clerk", "zone": "", "speaks": "zh-Hans-CN", "window": "D01"}


async def duty(world: World) -> Duty | None:
    async with world.store.read() as connection:
        return await rows.of(connection, world.clerk.id)


async def heard(world: World, tag: Tag, act: Callable[[], Awaitable[Any]], **data: str) -> Event:
    """The first fact of this kind, with this in its data, that is told from the act on."""
    found: asyncio.Future[Event] = asyncio.get_running_loop().create_future()

    def listen(fact: Fact) -> None:
        if fact.event.tag is tag and data.items() <= fact.event.data.items() and not found.done():
            found.set_result(fact.event)

    hush = world.store.bus.listen(listen)
    await act()
    event = await asyncio.wait_for(found, LONG)
    hush()
    return event


async def ready(client: Client, world: World) -> None:
    """The clerk is signed in, open, and wants turns offered."""
    await sign_in(client, world, "clerk1")
    await duties.open_window(world.desk, world.clerk)
    await duties.choose(world.desk, world.clerk, Mode.OFFER)


async def offered(client: Client, world: World) -> tuple[str, str]:
    """The visit whose turn is offered to the clerk, and the ticket; the running desk offers it."""
    await ready(client, world)
    event = await heard(world, Tag.TICKET_MOVED, lambda: world.visit_to("ticketed"), state="offered")
    return event.visit_id, event.subject


async def look_at_the_console(client: Client) -> None:
    async with client.ws_connect("/live/console") as socket:
        await socket.receive_json(timeout=LONG)


async def test_a_console_that_opens_opens_the_window(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "clerk1")
    event = await heard(sqlite_world, Tag.DUTY_OPENED, lambda: look_at_the_console(client))
    assert (event.subject, event.data["state"]) == (sqlite_world.clerk.id, "open")


async def test_the_desk_offers_a_turn_as_soon_as_there_is_one_and_the_clerk_takes_it(
    client: Client, sqlite_world: World
) -> None:
    visit_id, ticket_id = await offered(client, sqlite_world)
    status, answer = await call(client, "POST", f"/api/tickets/{ticket_id}/accept")
    assert (status, set(answer)) == (201, {"session", "case"})
    assert (await sqlite_world.ticket(visit_id)).state is Turn.CALLED


async def test_what_is_offered_stands_on_the_console(client: Client, sqlite_world: World) -> None:
    _, ticket_id = await offered(client, sqlite_world)
    _, page = await get_page(client, "/console")
    assert f"/api/tickets/{ticket_id}/accept" in page
    assert '<count-down class="figure" role="timer" data-seconds="20">0:20</count-down>' in page


async def test_a_turn_is_declined_for_a_reason(client: Client, sqlite_world: World) -> None:
    visit_id, ticket_id = await offered(client, sqlite_world)
    status, _ = await call(client, "POST", f"/api/tickets/{ticket_id}/decline", {"why": "conflict"})
    assert (status, (await sqlite_world.ticket(visit_id)).state) == (200, Turn.WAITING)


async def test_a_turn_that_is_not_offered_is_not_taken(client: Client, sqlite_world: World) -> None:
    await ready(client, sqlite_world)
    status, answer = await call(client, "POST", f"/api/tickets/{'0' * 32}/accept")
    assert (status, answer["code"]) == (409, "offer-over")


@pytest.mark.parametrize("body", [{}, {"reason": "sleep"}, {"reason": "unanswered"}, {"reason": 1}])
async def test_a_pause_wants_a_reason(client: Client, sqlite_world: World, body: dict[str, object]) -> None:
    await ready(client, sqlite_world)
    assert (await call(client, "POST", "/api/duty/pause", body))[0] == 422


async def test_a_window_is_paused_gone_on_with_and_closed(client: Client, sqlite_world: World) -> None:
    await ready(client, sqlite_world)
    for way, body, state in (
        ("pause", {"reason": "paperwork"}, State.PAUSED),
        ("resume", {}, State.OPEN),
        ("close", {}, State.CLOSED),
        ("open", {}, State.OPEN),
    ):
        status, _ = await call(client, "POST", f"/api/duty/{way}", body)
        known = await duty(sqlite_world)
        assert known is not None
        assert (status, known.state) == (200, state)


async def test_the_office_says_what_a_clerk_speaks_serves_and_takes_in_a_day(
    client: Client, sqlite_world: World
) -> None:
    await sign_in(client, sqlite_world, "administrator1")
    macao, fields = sqlite_world.zones["macao"].id, ACCOUNT | {"skill-tax": "on", "most": "30"}
    ticked = {"speech-yue": "on", "speech-pt": "on", f"serves-{macao}": "on"}
    await post_form(client, f"/office/staff/{sqlite_world.staff['clerk3'].id}", **fields, **ticked)
    async with sqlite_world.store.read() as connection:
        kept = await staff.get(connection, sqlite_world.staff["clerk3"].id)
    assert (kept.speaks, kept.serves, kept.most_a_day) == ((Speech.CANTONESE, Speech.PORTUGUESE), (macao,), 30)


@pytest.mark.parametrize("more", [{}, {"speech-yue": "on", "most": "lots"}, {"speech-yue": "on", "most": "999"}])
async def test_a_clerk_who_speaks_nothing_or_takes_too_much_is_refused(
    client: Client, sqlite_world: World, more: dict[str, str]
) -> None:
    await sign_in(client, sqlite_world, "administrator1")
    status, _ = await post_form(client, f"/office/staff/{sqlite_world.staff['clerk3'].id}", **ACCOUNT, **more)
    assert status == 422
