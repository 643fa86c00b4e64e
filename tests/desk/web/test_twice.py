"""Everything that a page sends may be sent twice: the second time changes nothing and loses nothing."""

import re
from typing import Any

from desk.model.cases.cases import State as CaseState
from desk.model.visits import State
from tests.desk import gate
from tests.desk.fakes import PEOPLE
from tests.desk.web.conftest import Client, call, get_page, post_form, sign_in, sit_down
from tests.desk.world import ITEM, Meeting, World

SIGNATURE = {"strokes": [[{"x": 5 * n, "y": 20 + 7 * (n % 3), "time": 16 * n, "pressure": 0.5} for n in range(9)]]}


async def twice(client: Client, path: str, **fields: str) -> list[tuple[int, str]]:
    """What a form's two submissions were answered: status, and where it leads."""
    return [await post_form(client, path, **fields), await post_form(client, path, **fields)]


async def called_twice(client: Client, path: str, body: object = None, method: str = "POST") -> list[tuple[int, Any]]:
    """What two calls were answered."""
    return [await call(client, method, path, body), await call(client, method, path, body)]


async def at(client: Client, world: World, stage: State) -> str:
    """The client serves a corner whose visit stands at this stage; its id."""
    visit = await world.visit_to(stage, corner="MO-01")
    await sit_down(client, world)
    return visit.id


async def together(client: Client, world: World, stage: str) -> Meeting:
    """A meeting played to a stage of `World`, the client being both its corner and its clerk."""
    meeting: Meeting = await getattr(world, stage)()
    await sit_down(client, world)
    await sign_in(client, world, "clerk1")
    return meeting


