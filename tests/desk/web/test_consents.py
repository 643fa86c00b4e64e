"""What was agreed to is shown in its very words, and taken back at the corner, by a clerk, at home, in the office."""

import pytest

from desk.actions import consents, tracking
from desk.boards import console
from desk.boards import corner as stages
from desk.boards.reader import Reader
from desk.model import consents as model
from desk.model.consents import Consent
from desk.model.notices import Purpose
from desk.model.sessions import State
from desk.store import consents as rows
from desk.web import bodies, cookies
from tests.desk.web.conftest import Client, call, get_page, post_form, sign_in, sit_down
from tests.desk.world import World


async def receipt(world: World, visit_id: str) -> Consent:
    """The newest receipt of a visit, whether it stands or not."""
    async with world.store.read() as connection:
        return (await rows.of_visit(connection, visit_id))[-1]


def reader(world: World) -> Reader:
    return Reader(store=world.store, scripts=world.desk.scripts, is_up=world.media.is_up)


# ── At the corner ─────────────────────────────────────────────────────────────────────────────────────────


async def test_my_data_shows_what_was_agreed_to_in_the_language_it_was_given_in(
    client: Client, sqlite_world: World
) -> None:
    await sit_down(client, sqlite_world)
    visit = await sqlite_world.visit_to("consented", language="pt-MO")
    await post_form(client, "/corner/language", language="zh-Hans-CN")
    given = await receipt(sqlite_world, visit.id)
    _, page = await get_page(client, "/corner/my-data")
    assert given.number in page
    assert given.sha256 in page
    assert "Li e compreendi esta informação." in page


