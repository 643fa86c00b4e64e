"""Proving who one is once more, and with the help of staff: pages of corner, console and zone, and where they lead."""

from urllib.parse import parse_qs, urlsplit

import pytest

from desk.actions import assisted, step_ups
from desk.model.assists import CHECKS, State
from desk.store import assists
from desk.web.drawing import Pages
from i18n import languages
from tests.desk import gate
from tests.desk.actions.test_assisted import NUMBER, reading
from tests.desk.web.conftest import Client, call, get_page, post_form, sign_in, sit_down
from tests.desk.world import Meeting, World

SIGN = {"strokes": [[{"x": n, "y": n, "time": n} for n in range(20)]], "shown": "0" * 64}
SEEN = {f"check-{check}": "on" for check in CHECKS}


async def stale(world: World) -> Meeting:
    meeting = await world.filled(corner="MO-01")
    await gate.ask_signature(world.desk, meeting.case_id, meeting.clerk)
    world.clock.pass_by(minutes=121)
    return meeting


async def sent_off(client: Client) -> dict[str, str]:
    """The sign-in begun at the corner; the state that comes back."""
    status, to = await post_form(client, "/corner/prove", provider="macao")
    assert (status, to.startswith("https://macao.example/")) == (303, True)
    return {"state": parse_qs(urlsplit(to).query)["state"][0]}


async def back(client: Client, **answer: str) -> str:
    """Where the browser is led when it is back from the provider."""
    async with client.get("/corner/identity/callback", params=answer, allow_redirects=False) as led:
        assert led.status == 303
        return led.headers["Location"]


async def waiting(client: Client, world: World) -> str:
    """The id of a request at the corner to look at a document."""
    visit = await world.visit_to("consented", corner="MO-01")
    await sit_down(client, world)
    assert await post_form(client, "/corner/assist") == (303, "/corner/assist")
    async with world.store.read() as connection:
        found = await assists.newest(connection, visit.id)
    assert found is not None
    return found.id


async def state_of(world: World, assist_id: str) -> State:
    async with world.store.read() as connection:
        return (await assists.get(connection, assist_id)).state


async def test_a_signature_that_comes_too_late_is_refused_with_the_reason_and_asks_for_a_sign_in(
    client: Client, sqlite_world: World
) -> None:
    meeting = await stale(sqlite_world)
    await sit_down(client, sqlite_world)
    status, problem = await call(client, "POST", f"/api/cases/{meeting.case_id}/signature", SIGN)
    assert (status, problem["code"]) == (409, "assurance-too-old")
    assert 'id="step-up"' in (await get_page(client, "/corner/visit"))[1]


async def test_from_the_provider_back_into_the_meeting(client: Client, sqlite_world: World) -> None:
    meeting = await stale(sqlite_world)
    await step_ups.ask_at_gate(sqlite_world.desk, meeting.case_id, "assurance-too-old")
    await sit_down(client, sqlite_world)
    assert await back(client, **await sent_off(client), person="lei") == "/corner/visit"
    page = (await get_page(client, "/corner/visit"))[1]
    assert ('id="step-up"' in page, 'data-signing="sign"' in page) == (False, True)


@pytest.mark.parametrize("answer", [{"person": "santos"}, {"error": "access_denied"}], ids=["another", "cancelled"])
async def test_a_try_that_fails_leads_back_into_the_meeting_with_words(
    client: Client, sqlite_world: World, answer: dict[str, str]
) -> None:
    meeting = await stale(sqlite_world)
    await step_ups.ask(sqlite_world.desk, meeting.session_id, meeting.clerk)
    await sit_down(client, sqlite_world)
    assert await back(client, **await sent_off(client), **answer) == "/corner/visit"
    page = (await get_page(client, "/corner/visit"))[1]
    assert page.partition('id="step-up"')[2].partition("<h1>")[2].partition("</section>")[0].count("note care") == 1


async def test_the_clerk_sees_that_the_applicant_is_away_and_is_not_told_they_are_lost(
    client: Client, sqlite_world: World
) -> None:
    meeting = await stale(sqlite_world)
    await sign_in(client, sqlite_world, "clerk1")
    assert (await call(client, "POST", f"/api/sessions/{meeting.session_id}/ask-identity"))[0] == 200
    await step_ups.begin(sqlite_world.desk, meeting.visit_id, "macao")
    assert 'data-step-up="away"' in (await get_page(client, "/console"))[1]


async def test_who_does_not_want_to_is_back_at_the_case(client: Client, sqlite_world: World) -> None:
    meeting = await stale(sqlite_world)
    await step_ups.ask(sqlite_world.desk, meeting.session_id, meeting.clerk)
    await sit_down(client, sqlite_world)
    assert (await call(client, "POST", "/api/visits/decline-identity"))[0] == 200
    assert 'id="step-up"' not in (await get_page(client, "/corner/visit"))[1]


