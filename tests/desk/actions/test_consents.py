"""Consents are given purpose by purpose with the very text shown, and withdrawing one stops what rested on it."""

import pytest

from desk.actions import consents, legs, line_tests, sessions, visits
from desk.actions.cases import cases
from desk.actions.cases.cases import Writing
from desk.actions.materials import keeping
from desk.actions.turns import tickets
from desk.model import sessions as meetings
from desk.model.cases import cases as work
from desk.model.cases.cases import Hand
from desk.model.consents import Consent, fingerprint, typed_number
from desk.model.errors import (
    ConsentNeeded,
    IllegalMove,
    Missing,
    NobodyWaiting,
    NotAllowed,
    NotReady,
    StatementsNotAgreed,
)
from desk.model.notices import Notice, Purpose
from desk.model.turns import tickets as turns
from desk.model.visits import State
from desk.store import consents as rows
from desk.store import notices, zones
from desk.store.rows import swap
from desk.store.tables import consents as table
from tests.desk import gate
from tests.desk.world import Meeting, World, still, strokes

BASE = ("read", "sensitive", "recording", "provision", "cross-border")
BINDING = ("read", "sensitive", "provision", "cross-border")


async def standing(world: World, visit_id: str, purpose: Purpose = Purpose.VISIT) -> Consent | None:
    async with world.store.read() as connection:
        return await rows.standing(connection, visit_id, purpose)


async def notice(world: World, jurisdiction: str = "MO", purpose: Purpose = Purpose.VISIT) -> Notice:
    async with world.store.read() as connection:
        return await notices.current(connection, jurisdiction, purpose)


async def bind(world: World, visit_id: str) -> Consent:
    """Agrees to every statement of the notice on mutual recognition."""
    known = await notice(world, purpose=Purpose.MUTUAL_RECOGNITION)
    return await consents.give(world.desk, visit_id, Purpose.MUTUAL_RECOGNITION, known.version, known.keys)


async def withdraw(world: World, visit_id: str) -> Consent:
    return await consents.withdraw(world.desk, visit_id, Purpose.VISIT, f"visit:{visit_id}")


async def forget_consent(world: World, visit_id: str) -> None:
    """Withdrawn in the store and nowhere else: what each door would meet if it came a moment too late."""
    consent = await standing(world, visit_id)
    assert consent is not None
    async with world.store.write() as unit:
        await swap(unit.connection, table, table.c.id == consent.id, {"withdrawn_at": unit.now})


# ── Given ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_receipt_keeps_the_very_text_that_was_shown(world: World) -> None:
    visit = await world.visit_to("consented", language="pt-MO")
    consent = await standing(world, visit.id)
    assert consent is not None
    assert (consent.text, consent.language) == ((await notice(world)).as_shown("pt-MO"), "pt-MO")


async def test_a_receipt_keeps_each_statement_that_was_agreed_to(world: World) -> None:
    visit = await world.visit_to("consented")
    consent = await standing(world, visit.id)
    assert consent is not None
    assert consent.agreed == BASE


async def test_a_receipt_is_found_by_the_number_that_people_read_out(world: World) -> None:
    visit = await world.visit_to("consented")
    consent = await standing(world, visit.id)
    assert consent is not None
    async with world.store.read() as connection:
        assert await rows.by_number(connection, typed_number(f" {consent.number.lower()} ")) == consent


