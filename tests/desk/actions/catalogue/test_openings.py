"""A theme is one visit with several cases: papers are asked for once, and what came to nothing stops no other."""

from dataclasses import replace

import pytest

from desk.actions import consents, sessions, visits
from desk.actions.cases import cases
from desk.actions.catalogue import openings
from desk.actions.materials import keeping
from desk.actions.turns import tickets
from desk.model.cases.cases import Case, State
from desk.model.catalogue.themes import Opening, Outcome, Step, Why
from desk.model.errors import BadInput, Missing, NotAllowed, NotReady
from desk.model.materials.pages import Source
from desk.model.notices import Purpose
from desk.model.receipts import Receipt
from desk.store.cases import cases as rows
from desk.store.catalogue import themes
from desk.store.evidence import gathering
from desk.store.materials import materials
from tests.desk import gate
from tests.desk.world import Meeting, World, answer_for, still, strokes, writing

THEME = "YJS-005"
FIRST, SECOND, THIRD = "JM-CR-002", "JM-SI-006", "JM-TX-003"
CHAIN = "YJS-003"
PERMIT, INSURED = "JM-RP-001", "JM-SI-003"


async def opening(world: World, visit_id: str) -> Opening:
    async with world.store.read() as connection:
        return await themes.of_visit(connection, visit_id)


async def states(world: World, visit_id: str) -> dict[str, Step]:
    return {part.item_code: part.state for part in (await opening(world, visit_id)).parts}


async def case_of(world: World, visit_id: str, code: str) -> Case:
    async with world.store.read() as connection:
        return next(one for one in await rows.every_of_visit(connection, visit_id) if one.item_code == code)


async def waiting(world: World, theme: str = THEME) -> str:
    """A visit with a turn, about this theme."""
    visit = await world.visit_to("choosing")
    await openings.choose(world.desk, visit.id, theme)
    await world.consent(visit.id)
    await world.sign_in(visit.id, "lei")
    await world.show_document(visit.id, "lei")
    await world.confirm_phone(visit.id, hong_kong=False)
    await tickets.take(world.desk, visit.id)
    return visit.id


async def met(world: World, theme: str = THEME) -> Meeting:
    """Applicant and clerk, together."""
    return await world.in_session_with(await world.visit(await waiting(world, theme)))


async def turned(world: World, meeting: Meeting, code: str) -> Meeting:
    """The same meeting, about this item now."""
    case = await case_of(world, meeting.visit_id, code)
    await openings.turn_to(world.desk, meeting.session_id, case.id, meeting.clerk)
    return replace(meeting, case_id=case.id)


async def submitted(world: World, meeting: Meeting) -> Receipt:
    """The case on the table, from the form to the receipt."""
    item = await world.item((await world.case(meeting.case_id)).item_code)
    language = (await world.visit(meeting.visit_id)).language
    for field in item.form:
        await cases.write_field(
            world.desk, meeting.case_id, writing(meeting, field, answer_for(field), language, revision=0)
        )
    async with world.store.read() as connection:
        kept = await materials.of_case(connection, meeting.case_id)
    for paper in item.papers:
        if paper.required and paper.still and paper.code not in kept:
            await world.bring(meeting, paper.code)
    await gate.ask_signature(world.desk, meeting.case_id, meeting.clerk)
    await gate.sign(world.desk, meeting.case_id, meeting.visit_id, strokes())
    await gate.confirm(world.desk, meeting.case_id, meeting.visit_id, world.courier.last_code)
    return await cases.submit(world.desk, meeting.case_id, meeting.clerk)


# ── Chosen ────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_theme_that_is_chosen_is_a_fact_and_about_its_first_item(world: World) -> None:
    visit = await world.visit_to("choosing")
    assert (await openings.choose(world.desk, visit.id, THEME)).item_code == FIRST
    assert "theme.chosen" in await world.tags()


async def test_who_chooses_an_item_after_all_has_no_theme(world: World) -> None:
    visit = await world.visit_to("choosing")
    await openings.choose(world.desk, visit.id, THEME)
    await visits.choose_item(world.desk, visit.id, THIRD)
    async with world.store.read() as connection:
        assert await themes.find(connection, visit.id) is None


async def test_another_theme_takes_the_place_of_the_first(world: World) -> None:
    visit = await world.visit_to("choosing")
    await openings.choose(world.desk, visit.id, THEME)
    await openings.choose(world.desk, visit.id, CHAIN)
    assert (await opening(world, visit.id)).theme_code == CHAIN


async def test_with_a_ticket_no_other_theme_is_chosen(world: World) -> None:
    visit_id = await waiting(world)
    with pytest.raises(NotReady):
        await openings.choose(world.desk, visit_id, CHAIN)


