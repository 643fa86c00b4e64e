"""Deciding: what each decision does to the case, its clock and its applicant, and who may."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from desk.actions import consents
from desk.actions.cases import deciding
from desk.actions.cases.deciding import Ruling
from desk.model.cases.cases import Move, State
from desk.model.cases.clock import Pace
from desk.model.cases.decisions import Decision
from desk.model.errors import BadInput, IllegalMove, NotAllowed, Stale, TextTooLong
from desk.model.notices import Purpose
from desk.model.receipts import Receipt
from desk.store.cases import clocks, decisions
from desk.store.cases.clocks import Kept
from tests.desk.world import Meeting, World

SOCIAL, COMPANY = "JM-SI-001", "JM-CR-001"
BEIJING = ZoneInfo("Asia/Shanghai")
HARD_WORDS = "请补交“范余于叶”的证明﨑𨋢 葛\U000e0100\n第二行 "


async def lodged(world: World, item: str = SOCIAL) -> tuple[Meeting, Receipt]:
    """A case submitted on a Monday morning in Beijing."""
    world.clock.now = datetime(2026, 11, 23, 10, 0, tzinfo=BEIJING)
    return await world.done(item=item)


async def rule(world: World, case_id: str, move: Move, **told: object) -> Decision:
    return await deciding.decide(world.desk, case_id, world.clerk, Ruling(move=move, **told))  # type: ignore[arg-type]  # a test's own words


async def clock_of(world: World, case_id: str) -> Kept:
    async with world.store.read() as connection:
        found = await clocks.of_case(connection, case_id)
    assert found is not None
    return found


async def kept(world: World, case_id: str) -> tuple[Decision, ...]:
    async with world.store.read() as connection:
        return await decisions.of_case(connection, world.store.vault, case_id)


async def test_from_its_submission_the_clock_of_what_is_promised_runs(world: World) -> None:
    meeting, _ = await lodged(world)
    clock = await clock_of(world, meeting.case_id)
    assert (clock.pace, clock.state, clock.warned) == (Pace.PROMISED, clocks.State.RUNNING, 0)
    assert clock.due_at == datetime(2026, 11, 23, 17, tzinfo=BEIJING)


async def test_an_enterprise_is_answered_within_an_hour(world: World) -> None:
    meeting, _ = await lodged(world, COMPANY)
    clock = await clock_of(world, meeting.case_id)
    assert (clock.pace, clock.due_at) == (Pace.FIRST_ANSWER, datetime(2026, 11, 23, 11, tzinfo=BEIJING))


@pytest.mark.parametrize(("pace", "day"), [(Pace.SIMPLE, (11, 24)), (Pace.HARD, (12, 2))], ids=["simple", "hard"])
async def test_an_enterprise_is_told_with_the_acceptance_when_it_is_solved(
    world: World, pace: Pace, day: tuple[int, int]
) -> None:
    meeting, _ = await lodged(world, COMPANY)
    world.clock.pass_by(minutes=20)
    await rule(world, meeting.case_id, Move.ACCEPT, pace=pace.value)
    clock = await clock_of(world, meeting.case_id)
    assert (clock.pace, clock.due_at) == (pace, datetime(2026, *day, 17, tzinfo=BEIJING))


async def test_an_enterprise_is_not_accepted_without_being_told_when(sqlite_world: World) -> None:
    meeting, _ = await lodged(sqlite_world, COMPANY)
    with pytest.raises(BadInput):
        await rule(sqlite_world, meeting.case_id, Move.ACCEPT)


async def test_words_are_kept_to_the_code_point_and_sealed(world: World) -> None:
    meeting, _ = await lodged(world)
    await rule(world, meeting.case_id, Move.ASK_MORE, words=HARD_WORDS)
    assert [each.words for each in await kept(world, meeting.case_id)] == [HARD_WORDS]


async def test_while_the_applicant_is_waited_for_the_clock_stands(world: World) -> None:
    meeting, _ = await lodged(world)
    asked = await rule(world, meeting.case_id, Move.ASK_MORE, words="一張照片", days=5)
    clock = await clock_of(world, meeting.case_id)
    assert (clock.state, clock.due_at, clock.warn_at) == (clocks.State.STANDING, None, None)
    assert asked.due_at == datetime(2026, 11, 30, 17, tzinfo=BEIJING)


async def test_what_the_applicant_gives_puts_the_clock_on_again(world: World) -> None:
    meeting, receipt = await lodged(world)
    await rule(world, meeting.case_id, Move.ASK_MORE, words="一張照片")
    world.clock.pass_by(days=2)
    await deciding.give_more(world.desk, receipt, "給你 João", "zh-Hant-MO")
    clock, given = await clock_of(world, meeting.case_id), (await kept(world, meeting.case_id))[-1]
    assert (clock.state, clock.due_at) == (clocks.State.RUNNING, datetime(2026, 11, 25, 17, tzinfo=BEIJING))
    assert (given.words, given.by_id, given.language) == ("給你 João", "", "zh-Hant-MO")
    assert (await world.case(meeting.case_id)).state is State.SUBMITTED


async def test_a_whole_way_is_in_the_ledger_step_by_step(world: World) -> None:
    meeting, _ = await lodged(world)
    for move, told in (
        (Move.ACCEPT, {}),
        (Move.HAND_ON, {"words": "請核對", "department": "tax"}),
        (Move.HAND_BACK, {"words": "無誤"}),
        (Move.FINISH, {"words": "已辦"}),
    ):
        await rule(world, meeting.case_id, move, **told)
    facts = [fact.event for fact in await world.store.facts((), 0) if fact.event.tag == "case.decided"]
    assert [fact.data["state"] for fact in facts] == ["accepted", "referred", "accepted", "done"]
    assert (await clock_of(world, meeting.case_id)).state is clocks.State.OVER


async def test_a_refusal_names_its_reason_and_what_may_be_done_against_it(world: World) -> None:
    meeting, receipt = await lodged(world)
    refused = await rule(world, meeting.case_id, Move.REFUSE, words="理由", reason="conditions-unmet")
    letter = world.printer.letters[-1]
    assert "60" in letter.remedy
    assert (bool(letter.reason), letter.said, letter.receipt) == (True, "理由", receipt.number)
    assert await world.store.files.open(refused.paper_sha256)


async def test_the_applicant_is_told_by_telephone_that_something_was_decided_and_not_what(world: World) -> None:
    meeting, _ = await lodged(world)
    await rule(world, meeting.case_id, Move.ASK_MORE, words=HARD_WORDS)
    parcel = world.courier.parcels[-1]
    assert (parcel.purpose, parcel.code, sorted(parcel.about)) == ("case.ask-more", "", ["at", "number", "page"])


async def test_who_withdrew_their_consent_is_not_called_on_any_more(sqlite_world: World) -> None:
    meeting, _ = await lodged(sqlite_world)
    await consents.withdraw(sqlite_world.desk, meeting.visit_id, Purpose.VISIT, "staff:test")
    sent = len(sqlite_world.courier.parcels)
    await rule(sqlite_world, meeting.case_id, Move.ACCEPT)
    assert len(sqlite_world.courier.parcels) == sent


async def test_another_departments_clerk_decides_nothing(sqlite_world: World) -> None:
    meeting, _ = await lodged(sqlite_world)
    (stranger,) = await sqlite_world.add_clerks(1, ("market-supervision",))
    with pytest.raises(NotAllowed):
        await deciding.decide(sqlite_world.desk, meeting.case_id, stranger, Ruling(move=Move.ACCEPT))


async def test_of_two_who_decide_at_once_one_does(world: World) -> None:
    meeting, _ = await lodged(world)
    await rule(world, meeting.case_id, Move.ACCEPT)
    with pytest.raises((Stale, IllegalMove)):
        await rule(world, meeting.case_id, Move.ACCEPT)


@pytest.mark.parametrize(
    "ruling",
    [
        Ruling(move=Move.ASK_MORE),
        Ruling(move=Move.ASK_MORE, words=" \n"),
        Ruling(move=Move.ASK_MORE, words="一", days=0),
        Ruling(move=Move.ASK_MORE, words="一", days=61),
        Ruling(move=Move.REFUSE, words="一"),
        Ruling(move=Move.REFUSE, words="一", reason="because"),
        Ruling(move=Move.ACCEPT, reason="not-needed"),
        Ruling(move=Move.ACCEPT, department="tax"),
    ],
    ids=["no-words", "blank", "no-days", "too-many-days", "no-reason", "unknown-reason", "reason", "department"],
)
async def test_a_half_told_decision_is_refused(sqlite_world: World, ruling: Ruling) -> None:
    meeting, _ = await lodged(sqlite_world)
    with pytest.raises(BadInput):
        await deciding.decide(sqlite_world.desk, meeting.case_id, sqlite_world.clerk, ruling)


async def test_words_are_not_longer_than_they_may_be(sqlite_world: World) -> None:
    meeting, _ = await lodged(sqlite_world)
    with pytest.raises(TextTooLong):
        await rule(sqlite_world, meeting.case_id, Move.ASK_MORE, words="一" * 2001)


async def test_nothing_is_given_that_was_not_asked_for(sqlite_world: World) -> None:
    _, receipt = await lodged(sqlite_world)
    with pytest.raises(IllegalMove):
        await deciding.give_more(sqlite_world.desk, receipt, "這裡", "zh-Hant-MO")