async def test_every_page_of_a_visit_leads_to_my_data(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    await sqlite_world.visit_to("consented")
    _, page = await get_page(client, "/corner/identity")
    assert 'href="/corner/my-data"' in page


async def test_the_page_of_the_meeting_has_the_way_to_withdraw_without_leaving_it(
    client: Client, sqlite_world: World
) -> None:
    await sit_down(client, sqlite_world)
    meeting = await sqlite_world.in_session()
    _, page = await get_page(client, "/corner/visit")
    assert 'action="/corner/my-data/withdraw"' in page
    assert (await receipt(sqlite_world, meeting.visit_id)).number in page


async def test_before_anything_was_agreed_to_my_data_says_so(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    await sqlite_world.visit_to("choosing", language="en-HK")
    _, page = await get_page(client, "/corner/my-data")
    assert "You have not agreed to anything yet" in page


async def test_a_receipt_is_shown_whole_to_be_printed(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    visit = await sqlite_world.visit_to("consented")
    given = await receipt(sqlite_world, visit.id)
    status, page = await get_page(client, f"/corner/my-data/{given.number}")
    assert (status, all(part in page for part in given.text.split("\n\n")[0:1])) == (200, True)


async def test_another_visits_receipt_is_neither_shown_nor_withdrawn(client: Client, sqlite_world: World) -> None:
    other = await sqlite_world.visit_to("consented", corner="MO-02")
    given = await receipt(sqlite_world, other.id)
    await sit_down(client, sqlite_world)
    await sqlite_world.visit_to("consented", corner="MO-01")
    shown, _ = await get_page(client, f"/corner/my-data/{given.number}")
    withdrawn, _ = await post_form(client, "/corner/my-data/withdraw", number=given.number)
    assert (shown, withdrawn) == (404, 404)
    assert (await receipt(sqlite_world, other.id)).stands


async def test_who_withdraws_is_told_what_has_stopped(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    meeting = await sqlite_world.in_session(language="pt-MO")
    given = await receipt(sqlite_world, meeting.visit_id)
    assert await post_form(client, "/corner/my-data/withdraw", number=given.number) == (
        303,
        "/corner/withdrawn?lang=pt-MO",
    )
    status, page = await get_page(client, "/corner/withdrawn?lang=pt-MO")
    assert (status, "O seu consentimento foi retirado" in page) == (200, True)
    assert (await sqlite_world.session(meeting.session_id)).state is State.ENDED


async def test_withdrawing_wipes_what_the_browser_kept(client: Client, sqlite_world: World) -> None:
    await sit_down(client, sqlite_world)
    visit = await sqlite_world.visit_to("consented")
    number = (await receipt(sqlite_world, visit.id)).number
    async with client.post("/corner/my-data/withdraw", data={"number": number}, allow_redirects=False) as answer:
        assert answer.headers["Clear-Site-Data"] == '"cache"'
    _, page = await get_page(client, "/corner/withdrawn?lang=pt-MO")
    assert " data-forgets>" in page


async def test_an_open_page_of_the_meeting_goes_to_the_page_that_says_so(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await consents.withdraw_on_request(sqlite_world.desk, meeting.session_id, meeting.clerk)
    assert (await stages.stage(reader(sqlite_world), meeting.visit_id)).kind == "withdrawn"


async def test_not_a_byte_of_a_still_is_read_without_consent(
    client: Client, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sit_down(client, sqlite_world)
    meeting = await sqlite_world.in_session()
    item = await sqlite_world.item((await sqlite_world.case(meeting.case_id)).item_code)
    code = next(paper.code for paper in item.papers if paper.still)
    await sqlite_world.bring(meeting, code)
    given = await receipt(sqlite_world, meeting.visit_id)
    async with sqlite_world.store.write() as unit:
        await rows.note_withdrawal(unit, model.withdraw(given, unit.now))

    async def never(*_args: object) -> bytes:
        raise AssertionError("the body was read")

    monkeypatch.setattr(bodies, "read", never)
    path = f"/api/cases/{meeting.case_id}/materials/{code}"
    async with client.post(path, data=b"x", headers={"Accept": "application/json"}) as answer:
        assert (answer.status, (await answer.json(content_type=None))["code"]) == (409, "consent-needed")


# ── At the window ─────────────────────────────────────────────────────────────────────────────────────────


async def test_a_clerk_withdraws_for_the_applicant_of_their_own_meeting(client: Client, sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await sign_in(client, sqlite_world, "clerk1")
    status, _ = await call(client, "POST", f"/api/sessions/{meeting.session_id}/withdraw-consent")
    assert (status, (await receipt(sqlite_world, meeting.visit_id)).stands) == (200, False)


async def test_another_clerk_does_not(client: Client, sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await sign_in(client, sqlite_world, "clerk2")
    status, _ = await call(client, "POST", f"/api/sessions/{meeting.session_id}/withdraw-consent")
    assert (status, (await receipt(sqlite_world, meeting.visit_id)).stands) == (403, True)


@pytest.mark.parametrize("by", ["applicant", "clerk"])
async def test_the_clerk_is_told_that_consent_was_withdrawn(sqlite_world: World, by: str) -> None:
    meeting = await sqlite_world.in_session()
    if by == "clerk":
        await consents.withdraw_on_request(sqlite_world.desk, meeting.session_id, meeting.clerk)
    else:
        visit_id = meeting.visit_id
        await consents.withdraw(sqlite_world.desk, visit_id, Purpose.VISIT, f"visit:{visit_id}")
    shown = await console.desktop(reader(sqlite_world), meeting.clerk)
    assert (shown.meeting, bool(shown.left), shown.withdrew) == (None, True, True)


async def test_a_clerk_whose_applicant_merely_left_is_told_of_no_withdrawal(sqlite_world: World) -> None:
    meeting, _ = await sqlite_world.done()
    sqlite_world.clock.pass_by(minutes=1)
    await consents.withdraw(sqlite_world.desk, meeting.visit_id, Purpose.VISIT, f"visit:{meeting.visit_id}")
    assert not (await console.desktop(reader(sqlite_world), meeting.clerk)).withdrew


# ── In the office ─────────────────────────────────────────────────────────────────────────────────────────


async def test_the_office_finds_a_receipt_as_it_was_read_out_and_withdraws_it(
    client: Client, sqlite_world: World
) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    given = await receipt(sqlite_world, visit.id)
    await sign_in(client, sqlite_world, "supervisor1")
    async with client.post("/office/consents", data={"number": given.number.lower().replace("-", " ")}) as answer:
        assert (answer.status, given.number in await answer.text()) == (200, True)
    async with client.post("/office/consents/withdraw", data={"number": given.number}) as answer:
        assert answer.status == 200
    assert not (await receipt(sqlite_world, visit.id)).stands


@pytest.mark.parametrize("number", ["", "7K3M9-Q2WXD", "x" * 30, "<b>"])
async def test_a_number_of_no_receipt_is_said_to_be_none(client: Client, sqlite_world: World, number: str) -> None:
    await sign_in(client, sqlite_world, "supervisor1")
    status, _ = await post_form(client, "/office/consents", number=number)
    assert status == 404


async def test_a_clerk_has_no_way_into_others_consents(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "clerk1")
    status, _ = await post_form(client, "/office/consents/withdraw", number="7K3M9-Q2WXD")
    assert status == 403


# ── At home ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_whoever_opened_a_case_withdraws_its_consent(client: Client, sqlite_world: World) -> None:
    visit_id = await follow(client, sqlite_world)
    number = (await receipt(sqlite_world, visit_id)).number
    _, page = await get_page(client, "/track/case")
    assert number in page
    assert await post_form(client, "/track/case/withdraw", number=number) == (303, "/track/case")
    assert not (await receipt(sqlite_world, visit_id)).stands


async def test_whoever_opened_a_case_withdraws_no_other_consent(client: Client, sqlite_world: World) -> None:
    await follow(client, sqlite_world)
    other = await sqlite_world.visit_to("consented", corner="MO-02")
    status, _ = await post_form(client, "/track/case/withdraw", number=(await receipt(sqlite_world, other.id)).number)
    assert (status, (await receipt(sqlite_world, other.id)).stands) == (404, True)


async def test_without_the_code_nothing_is_withdrawn(client: Client, sqlite_world: World) -> None:
    meeting, _ = await sqlite_world.done()
    given = await receipt(sqlite_world, meeting.visit_id)
    await post_form(client, "/track/case/withdraw", number=given.number)
    assert (await receipt(sqlite_world, meeting.visit_id)).stands


async def follow(client: Client, world: World) -> str:
    """A submitted case, opened by its code in this browser; its visit."""
    meeting, issued = await world.done()
    world.clock.pass_by(hours=2)
    secret = await tracking.begin(world.desk, issued.number, "pt-MO", "here")
    await tracking.open_with_code(world.desk, secret, world.courier.last_code)
    client.session.cookie_jar.update_cookies({cookies.TRACK: secret}, client.make_url("/"))
    return meeting.visit_id
