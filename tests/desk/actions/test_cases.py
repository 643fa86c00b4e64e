"""A case is filled by two hands, signed as it stands, confirmed by a code for just that, and submitted once."""

import asyncio
import json

import pytest

from desk.actions import sessions
from desk.actions.cases import cases, signing
from desk.actions.cases.cases import Writing
from desk.model.cases.cases import Answer, Hand, State
from desk.model.errors import (
    ChangedSinceSigned,
    CodeTooSoon,
    FieldChanged,
    FormIncomplete,
    IllegalMove,
    Missing,
    NotAChoice,
    NotAllowed,
    NotReady,
    TextTooLong,
)
from desk.model.receipts import Receipt
from desk.store import receipts
from desk.store.cases import cases as rows
from identity.errors import CodeExpired, CodeForAnother, CodeLocked, CodeUsed, WrongCode
from tests.desk import gate
from tests.desk.world import Meeting, World, answer_for, strokes

ITEM = "JM-TX-001"
HARD = "范余于 \uf9dc 葛\U000e0100城 𨋢"


async def answers(world: World, case_id: str) -> dict[str, Answer]:
    async with world.store.read() as connection:
        return await rows.answers_of(connection, world.store.vault, case_id)


def by(hand: Hand, author_id: str, field: str, text: str, revision: int = 0) -> Writing:
    return Writing(field=field, text=text, language="zh-Hant-MO", hand=hand, author_id=author_id, revision=revision)


async def refusal(world: World, meeting: Meeting, code: str) -> type[BaseException] | None:
    """What confirming with this code is refused with, or None."""
    try:
        await gate.confirm(world.desk, meeting.case_id, meeting.visit_id, code)
    except Exception as error:
        return type(error)
    return None


# ── Filling in ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_answer_is_kept_to_the_code_point_with_script_and_hand(world: World) -> None:
    meeting = await world.in_session(item=ITEM)
    await world.write(meeting, "remark", HARD)
    await world.write(meeting, "applicant-name", HARD)
    kept = await answers(world, meeting.case_id)
    assert (kept["remark"].text, kept["remark"].script, kept["remark"].hand) == (HARD, "Hant", Hand.APPLICANT)
    assert (kept["applicant-name"].text, kept["applicant-name"].script) == (HARD, "Hans")
    assert kept["remark"].author_id == meeting.visit_id
    assert kept["applicant-name"].author_id == meeting.clerk.id


async def test_each_writing_is_a_revision(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item=ITEM)
    assert [await sqlite_world.write(meeting, "year", text) for text in ("2024", "2025", "")] == [1, 2, 3]


async def test_writing_what_stands_there_is_no_revision(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item=ITEM)
    assert [await sqlite_world.write(meeting, "year", "2025", revision=0) for _ in range(2)] == [1, 1]


async def test_who_wrote_on_what_was_changed_since_is_told_what_stands_there(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item=ITEM)
    await sqlite_world.write(meeting, "year", "2025")
    with pytest.raises(FieldChanged) as caught:
        await sqlite_world.write(meeting, "year", "2024", revision=0)
    assert (caught.value.text, caught.value.revision) == ("2025", 1)