async def test_a_change_of_language_leaves_the_receipt_as_it_was_given(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("consented", language="pt-MO")
    before = await standing(sqlite_world, visit.id)
    await visits.begin(sqlite_world.desk, sqlite_world.corners["MO-01"], "zh-Hans-CN")
    assert await standing(sqlite_world, visit.id) == before
    assert before is not None
    assert before.sha256 == fingerprint((await notice(sqlite_world)).as_shown("pt-MO"))


@pytest.mark.parametrize(("corner", "jurisdiction"), [("MO-01", "MO"), ("HK-01", "HK")])
async def test_consent_is_to_the_notice_of_the_place(sqlite_world: World, corner: str, jurisdiction: str) -> None:
    visit = await sqlite_world.visit_to("consented", corner=corner)
    consent = await standing(sqlite_world, visit.id)
    async with sqlite_world.store.read() as connection:
        assert (await zones.get(connection, visit.zone_id)).jurisdiction == jurisdiction
    assert consent is not None
    assert consent.jurisdiction == jurisdiction


@pytest.mark.parametrize("left_out", BASE)
async def test_every_statement_must_be_agreed_to(sqlite_world: World, left_out: str) -> None:
    visit = await sqlite_world.visit_to("choosing")
    agreed = [key for key in BASE if key != left_out]
    with pytest.raises(StatementsNotAgreed):
        await consents.give(sqlite_world.desk, visit.id, Purpose.VISIT, (await notice(sqlite_world)).version, agreed)


@pytest.mark.parametrize("off", [-1, 1])
async def test_consent_to_another_version_than_stands_is_refused(sqlite_world: World, off: int) -> None:
    visit = await sqlite_world.visit_to("choosing")
    known = await notice(sqlite_world)
    with pytest.raises(NotReady):
        await consents.give(sqlite_world.desk, visit.id, Purpose.VISIT, known.version + off, known.keys)


async def test_consent_before_an_item_was_chosen_is_refused(sqlite_world: World) -> None:
    visit = await visits.begin(sqlite_world.desk, sqlite_world.corners["MO-01"], "pt-MO")
    with pytest.raises(NotReady):
        await sqlite_world.consent(visit.id)


async def test_consent_given_twice_is_one_consent(world: World) -> None:
    visit = await world.visit_to("consented")
    await world.consent(visit.id)
    tags = await world.tags()
    assert (tags.count("consent.given"), tags.count("visit.consented")) == (1, 1)


async def test_each_purpose_has_a_receipt_of_its_own(world: World) -> None:
    visit = await world.visit_to("recognised")
    await bind(world, visit.id)
    async with world.store.read() as connection:
        found = await rows.of_visit(connection, visit.id)
    assert [(consent.purpose, consent.agreed) for consent in found] == [
        (Purpose.VISIT, BASE),
        (Purpose.MUTUAL_RECOGNITION, BINDING),
    ]


async def test_nothing_is_agreed_to_apart_before_the_visit_itself(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("choosing")
    with pytest.raises(ConsentNeeded):
        await bind(sqlite_world, visit.id)


async def test_after_the_visit_nothing_more_is_agreed_to(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("recognised")
    await visits.leave(sqlite_world.desk, visit.id)
    with pytest.raises(NotReady):
        await bind(sqlite_world, visit.id)


# ── Withdrawn ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_withdrawing_in_a_session_ends_all_that_rested_on_it(world: World) -> None:
    meeting = await world.filled()
    await withdraw(world, meeting.visit_id)
    assert await standing(world, meeting.visit_id) is None
    assert (await world.session(meeting.session_id)).state is meetings.State.ENDED
    assert (await world.ticket(meeting.visit_id)).state is turns.State.CANCELLED
    assert (await world.case(meeting.case_id)).state is work.State.WITHDRAWN
    assert (await world.visit(meeting.visit_id)).state is State.CLOSED


async def test_who_withdraws_is_shown_out_before_the_meeting_is_parted(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await withdraw(sqlite_world, meeting.visit_id)
    assert sqlite_world.media.dropped == [f"visit:{meeting.visit_id}"]
    assert sqlite_world.media.parted == [meeting.session_id]


async def test_a_withdrawal_is_in_the_ledger_with_who_did_it_and_for_what(world: World) -> None:
    meeting = await world.in_session()
    await withdraw(world, meeting.visit_id)
    (fact,) = [fact.event for fact in await world.store.facts((), 0) if fact.event.tag == "consent.withdrawn"]
    assert (fact.actor, fact.visit_id, fact.data["purpose"]) == (f"visit:{meeting.visit_id}", meeting.visit_id, "visit")


async def test_withdrawing_twice_is_withdrawing_once(world: World) -> None:
    meeting = await world.in_session()
    first = await withdraw(world, meeting.visit_id)
    assert await withdraw(world, meeting.visit_id) == first
    assert (await world.tags()).count("consent.withdrawn") == 1


async def test_what_was_submitted_stays(world: World) -> None:
    meeting, receipt = await world.submitted()
    await withdraw(world, meeting.visit_id)
    assert (await world.case(meeting.case_id)).state is work.State.SUBMITTED
    assert await cases.submit(world.desk, meeting.case_id, meeting.clerk) == receipt
    assert (await world.ticket(meeting.visit_id)).state is turns.State.DONE


async def test_a_consent_may_be_withdrawn_long_after_the_visit(world: World) -> None:
    meeting, _ = await world.done()
    await visits.leave(world.desk, meeting.visit_id)
    world.clock.pass_by(days=20)
    assert not (await withdraw(world, meeting.visit_id)).stands


async def test_a_draft_left_behind_is_withdrawn_with_the_consent(world: World) -> None:
    meeting = await world.filled()
    await visits.leave(world.desk, meeting.visit_id)
    await withdraw(world, meeting.visit_id)
    assert (await world.case(meeting.case_id)).state is work.State.WITHDRAWN


async def test_withdrawing_the_binding_leaves_the_visit_as_it_is(world: World) -> None:
    meeting = await world.in_session()
    await bind(world, meeting.visit_id)
    purpose = Purpose.MUTUAL_RECOGNITION
    await consents.withdraw(world.desk, meeting.visit_id, purpose, f"visit:{meeting.visit_id}")
    assert await standing(world, meeting.visit_id, purpose) is None
    assert await standing(world, meeting.visit_id) is not None
    assert (await world.session(meeting.session_id)).state is meetings.State.LIVE


async def test_what_was_withdrawn_may_be_given_anew_with_a_receipt_of_its_own(world: World) -> None:
    meeting = await world.in_session()
    first = await bind(world, meeting.visit_id)
    await consents.withdraw(world.desk, meeting.visit_id, Purpose.MUTUAL_RECOGNITION, f"visit:{meeting.visit_id}")
    assert (await bind(world, meeting.visit_id)).id != first.id


async def test_what_was_never_given_is_not_withdrawn(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("choosing")
    with pytest.raises(Missing):
        await withdraw(sqlite_world, visit.id)


async def test_a_clerk_withdraws_on_request_in_their_own_session(world: World) -> None:
    meeting = await world.in_session()
    await consents.withdraw_on_request(world.desk, meeting.session_id, meeting.clerk)
    assert await standing(world, meeting.visit_id) is None


async def test_a_clerk_withdraws_nothing_in_anothers_session(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotAllowed):
        await consents.withdraw_on_request(sqlite_world.desk, meeting.session_id, sqlite_world.staff["clerk2"])


async def test_the_office_withdraws_by_the_receipts_number(world: World) -> None:
    visit = await world.visit_to("ticketed")
    consent = await standing(world, visit.id)
    assert consent is not None
    await consents.withdraw_by_number(world.desk, consent.number, f"staff:{world.staff['supervisor1'].id}")
    assert (await world.ticket(visit.id)).state is turns.State.CANCELLED


# ── Each door, once consent does not stand ────────────────────────────────────────────────────────────────


async def test_no_token_is_minted(world: World) -> None:
    visit = await world.visit_to("ticketed")
    await forget_consent(world, visit.id)
    with pytest.raises(ConsentNeeded):
        await legs.for_applicant(world.desk, visit.id)


@pytest.mark.parametrize("how", ["withdrawn", "left", "bound", "made-up"])
async def test_no_leg_is_opened_under_what_is_no_standing_consent_to_the_visit(world: World, how: str) -> None:
    visit = await world.visit_to("ticketed")
    consent = await standing(world, visit.id)
    assert consent is not None
    asked = {"bound": (await bind(world, visit.id)).id, "made-up": "f" * 32}.get(how, consent.id)
    assert await consents.opens_media(world.desk, consent.id)
    if how == "withdrawn":
        await withdraw(world, visit.id)
    elif how == "left":
        await visits.leave(world.desk, visit.id)
    assert not await consents.opens_media(world.desk, asked)


async def test_no_turn_is_called(world: World) -> None:
    visit = await world.visit_to("ticketed")
    await forget_consent(world, visit.id)
    with pytest.raises(NobodyWaiting):
        await tickets.call_next(world.desk, world.clerk)


async def test_no_call_is_answered(world: World) -> None:
    meeting = await world.called()
    await forget_consent(world, meeting.visit_id)
    with pytest.raises(ConsentNeeded):
        await sessions.answer(world.desk, meeting.session_id, meeting.visit_id)


async def test_no_line_is_tested(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("ticketed")
    sqlite_world.media.up.add(f"visit:{visit.id}")
    await forget_consent(sqlite_world, visit.id)
    with pytest.raises(ConsentNeeded):
        await line_tests.begin(sqlite_world.desk, visit.id)


async def test_no_still_is_kept(world: World) -> None:
    meeting, code = await asked(world)
    await forget_consent(world, meeting.visit_id)
    with pytest.raises(ConsentNeeded):
        await keeping.keep_still(world.desk, meeting.case_id, code, meeting.visit_id, still())


async def test_a_still_whose_consent_ends_while_it_is_looked_at_is_not_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, code = await asked(world)
    keep = world.store.files.keep

    async def withdraw_meanwhile(content: bytes) -> str:
        await withdraw(world, meeting.visit_id)
        return await keep(content)

    monkeypatch.setattr(world.store.files, "keep", withdraw_meanwhile)
    with pytest.raises((ConsentNeeded, IllegalMove, Missing)):
        await keeping.keep_still(world.desk, meeting.case_id, code, meeting.visit_id, still())
    assert "material.kept" not in await world.tags()


@pytest.mark.parametrize("hand", Hand)
async def test_no_hand_writes(world: World, hand: Hand) -> None:
    meeting = await world.in_session()
    item = await world.item((await world.case(meeting.case_id)).item_code)
    name = next(field.name for field in item.form if field.by == hand)
    author = meeting.clerk.id if hand is Hand.CLERK else meeting.visit_id
    await forget_consent(world, meeting.visit_id)
    writing = Writing(field=name, text="x", language="pt-MO", hand=hand, author_id=author, revision=0)
    with pytest.raises(ConsentNeeded):
        await cases.write_field(world.desk, meeting.case_id, writing)


async def test_no_signature_is_taken(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled()
    await gate.ask_signature(sqlite_world.desk, meeting.case_id, meeting.clerk)
    await forget_consent(sqlite_world, meeting.visit_id)
    with pytest.raises(ConsentNeeded):
        await gate.sign(sqlite_world.desk, meeting.case_id, meeting.visit_id, strokes(), "")


async def test_nothing_is_submitted(sqlite_world: World) -> None:
    meeting = await sqlite_world.confirmed()
    await forget_consent(sqlite_world, meeting.visit_id)
    with pytest.raises(ConsentNeeded):
        await cases.submit(sqlite_world.desk, meeting.case_id, meeting.clerk)


async def asked(world: World) -> tuple[Meeting, str]:
    """A live session in which a still is waited for."""
    meeting = await world.in_session()
    item = await world.item((await world.case(meeting.case_id)).item_code)
    code = next(paper.code for paper in item.papers if paper.still)
    await keeping.ask_for(world.desk, meeting.case_id, code, meeting.clerk)
    return meeting, code
