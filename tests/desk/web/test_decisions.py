"""Deciding over the web: who sees a case and its letters, and what the applicant does at home and at a corner."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from desk.actions import tracking
from desk.actions.cases import deciding
from desk.actions.cases.deciding import Ruling
from desk.boards import checks
from desk.boards.reader import Reader
from desk.model.cases.cases import Move, State
from desk.model.receipts import Receipt, Verdict
from desk.store.cases import decisions
from desk.web import cookies
from tests.desk.web.conftest import Client, sign_in, sit_down
from tests.desk.world import Meeting, World

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WORDS = "请补交“范余于叶”的证明﨑"
ADDRESS = "李叶\n澳門南灣大馬路 1 號"


async def lodged(world: World, item: str = "JM-SI-001") -> tuple[Meeting, Receipt]:
    world.clock.now = MONDAY
    return await world.done(item=item)


async def rule(world: World, meeting: Meeting, *moves: Move) -> None:
    for move in moves:
        words = "" if move is Move.ACCEPT else WORDS
        reason = "not-needed" if move is Move.REFUSE else ""
        ruling = Ruling(move=move, words=words, reason=reason)
        await deciding.decide(world.desk, meeting.case_id, world.clerk, ruling)


async def follow(client: Client, world: World, receipt: Receipt) -> None:
    """The client's browser has opened the case of this receipt."""
    secret = await tracking.begin(world.desk, receipt.number, "zh-Hant-MO")
    await tracking.open_with_code(world.desk, secret, world.courier.last_code)
    client.session.cookie_jar.update_cookies({cookies.TRACK: secret}, client.make_url("/"))


async def text(client: Client, path: str) -> str:
    answer = await client.get(path)
    assert answer.status == 200, path
    return await answer.text()


def letter_in(page: str) -> str:
    found = re.search(r"/letters/\w+\.pdf", page)
    assert found is not None
    return found[0]


async def test_a_clerk_finds_what_is_due_opens_it_and_decides(client: Client, sqlite_world: World) -> None:
    meeting, _ = await lodged(sqlite_world)
    await sign_in(client, sqlite_world, "clerk1")
    assert f'href="/office/cases/{meeting.case_id}"' in await text(client, "/office/due")
    form = {"move": "ask-more", "words": WORDS, "days": "5"}
    answer = await client.post(f"/office/cases/{meeting.case_id}/decide", data=form)
    assert (answer.status, (await sqlite_world.case(meeting.case_id)).state) == (200, State.INCOMPLETE)
    assert WORDS in await text(client, f"/office/cases/{meeting.case_id}")
    assert meeting.case_id not in await text(client, "/office/due")


async def test_the_console_leads_to_what_is_due(client: Client, sqlite_world: World) -> None:
    await sign_in(client, sqlite_world, "clerk1")
    assert 'href="/office/due"' in await text(client, "/console")


async def test_what_was_typed_comes_back_with_a_refusal(client: Client, sqlite_world: World) -> None:
    meeting, _ = await lodged(sqlite_world)
    await sign_in(client, sqlite_world, "clerk1")
    form = {"move": "refuse", "words": WORDS, "reason": "because"}
    answer = await client.post(f"/office/cases/{meeting.case_id}/decide", data=form)
    assert (answer.status, WORDS in await answer.text()) == (422, True)


async def test_who_opened_a_case_stands_in_the_ledger(client: Client, sqlite_world: World) -> None:
    meeting, _ = await lodged(sqlite_world)
    await sign_in(client, sqlite_world, "clerk1")
    await text(client, f"/office/cases/{meeting.case_id}")
    assert (await sqlite_world.tags())[-1] == "case.looked-at"


async def test_the_applicant_sees_what_is_wanted_and_answers(client: Client, sqlite_world: World) -> None:
    meeting, receipt = await lodged(sqlite_world)
    await rule(sqlite_world, meeting, Move.ASK_MORE)
    await follow(client, sqlite_world, receipt)
    assert WORDS in await text(client, "/track/case")
    await client.post("/track/case/give", data={"words": "João: 我會來"})
    assert (await sqlite_world.case(meeting.case_id)).state is State.SUBMITTED