async def test_language(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    assert await twice(client, "/corner/language", language="pt-MO") == [(303, "/corner/items")] * 2


async def test_service(client: Client, sqlite_world: World) -> None:
    await at(client, sqlite_world, State.CHOOSING)
    assert await twice(client, f"/corner/items/{ITEM}") == [(303, "/corner/consent")] * 2


async def test_consent(client: Client, sqlite_world: World) -> None:
    visit = await at(client, sqlite_world, State.CHOOSING)
    _, page = await get_page(client, "/corner/consent")
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    agreed = dict.fromkeys(re.findall(r'name="(statement-[^"]+)"', page), "on")
    assert await twice(client, "/corner/consent", version=version, **agreed) == [(303, "/corner/identity")] * 2
    assert (await sqlite_world.visit(visit)).state is State.CONSENTED


async def test_coming_back_from_the_provider(client: Client, sqlite_world: World) -> None:
    visit = await at(client, sqlite_world, State.CONSENTED)
    answer = await sqlite_world.begin_sign_in(visit, "lei")
    path = "/corner/identity/callback?" + "&".join(f"{key}={value}" for key, value in answer.items())
    for _ in range(2):
        async with client.get(path, headers={"Accept": "text/html"}, allow_redirects=False) as led:
            assert (led.status, led.headers["Location"]) == (303, "/corner/document")


async def test_document(client: Client, sqlite_world: World) -> None:
    await at(client, sqlite_world, State.RECOGNISED)
    kind, number = next(iter(PEOPLE["lei"].documents.items()))
    assert await twice(client, "/corner/document", kind=kind, number=number) == [(303, "/corner/phone")] * 2


async def test_a_phone_number_given_twice_is_sent_one_code_which_stays_good(
    client: Client, sqlite_world: World
) -> None:
    await at(client, sqlite_world, State.DOCUMENTED)
    first, second = await twice(client, "/corner/phone", region="MO", number="66123456")
    assert first == (303, "/corner/code")
    assert second[0] in (303, 429)
    assert len(sqlite_world.courier.parcels) == 1
    code = sqlite_world.courier.last_code
    assert await post_form(client, "/corner/code", code=code) == (303, "/corner/ticket")


async def test_code(client: Client, sqlite_world: World) -> None:
    await at(client, sqlite_world, State.DOCUMENTED)
    await post_form(client, "/corner/phone", region="MO", number="66123456")
    code = sqlite_world.courier.last_code
    assert await twice(client, "/corner/code", code=code) == [(303, "/corner/ticket")] * 2


async def test_ticket(client: Client, sqlite_world: World) -> None:
    visit = await at(client, sqlite_world, State.CONFIRMED)
    assert await twice(client, "/corner/ticket") == [(303, "/corner/visit")] * 2
    assert (await sqlite_world.ticket(visit)).number == "A-001"


async def test_leaving(client: Client, sqlite_world: World) -> None:
    await at(client, sqlite_world, State.TICKETED)
    assert await twice(client, "/corner/leave") == [(303, "/corner/goodbye")] * 2


async def test_answering(client: Client, sqlite_world: World) -> None:
    meeting = await together(client, sqlite_world, "called")
    assert await called_twice(client, f"/api/sessions/{meeting.session_id}/answer") == [(200, {"ok": True})] * 2


async def test_calling_next_claims_one_ticket(client: Client, sqlite_world: World) -> None:
    await sqlite_world.visit_to("ticketed", corner="MO-01")
    second = await sqlite_world.visit_to("ticketed", corner="MO-02")
    await sign_in(client, sqlite_world, "clerk1")
    answers = await called_twice(client, "/api/tickets/call-next")
    assert [status for status, _ in answers] == [201, 409]
    assert (await sqlite_world.ticket(second.id)).state == "waiting"


async def test_writing_a_field(client: Client, sqlite_world: World) -> None:
    meeting = await together(client, sqlite_world, "in_session")
    path = f"/api/cases/{meeting.case_id}/fields/applicant-name"
    answers = await called_twice(client, path, {"text": "余范鍾", "rev": 0}, "PUT")
    assert answers == [(200, {"rev": 1})] * 2


async def test_one_browser_that_is_both_writes_with_either_hand(client: Client, sqlite_world: World) -> None:
    meeting = await together(client, sqlite_world, "in_session")
    clerks = await call(client, "PUT", f"/api/cases/{meeting.case_id}/fields/applicant-name", {"text": "李", "rev": 0})
    path = f"/api/visits/cases/{meeting.case_id}/fields/employer"
    applicants = await call(client, "PUT", path, {"text": "余范鍾", "rev": 0})
    assert (clerks, applicants) == ((200, {"rev": 1}), (200, {"rev": 1}))


async def test_asking_for_a_still(client: Client, sqlite_world: World) -> None:
    meeting = await together(client, sqlite_world, "in_session")
    answers = await called_twice(client, f"/api/cases/{meeting.case_id}/stills", {"material": "identity-document"})
    assert answers == [(200, {"ok": True})] * 2


async def test_asking_for_the_signature(client: Client, sqlite_world: World) -> None:
    meeting = await together(client, sqlite_world, "filled")
    await gate.read_back(sqlite_world.desk, meeting.case_id, meeting.clerk)
    assert await called_twice(client, f"/api/cases/{meeting.case_id}/ask-signature") == [(200, {"ok": True})] * 2


async def test_signing_sends_a_code_that_confirms(client: Client, sqlite_world: World) -> None:
    meeting = await together(client, sqlite_world, "filled")
    case = f"/api/cases/{meeting.case_id}"
    await gate.ask_signature(sqlite_world.desk, meeting.case_id, meeting.clerk)
    shown = {"shown": (await gate.holds(sqlite_world.desk, meeting.case_id)).digest}
    (first, _), (second, _) = await called_twice(client, f"{case}/signature", SIGNATURE | shown)
    assert first == 200
    assert second in (200, 429)
    assert await call(client, "POST", f"{case}/confirm", {"code": sqlite_world.courier.last_code} | shown) == (
        200,
        {"ok": True},
    )


async def test_confirming_is_done_once_and_stays_done(client: Client, sqlite_world: World) -> None:
    meeting = await together(client, sqlite_world, "signed")
    body = {
        "code": sqlite_world.courier.last_code,
        "shown": (await gate.holds(sqlite_world.desk, meeting.case_id)).digest,
    }
    answers = await called_twice(client, f"/api/cases/{meeting.case_id}/confirm", body)
    assert answers[0][0] == 200
    assert (await sqlite_world.case(meeting.case_id)).state is CaseState.CONFIRMED


async def test_submitting_gives_the_same_receipt(client: Client, sqlite_world: World) -> None:
    meeting = await together(client, sqlite_world, "confirmed")
    first, second = await called_twice(client, f"/api/cases/{meeting.case_id}/submit")
    assert first[0] == 201
    assert first == second


async def test_ending(client: Client, sqlite_world: World) -> None:
    meeting = await together(client, sqlite_world, "in_session")
    assert await called_twice(client, f"/api/sessions/{meeting.session_id}/end") == [(200, {"ok": True})] * 2


async def test_rating(client: Client, sqlite_world: World) -> None:
    await sqlite_world.done()
    await sit_down(client, sqlite_world)
    assert await called_twice(client, "/api/visits/rating", {"level": 5}) == [(200, {"ok": True})] * 2


async def test_calling_for_help(client: Client, sqlite_world: World) -> None:
    await at(client, sqlite_world, State.TICKETED)
    assert await called_twice(client, "/api/visits/help") == [(200, {"ok": True})] * 2