async def test_another_item_that_demands_more_leads_to_a_surer_sign_in(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("confirmed", corner="MO-01", person="low", item="JM-CR-001")
    await sit_down(client, sqlite_world)
    assert await post_form(client, "/corner/items/JM-TX-001") == (303, "/corner/prove")
    assert "/corner/prove" in (await get_page(client, "/corner/prove"))[1]
    assert await post_form(client, "/corner/ticket") == (303, "/corner/prove")


async def test_who_is_recognised_surely_enough_is_not_asked_again(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("confirmed", corner="MO-01")
    await sit_down(client, sqlite_world)
    async with client.get("/corner/prove", allow_redirects=False) as led:
        assert (led.status, led.headers["Location"]) == (303, "/corner/ticket")


async def test_two_of_the_staff_lead_the_applicant_on(client: Client, sqlite_world: World) -> None:
    assist = await waiting(client, sqlite_world)
    await sign_in(client, sqlite_world, "helper-macao")
    assert f"/zone/assists/{assist}" in (await get_page(client, "/zone"))[1]
    first = {"kind": "macao-bir", "number": NUMBER, "name-1": "陳大文", "language-1": "zh-Hant-MO", **SEEN}
    assert (await post_form(client, f"/zone/assists/{assist}/seen", **first))[0] == 303
    await sign_in(client, sqlite_world, "zone-macao")
    page = (await get_page(client, f"/zone/assists/{assist}"))[1]
    assert ("陳大文" in page, "1234567" in page) == (True, False)
    assert (await post_form(client, f"/zone/assists/{assist}/confirmed", number=NUMBER, **SEEN))[0] == 303
    async with client.get("/corner/assist", allow_redirects=False) as led:
        assert led.headers["Location"] == "/corner/phone"


async def test_the_corner_waits_on_a_page_that_is_kept_in_step(client: Client, sqlite_world: World) -> None:
    assist = await waiting(client, sqlite_world)
    assert 'data-state="asked"' in (await get_page(client, "/corner/assist"))[1]
    async with client.ws_connect("/live/assist") as socket:
        await socket.receive_json(timeout=30)
        await assisted.see(sqlite_world.desk, assist, sqlite_world.staff["helper-macao"], reading())
        told = await socket.receive_json(timeout=30)
    assert 'data-state="seen"' in told["fragments"]["assist"]


async def test_what_the_first_typed_is_not_lost_when_something_was_not_ticked(
    client: Client, sqlite_world: World
) -> None:
    assist = await waiting(client, sqlite_world)
    await sign_in(client, sqlite_world, "helper-macao")
    typed = {"kind": "macao-bir", "number": NUMBER, "name-1": "陳大文", "language-1": "zh-Hant-MO", "check-face": "on"}
    async with client.post(f"/zone/assists/{assist}/seen", data=typed) as answer:
        assert (answer.status, "陳大文" in await answer.text()) == (422, True)


async def test_the_same_person_is_refused(client: Client, sqlite_world: World) -> None:
    assist = await waiting(client, sqlite_world)
    await assisted.see(sqlite_world.desk, assist, sqlite_world.staff["helper-macao"], reading())
    await sign_in(client, sqlite_world, "helper-macao")
    status, _ = await post_form(client, f"/zone/assists/{assist}/confirmed", number=NUMBER, **SEEN)
    assert (status, await state_of(sqlite_world, assist)) == (409, State.SEEN)


@pytest.mark.parametrize(
    ("login", "status"), [("helper-hongkong", 403), ("clerk1", 403), ("supervisor1", 403), ("zone-macao", 200)]
)
async def test_only_staff_of_the_zone_who_assist_see_a_request(
    client: Client, sqlite_world: World, login: str, status: int
) -> None:
    assist = await waiting(client, sqlite_world)
    await sign_in(client, sqlite_world, login)
    assert (await get_page(client, f"/zone/assists/{assist}"))[0] == status


async def test_the_corner_chooses_another_way(client: Client, sqlite_world: World) -> None:
    assist = await waiting(client, sqlite_world)
    assert await post_form(client, "/corner/assist/cancel") == (303, "/corner/identity")
    assert await state_of(sqlite_world, assist) is State.OVER


async def test_an_item_of_the_highest_demand_says_why_staff_cannot_help(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("consented", corner="MO-01", item="JM-HF-001")
    await sit_down(client, sqlite_world)
    page = (await get_page(client, "/corner/identity"))[1]
    assert ('id="assisted"' in page, 'action="/corner/assist"' in page) == (True, False)


@pytest.mark.parametrize("state", ["asked", "seen", "alone", "confirmed", "refused", "over"])
@pytest.mark.parametrize("language", [language.tag for language in languages.LANGUAGES])
def test_every_state_of_a_request_has_words(pages: Pages, state: str, language: str) -> None:
    assist = {"state": state, "may_ask": True, "ends_at": None}
    assert "<h1>" in pages.draw("corner/assist-progress.html", language, {"assist": assist})