async def test_the_result_is_fetched_by_whom_it_is_for(client: Client, sqlite_world: World) -> None:
    meeting, receipt = await lodged(sqlite_world)
    await rule(sqlite_world, meeting, Move.ACCEPT, Move.FINISH)
    await follow(client, sqlite_world, receipt)
    answer = await client.get(letter_in(await text(client, "/track/case")))
    assert (answer.content_type, (await sqlite_world.tags())[-1]) == ("application/pdf", "result.fetched")


async def test_nobody_else_learns_whether_there_is_a_letter(client: Client, sqlite_world: World) -> None:
    meeting, _ = await lodged(sqlite_world)
    await rule(sqlite_world, meeting, Move.ACCEPT)
    async with sqlite_world.store.read() as connection:
        (decision,) = await decisions.of_case(connection, sqlite_world.store.vault, meeting.case_id)
    seen = [(await client.get(f"/letters/{one}.pdf")).status for one in (decision.id, "0" * 32)]
    await sign_in(client, sqlite_world, "auditor1")
    seen.append((await client.get(f"/letters/{decision.id}.pdf")).status)
    assert seen == [404, 404, 404]


@pytest.mark.parametrize(("person", "status"), [("lei", 200), ("santos", 404)], ids=["their-own", "anothers"])
async def test_a_corner_prints_the_result_for_its_applicant_alone(
    client: Client, sqlite_world: World, person: str, status: int
) -> None:
    meeting, _ = await lodged(sqlite_world)
    await rule(sqlite_world, meeting, Move.ACCEPT, Move.FINISH)
    async with sqlite_world.store.read() as connection:
        result = (await decisions.of_case(connection, sqlite_world.store.vault, meeting.case_id))[-1]
    await sqlite_world.visit_to("documented", corner="MO-02", person=person)
    await sit_down(client, sqlite_world, "MO-02")
    assert (await client.get(f"/letters/{result.id}.pdf")).status == status
    assert (result.id in await text(client, "/corner/my-data")) is (status == 200)


async def test_the_result_goes_by_post_to_the_address_that_was_given(client: Client, sqlite_world: World) -> None:
    meeting, receipt = await lodged(sqlite_world)
    await rule(sqlite_world, meeting, Move.ACCEPT, Move.FINISH)
    await follow(client, sqlite_world, receipt)
    await client.post("/track/case/post", data={"address": ADDRESS})
    await sign_in(client, sqlite_world, "clerk1")
    assert "南灣大馬路" in await text(client, f"/office/cases/{meeting.case_id}")
    told = {"courier": "CTT", "reference": "EE123456789MO"}
    await client.post(f"/office/cases/{meeting.case_id}/posted", data=told)
    assert "EE123456789MO" in await text(client, "/track/case")


async def test_where_it_goes_stands_in_no_fact(client: Client, sqlite_world: World) -> None:
    meeting, receipt = await lodged(sqlite_world)
    await rule(sqlite_world, meeting, Move.ACCEPT, Move.FINISH)
    await follow(client, sqlite_world, receipt)
    await client.post("/track/case/post", data={"address": ADDRESS})
    told = [str(fact.event.data) for fact in await sqlite_world.store.facts((), 0)]
    assert not any("南灣" in each or "范余" in each for each in told)


async def test_a_letter_is_known_as_ours_where_files_are_checked(client: Client, sqlite_world: World) -> None:
    meeting, receipt = await lodged(sqlite_world)
    await rule(sqlite_world, meeting, Move.ACCEPT)
    letter = sqlite_world.sealer.sealed[-1].content
    reader = Reader(store=sqlite_world.store, scripts=sqlite_world.desk.scripts, is_up=sqlite_world.media.is_up)
    found = await checks.of_file(reader, letter, "", "zh-Hant-MO")
    assert found.receipt is not None
    assert (found.verdict, found.receipt.number) == (Verdict.WHOLE, receipt.number)