# ── Met ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_one_turn_opens_a_case_for_every_item_that_needs_no_other(world: World) -> None:
    meeting = await met(world)
    async with world.store.read() as connection:
        every = await rows.every_of_visit(connection, meeting.visit_id)
    assert {one.item_code for one in every} == {FIRST, SECOND, THIRD}
    assert await states(world, meeting.visit_id) == dict.fromkeys((FIRST, SECOND, THIRD), Step.OPEN)


async def test_what_needs_another_item_waits_for_it(world: World) -> None:
    meeting = await met(world, CHAIN)
    assert (await states(world, meeting.visit_id))[INSURED] is Step.WAITING


async def test_an_item_alone_has_one_case(world: World) -> None:
    meeting = await world.in_session(item=THIRD)
    async with world.store.read() as connection:
        assert len(await rows.every_of_visit(connection, meeting.visit_id)) == 1


async def test_a_broken_meeting_goes_on_with_the_same_cases(world: World) -> None:
    meeting = await met(world)
    await turned(world, meeting, SECOND)
    await sessions.break_off(world.desk, meeting.session_id)
    again = await world.in_session_with(await world.visit(meeting.visit_id))
    assert (await world.case(again.case_id)).item_code == SECOND
    async with world.store.read() as connection:
        assert len(await rows.every_of_visit(connection, meeting.visit_id)) == 3


async def test_a_turn_of_a_theme_is_claimed_once_though_it_has_several_cases(world: World) -> None:
    meeting = await met(world)
    await sessions.break_off(world.desk, meeting.session_id)
    await world.in_session_with(await world.visit(meeting.visit_id))
    async with world.store.read() as connection:
        assert (await rows.of_visit(connection, meeting.visit_id)) is not None


# ── Turned to ─────────────────────────────────────────────────────────────────────────────────────────────────


async def test_both_hands_write_where_the_meeting_is_turned_to(world: World) -> None:
    meeting = await turned(world, await met(world), THIRD)
    field = next(one for one in (await world.item(THIRD)).form if one.by == "clerk")
    await world.write(meeting, field.name, answer_for(field))


async def test_nobody_writes_on_the_case_that_was_put_aside(world: World) -> None:
    meeting = await met(world)
    await turned(world, meeting, THIRD)
    field = next(one for one in (await world.item(FIRST)).form if one.by == "clerk")
    with pytest.raises(NotAllowed):
        await world.write(meeting, field.name, answer_for(field))


async def test_a_meeting_is_not_turned_to_another_visits_case(world: World) -> None:
    other = await world.in_session(corner="MO-02", item=THIRD)
    await sessions.end(world.desk, other.session_id, other.clerk)
    meeting = await met(world)
    with pytest.raises(Missing):
        await openings.turn_to(world.desk, meeting.session_id, other.case_id, meeting.clerk)


async def test_turning_is_a_fact(world: World) -> None:
    await turned(world, await met(world), THIRD)
    assert "session.turned" in await world.tags()


# ── Papers ────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_paper_given_once_stands_in_every_case_that_takes_it(world: World) -> None:
    meeting = await met(world)
    await world.bring(meeting, "identity-document")
    async with world.store.read() as connection:
        for code in (SECOND, THIRD):
            kept = await materials.of_case(connection, (await case_of(world, meeting.visit_id, code)).id)
            assert kept["identity-document"].pages[0].source is Source.REUSED


async def test_the_shared_paper_is_the_same_by_its_hash(world: World) -> None:
    meeting = await met(world)
    await world.bring(meeting, "identity-document")
    other = await case_of(world, meeting.visit_id, THIRD)
    async with world.store.read() as connection:
        first = (await materials.of_case(connection, meeting.case_id))["identity-document"]
        assert (await materials.of_case(connection, other.id))["identity-document"].digest == first.digest


async def test_a_paper_that_another_item_does_not_take_stays_where_it_is(world: World) -> None:
    meeting = await met(world)
    await world.bring(meeting, "premises-proof")
    other = await case_of(world, meeting.visit_id, THIRD)
    async with world.store.read() as connection:
        assert await materials.of_case(connection, other.id) == {}


async def test_what_was_signed_is_signed_anew_when_a_shared_paper_changes(world: World) -> None:
    meeting = await met(world)
    third = await turned(world, meeting, THIRD)
    item, language = await world.item(THIRD), (await world.visit(meeting.visit_id)).language
    for field in item.form:
        await cases.write_field(
            world.desk, third.case_id, writing(third, field, answer_for(field), language, revision=0)
        )
    for paper in item.papers:
        if paper.required and paper.still:
            await world.bring(third, paper.code)
    await gate.ask_signature(world.desk, third.case_id, third.clerk)
    first = await turned(world, meeting, FIRST)
    await keeping.ask_for(world.desk, first.case_id, "identity-document", first.clerk)
    await keeping.keep_still(world.desk, first.case_id, "identity-document", first.visit_id, still("JPEG"))
    assert (await world.case(third.case_id)).state is State.DRAFTING