async def test_of_ten_writings_at_once_on_one_revision_one_stands(world: World) -> None:
    meeting = await world.in_session(item=ITEM)
    writings = (world.write(meeting, "remark", f"text {n}", revision=0) for n in range(10))
    ends = await asyncio.gather(*writings, return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["FieldChanged"] * 9 + ["int"]


async def test_writings_at_once_on_ten_fields_all_stand(world: World) -> None:
    meeting = await world.in_session(item=ITEM)
    texts = {"year": "2025", "remark": "x", "days-present": "200", "delivery": "post", "tax-kind": "all"}
    await asyncio.gather(*(world.write(meeting, field, text) for field, text in texts.items()))
    assert {field: answer.text for field, answer in (await answers(world, meeting.case_id)).items()} == texts


@pytest.mark.parametrize(
    ("field", "text", "error"),
    [("year", "20255", TextTooLong), ("delivery", "fly", NotAChoice), ("no-such-field", "x", Missing)],
)
async def test_what_does_not_fit_is_not_kept(
    sqlite_world: World, field: str, text: str, error: type[Exception]
) -> None:
    meeting = await sqlite_world.in_session(item=ITEM)
    with pytest.raises(error):
        await cases.write_field(sqlite_world.desk, meeting.case_id, by(Hand.APPLICANT, meeting.visit_id, field, text))
    assert await answers(sqlite_world, meeting.case_id) == {}


async def test_a_hand_does_not_write_in_the_other_hands_field(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item=ITEM)
    for hand, author, field in (
        (Hand.APPLICANT, meeting.visit_id, "applicant-name"),
        (Hand.CLERK, meeting.clerk.id, "year"),
    ):
        with pytest.raises(NotAllowed):
            await cases.write_field(sqlite_world.desk, meeting.case_id, by(hand, author, field, "2025"))


async def test_another_applicants_case_is_missing(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item=ITEM, corner="MO-01")
    other = await sqlite_world.visit_to("ticketed", corner="MO-02")
    with pytest.raises(Missing):
        await cases.write_field(sqlite_world.desk, meeting.case_id, by(Hand.APPLICANT, other.id, "year", "2025"))


async def test_a_clerk_without_a_session_on_the_case_does_not_write(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item=ITEM, corner="MO-01")
    other = await sqlite_world.in_session(item=ITEM, corner="MO-02", clerk="clerk3")
    for clerk in (sqlite_world.staff["clerk4"], other.clerk):
        with pytest.raises(NotAllowed):
            await cases.write_field(sqlite_world.desk, meeting.case_id, by(Hand.CLERK, clerk.id, "applicant-name", "x"))


async def test_after_a_broken_session_the_draft_is_all_there_for_the_next_clerk(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(corner="MO-01")
    for field in (await sqlite_world.item()).form:
        await sqlite_world.write(meeting, field.name, answer_for(field))
    before = await answers(sqlite_world, meeting.case_id)
    await sessions.break_off(sqlite_world.desk, meeting.session_id)
    assert await answers(sqlite_world, meeting.case_id) == before


# ── Signing ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_is_missing_is_named(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item=ITEM)
    await sqlite_world.write(meeting, "year", "2025")
    with pytest.raises(FormIncomplete) as caught:
        await gate.ask_signature(sqlite_world.desk, meeting.case_id, meeting.clerk)
    missing = {"applicant-name", "certificate", "tax-kind", "destination", "delivery", "identity-document"}
    assert set(caught.value.fields) == missing


async def test_a_field_that_was_emptied_again_is_missing(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM)
    await sqlite_world.write(meeting, "year", "")
    with pytest.raises(FormIncomplete) as caught:
        await gate.ask_signature(sqlite_world.desk, meeting.case_id, meeting.clerk)
    assert caught.value.fields == ("year",)


async def test_another_clerk_does_not_ask_for_the_signature(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled()
    with pytest.raises(NotAllowed):
        await gate.ask_signature(sqlite_world.desk, meeting.case_id, sqlite_world.staff["clerk2"])


async def test_nothing_is_signed_that_the_clerk_did_not_ask_for(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled()
    with pytest.raises(IllegalMove):
        await gate.sign(sqlite_world.desk, meeting.case_id, meeting.visit_id, strokes())
    assert len(sqlite_world.courier.parcels) == 1


async def test_another_applicant_does_not_sign(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(corner="MO-01")
    await gate.ask_signature(sqlite_world.desk, meeting.case_id, meeting.clerk)
    other = await sqlite_world.visit_to("ticketed", corner="MO-02")
    with pytest.raises(Missing):
        await gate.sign(sqlite_world.desk, meeting.case_id, other.id, strokes())


async def test_a_signature_is_kept_and_a_code_goes_to_the_confirmed_number(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed()
    async with sqlite_world.store.read() as connection:
        signed = await rows.confirmation_of(connection, meeting.case_id)
    assert signed is not None
    assert b"strokes" in await sqlite_world.store.files.open(signed.strokes_sha256)
    first, second = sqlite_world.courier.parcels
    assert (second.purpose, second.phone) == ("case.confirm", first.phone)


async def test_a_change_after_signing_opens_the_record_again(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed(item=ITEM)
    await sqlite_world.write(meeting, "year", "2019")
    assert (await sqlite_world.case(meeting.case_id)).state is State.DRAFTING
    assert await refusal(sqlite_world, meeting, sqlite_world.courier.last_code) is IllegalMove


async def test_the_code_of_one_content_does_not_confirm_another(sqlite_world: World) -> None:
    """Signed, changed, signed again while the courier is out: the older code is for the older content."""
    meeting = await sqlite_world.signed(item=ITEM)
    older = sqlite_world.courier.last_code
    await sqlite_world.write(meeting, "year", "2019")
    await gate.ask_signature(sqlite_world.desk, meeting.case_id, meeting.clerk)
    sqlite_world.clock.pass_by(seconds=61)
    await gate.sign(sqlite_world.desk, meeting.case_id, meeting.visit_id, strokes())
    newer = sqlite_world.courier.last_code
    assert older == newer or await refusal(sqlite_world, meeting, older) in (WrongCode, CodeForAnother)
    assert await refusal(sqlite_world, meeting, newer) is None


async def test_signing_again_within_the_minute_is_too_soon_and_keeps_the_signature(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed()
    with pytest.raises(CodeTooSoon):
        await gate.sign(sqlite_world.desk, meeting.case_id, meeting.visit_id, strokes())
    assert await refusal(sqlite_world, meeting, sqlite_world.courier.last_code) is None


async def test_signing_a_corrected_record_within_the_minute_sends_its_code_at_once(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed(item=ITEM)
    await sqlite_world.write(meeting, "year", "2019")
    await gate.ask_signature(sqlite_world.desk, meeting.case_id, meeting.clerk)
    await gate.sign(sqlite_world.desk, meeting.case_id, meeting.visit_id, strokes())
    assert await refusal(sqlite_world, meeting, sqlite_world.courier.last_code) is None


async def test_the_visits_code_does_not_confirm_the_case(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed()
    first, second = (parcel.code for parcel in sqlite_world.courier.parcels)
    assert first == second or await refusal(sqlite_world, meeting, first) is WrongCode


async def test_a_wrong_code_five_times_locks_and_another_is_sent(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed()
    seen = [await refusal(sqlite_world, meeting, "no code") for _ in range(5)]
    assert seen == [WrongCode] * 4 + [CodeLocked]
    sqlite_world.clock.pass_by(seconds=61)
    await signing.send_again(sqlite_world.desk, meeting.case_id, meeting.visit_id)
    assert await refusal(sqlite_world, meeting, sqlite_world.courier.last_code) is None


async def test_an_expired_code_confirms_nothing(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed()
    sqlite_world.clock.pass_by(minutes=5)
    assert await refusal(sqlite_world, meeting, sqlite_world.courier.last_code) is CodeExpired


async def test_of_ten_confirmations_at_once_one_counts(world: World) -> None:
    meeting = await world.signed()
    code = world.courier.last_code
    ends = await asyncio.gather(*(refusal(world, meeting, code) for _ in range(10)))
    assert ends.count(None) == 1
    assert set(ends) <= {None, IllegalMove, CodeUsed}


async def test_no_other_code_is_sent_before_anything_was_signed(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled()
    with pytest.raises(NotReady):
        await signing.send_again(sqlite_world.desk, meeting.case_id, meeting.visit_id)


# ── Submitting ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_transaction_holds_what_was_written_by_whom_in_which_script(world: World) -> None:
    meeting = await world.filled(item=ITEM)
    await world.write(meeting, "remark", HARD)
    await finish(world, meeting)
    async with world.store.read() as connection:
        transaction = await rows.transaction_of(connection, world.store.vault, meeting.case_id)
    content = {answer["field"]: answer for answer in json.loads(transaction.content)["answers"]}
    assert (content["remark"]["text"], content["remark"]["script"], content["remark"]["hand"]) == (
        HARD,
        "Hant",
        "applicant",
    )
    assert content["applicant-name"]["author"] == meeting.clerk.id


async def test_the_receipt_is_about_what_was_signed(sqlite_world: World) -> None:
    meeting, receipt = await sqlite_world.submitted()
    async with sqlite_world.store.read() as connection:
        signed = await rows.confirmation_of(connection, meeting.case_id)
        transaction = await rows.transaction_of(connection, sqlite_world.store.vault, meeting.case_id)
    assert signed is not None
    assert receipt.content_hash == signed.content_hash == transaction.content_hash


async def test_the_paper_of_the_receipt_is_kept(sqlite_world: World) -> None:
    _, receipt = await sqlite_world.submitted()
    assert receipt.number.encode() in await sqlite_world.store.files.open(receipt.paper_sha256)


async def test_submitted_twice_it_is_the_same_receipt(sqlite_world: World) -> None:
    meeting, receipt = await sqlite_world.submitted()
    assert await cases.submit(sqlite_world.desk, meeting.case_id, meeting.clerk) == receipt


async def test_submitted_five_times_at_once_it_is_the_same_receipt(world: World) -> None:
    meeting = await world.confirmed()
    submissions = (cases.submit(world.desk, meeting.case_id, meeting.clerk) for _ in range(5))
    assert len({receipt.id for receipt in await asyncio.gather(*submissions)}) == 1
    assert (await world.tags()).count("case.submitted") == 1


@pytest.mark.parametrize("stage", ["filled", "signed"])
async def test_what_was_not_confirmed_is_not_submitted(sqlite_world: World, stage: str) -> None:
    meeting = await (sqlite_world.filled() if stage == "filled" else sqlite_world.signed())
    with pytest.raises(IllegalMove):
        await cases.submit(sqlite_world.desk, meeting.case_id, meeting.clerk)


async def test_what_changed_after_it_was_confirmed_is_not_submitted(sqlite_world: World) -> None:
    meeting = await sqlite_world.confirmed(item=ITEM)
    await sqlite_world.write(meeting, "year", "2019")
    with pytest.raises(IllegalMove):
        await cases.submit(sqlite_world.desk, meeting.case_id, meeting.clerk)


async def test_what_changed_behind_the_signature_is_not_confirmed_nor_submitted(sqlite_world: World) -> None:
    """Somebody with the store in their hands changes an answer and leaves the state as it is."""
    signed = await sqlite_world.signed(item=ITEM, corner="MO-01", clerk="clerk1")
    await tamper(sqlite_world, signed)
    assert await refusal(sqlite_world, signed, sqlite_world.courier.last_code) is ChangedSinceSigned
    confirmed = await sqlite_world.confirmed(item=ITEM, corner="MO-02", clerk="clerk3")
    await tamper(sqlite_world, confirmed)
    with pytest.raises(ChangedSinceSigned):
        await cases.submit(sqlite_world.desk, confirmed.case_id, confirmed.clerk)


async def test_another_clerk_does_not_submit(sqlite_world: World) -> None:
    meeting = await sqlite_world.confirmed()
    with pytest.raises(NotAllowed):
        await cases.submit(sqlite_world.desk, meeting.case_id, sqlite_world.staff["clerk2"])


async def test_after_submitting_nothing_is_written(sqlite_world: World) -> None:
    meeting, _ = await sqlite_world.submitted(item=ITEM)
    with pytest.raises(IllegalMove):
        await sqlite_world.write(meeting, "year", "2019")


async def test_the_ledger_tells_the_case_in_order_and_no_word_of_it(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled(item=ITEM)
    await sqlite_world.write(meeting, "remark", HARD)
    await finish(sqlite_world, meeting)
    facts = [fact.event for fact in await sqlite_world.store.facts((), 0) if fact.event.case_id == meeting.case_id]
    told = [event.tag.value for event in facts if not event.tag.startswith(("case.field", "material"))]
    assert [tag for tag in told if tag != "clock.set"][-5:] == [
        "case.signature-asked",
        "case.signed",
        "case.confirmed",
        "case.submitted",
        "receipt.issued",
    ]
    assert not any("范" in str(event) for event in facts)


async def finish(world: World, meeting: Meeting) -> Receipt:
    """From a filled form to the receipt."""
    await gate.ask_signature(world.desk, meeting.case_id, meeting.clerk)
    await gate.sign(world.desk, meeting.case_id, meeting.visit_id, strokes())
    await gate.confirm(world.desk, meeting.case_id, meeting.visit_id, world.courier.last_code)
    return await cases.submit(world.desk, meeting.case_id, meeting.clerk)


async def tamper(world: World, meeting: Meeting) -> None:
    before = (await answers(world, meeting.case_id))["year"]
    async with world.store.write() as unit:
        changed = {name: getattr(before, name) for name in before.__slots__} | {"text": "1999", "revision": 2}
        await rows.write_answer(unit, Answer(**changed))


async def test_the_receipt_of_a_case_is_found_by_the_secret_in_its_code_alone(sqlite_world: World) -> None:
    _, receipt = await sqlite_world.submitted()
    secret = sqlite_world.printer.drawn[-1].check_url.rpartition("/")[2]
    async with sqlite_world.store.read() as connection:
        assert await receipts.by_check(connection, secret) == receipt
        assert await receipts.by_check(connection, receipt.number) is None