async def test_a_case_that_opens_later_has_the_papers_already(world: World) -> None:
    meeting = await turned(world, await met(world, CHAIN), PERMIT)
    await submitted(world, meeting)
    opened = await case_of(world, meeting.visit_id, INSURED)
    async with world.store.read() as connection:
        assert "home-return-permit" in await materials.of_case(connection, opened.id)


# ── Done, and come to nothing ─────────────────────────────────────────────────────────────────────────────────


async def test_a_submitted_case_is_a_part_done_and_opens_what_waited(world: World) -> None:
    meeting = await turned(world, await met(world, CHAIN), PERMIT)
    await submitted(world, meeting)
    assert [(await states(world, meeting.visit_id))[code] for code in (PERMIT, INSURED)] == [Step.DONE, Step.OPEN]


async def test_a_part_without_its_papers_stops_what_needs_it_and_nothing_else(world: World) -> None:
    meeting = await met(world, CHAIN)
    await openings.set_aside(world.desk, meeting.session_id, PERMIT, Why.PAPERS, meeting.clerk)
    found = await states(world, meeting.visit_id)
    assert (found[PERMIT], found[INSURED], found["JM-ED-001"]) == (Step.FAILED, Step.BLOCKED, Step.OPEN)


async def test_a_part_that_lacked_papers_is_taken_up_again(world: World) -> None:
    meeting = await met(world, CHAIN)
    await openings.set_aside(world.desk, meeting.session_id, PERMIT, Why.PAPERS, meeting.clerk)
    await openings.take_up(world.desk, meeting.session_id, PERMIT, meeting.clerk)
    found = await states(world, meeting.visit_id)
    assert (found[PERMIT], found[INSURED]) == (Step.OPEN, Step.WAITING)


async def test_what_the_applicant_gives_up_is_withdrawn(world: World) -> None:
    meeting = await met(world)
    await openings.set_aside(world.desk, meeting.session_id, THIRD, Why.WITHDRAWN, meeting.clerk)
    assert (await case_of(world, meeting.visit_id, THIRD)).state is State.WITHDRAWN


async def test_a_part_nobody_needs_lets_the_others_go_on(world: World) -> None:
    meeting = await met(world, CHAIN)
    await openings.set_aside(world.desk, meeting.session_id, PERMIT, Why.NONE, meeting.clerk)
    found = await states(world, meeting.visit_id)
    assert (found[PERMIT], found[INSURED]) == (Step.SKIPPED, Step.OPEN)


async def test_a_reason_nobody_knows_is_refused(world: World) -> None:
    meeting = await met(world)
    with pytest.raises(BadInput):
        await openings.set_aside(world.desk, meeting.session_id, THIRD, "tired", meeting.clerk)


async def test_a_visit_that_ends_with_some_parts_done_is_partly_done(world: World) -> None:
    meeting = await met(world)
    await submitted(world, meeting)
    await sessions.end(world.desk, meeting.session_id, meeting.clerk)
    await visits.leave(world.desk, meeting.visit_id)
    stands = await opening(world, meeting.visit_id)
    assert (stands.state, [part.state for part in stands.parts]) == (
        Outcome.PARTLY,
        [Step.DONE, Step.FAILED, Step.FAILED],
    )


async def test_all_that_was_submitted_makes_the_whole_done(world: World) -> None:
    meeting = await met(world)
    await submitted(world, meeting)
    for code in (SECOND, THIRD):
        await submitted(world, await turned(world, meeting, code))
    assert (await opening(world, meeting.visit_id)).state is Outcome.DONE


async def test_a_withdrawn_consent_withdraws_every_case(world: World) -> None:
    meeting = await met(world)
    await consents.withdraw(world.desk, meeting.visit_id, Purpose.VISIT, f"visit:{meeting.visit_id}")
    async with world.store.read() as connection:
        every = await rows.every_of_visit(connection, meeting.visit_id)
    assert {one.state for one in every} == {State.WITHDRAWN}


async def test_the_proof_of_one_case_holds_what_the_meeting_left_of_the_others(world: World) -> None:
    meeting = await met(world)
    receipt = await submitted(world, meeting)
    other = await case_of(world, meeting.visit_id, THIRD)
    async with world.store.read() as connection:
        found = await gathering.of_case(connection, world.store.vault, other.id)
    assert receipt.id in {entry.subject for entry in found}


async def test_a_receipt_tells_how_far_the_others_of_its_visit_were(world: World) -> None:
    meeting = await met(world)
    await openings.set_aside(world.desk, meeting.session_id, THIRD, Why.PAPERS, meeting.clerk)
    await submitted(world, meeting)
    told = [(one.state, one.number[:6]) for one in world.printer.drawn[-1].together]
    assert told == [("尚未提交", "JM2026"), ("材料未齊", "JM2026")]
