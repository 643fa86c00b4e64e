"""The applicant's stage through a whole visit: its kind, the turns before, the wait, and what is asked for."""

from datetime import timedelta

import pytest

from desk.actions import ratings, recordings, sessions, visits
from desk.actions.cases import cases
from desk.actions.turns import missed
from desk.boards import corner
from desk.boards.corner import Stage
from desk.model.cases.cases import Hand
from desk.model.errors import Missing
from desk.model.sessions import Session
from tests.desk import gate
from tests.desk.boards.hall import ONE_ENGINE, STROKES, Hall


async def stage(hall: Hall, session: Session) -> Stage:
    return await corner.stage(hall.reader, session.visit_id)


async def test_a_visit_goes_from_stage_to_stage(hall: Hall) -> None:
    visit = await hall.wait_at("MO-01")
    clerk = await hall.clerk("clerk1")
    kinds = [(await corner.stage(hall.reader, visit.id)).kind]
    session = await hall.call()
    kinds.append((await stage(hall, session)).kind)
    await sessions.answer(hall.desk, session.id, visit.id)
    kinds.append((await stage(hall, session)).kind)
    await sessions.hold(hall.desk, session.id, clerk, held=True)
    kinds.append((await stage(hall, session)).kind)
    await sessions.break_off(hall.desk, session.id)
    kinds.append((await stage(hall, session)).kind)
    session = await hall.call()
    await missed.miss(hall.desk, session.ticket_id, clerk)
    kinds.append((await stage(hall, session)).kind)
    await missed.come_back(hall.desk, visit.id)
    session = await hall.call()
    await sessions.answer(hall.desk, session.id, visit.id)
    await sessions.end(hall.desk, session.id, clerk)
    kinds.append((await stage(hall, session)).kind)
    await visits.leave(hall.desk, visit.id)
    kinds.append((await stage(hall, session)).kind)
    assert kinds == ["waiting", "called", "live", "held", "returning", "missed", "finished", "closed"]


@ONE_ENGINE
async def test_there_is_no_stage_before_the_ticket(hall: Hall) -> None:
    visit = await hall.sit_down("MO-01")
    with pytest.raises(Missing):
        await corner.stage(hall.reader, visit.id)


@ONE_ENGINE
async def test_a_visit_left_before_the_ticket_is_closed(hall: Hall) -> None:
    visit = await hall.sit_down("MO-01")
    await visits.leave(hall.desk, visit.id)
    assert (await corner.stage(hall.reader, visit.id)).kind == "closed"


async def test_turns_before_are_counted_in_the_order_of_the_claim(hall: Hall) -> None:
    first = await hall.wait_at("MO-01")
    await hall.wait_at("MO-02", item="JM-SI-001")
    second = await hall.wait_at("HK-01")
    third = await hall.wait_at("MO-03")
    assert [(await corner.stage(hall.reader, visit.id)).ahead for visit in (first, second, third)] == [0, 1, 2]


async def test_a_turn_that_returns_has_nobody_before_it(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    session = await hall.call()
    await hall.wait_at("MO-02")
    await sessions.break_off(hall.desk, session.id)
    assert (await stage(hall, session)).ahead == 0


async def test_who_signed_is_told_that_the_record_was_changed_since(hall: Hall) -> None:
    session = await hall.meet()
    clerk = await hall.clerk("clerk1")
    await hall.fill(session)
    told = [(await stage(hall, session)).reopened]
    await gate.ask_signature(hall.desk, session.case_id, clerk)
    await gate.sign(hall.desk, session.case_id, session.visit_id, STROKES)
    told.append((await stage(hall, session)).reopened)
    changed = cases.Writing(
        field="declared-name",
        text="江门钟记饭店",
        language="zh-Hans-CN",
        hand=Hand.CLERK,
        author_id=clerk.id,
        revision=1,
    )
    await cases.write_field(hall.desk, session.case_id, changed)
    told.append((await stage(hall, session)).reopened)
    await gate.ask_signature(hall.desk, session.case_id, clerk)
    told.append((await stage(hall, session)).reopened)
    assert told == [False, False, True, False]


@ONE_ENGINE
async def test_a_broken_meeting_was_an_interruption(hall: Hall) -> None:
    session = await hall.meet()
    await sessions.break_off(hall.desk, session.id)
    shown = await stage(hall, session)
    assert (shown.kind, shown.interrupted) == ("returning", True)


@ONE_ENGINE
async def test_a_missed_call_was_no_interruption(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    session = await hall.call()
    await missed.miss(hall.desk, session.ticket_id, await hall.clerk("clerk1"))
    await missed.come_back(hall.desk, session.visit_id)
    shown = await stage(hall, session)
    assert (shown.kind, shown.interrupted) == ("returning", False)


@ONE_ENGINE
async def test_a_missed_turn_is_parked_and_then_lapses_on_the_screen_too(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    session = await hall.call()
    await missed.miss(hall.desk, session.ticket_id, await hall.clerk("clerk1"))
    kinds = []
    for minutes in (0, 1, 1, 1, 120):
        hall.clock.pass_by(minutes=minutes)
        await missed.tend(hall.desk)
        kinds.append((await stage(hall, session)).kind)
    assert kinds == ["missed", "missed", "missed", "parked", "lapsed"]


@ONE_ENGINE
async def test_who_is_parked_is_told_until_when_and_behind_how_many(hall: Hall) -> None:
    session = await hall.meet()
    await missed.park(hall.desk, session.id, await hall.clerk("clerk1"))
    shown = await stage(hall, session)
    assert (shown.kind, shown.behind) == ("parked", 3)
    assert shown.kept_until == hall.clock() + timedelta(hours=2)


@ONE_ENGINE
async def test_the_wait_is_unknown_while_too_few_were_served(hall: Hall) -> None:
    await hall.serve(10)
    await hall.serve(10)
    visit = await hall.wait_at("MO-01")
    await hall.open_console("clerk1")
    assert (await corner.stage(hall.reader, visit.id)).wait is None


async def test_calls_that_nobody_answered_tell_nothing_of_the_wait(hall: Hall) -> None:
    visit = await hall.wait_at("MO-01")
    for _ in range(3):
        session = await hall.call()
        hall.clock.pass_by(minutes=2)
        await sessions.end(hall.desk, session.id, await hall.clerk("clerk1"))
    await hall.open_console("clerk1")
    assert (await corner.stage(hall.reader, visit.id)).wait is None


async def test_the_wait_is_estimated_from_what_was_served(hall: Hall) -> None:
    for minutes in (9, 9, 12):
        await hall.serve(minutes)
    await hall.wait_at("MO-02")
    visit = await hall.wait_at("MO-01")
    await hall.open_console("clerk1")
    wait = (await corner.stage(hall.reader, visit.id)).wait
    assert wait is not None
    assert wait.low < 10 < wait.high


@ONE_ENGINE
async def test_a_window_without_the_skill_shortens_no_wait(hall: Hall) -> None:
    for _ in range(3):
        await hall.serve(10)
    visit = await hall.wait_at("MO-01")
    await hall.open_console("clerk2")
    assert (await corner.stage(hall.reader, visit.id)).wait is None


async def test_a_console_that_fell_silent_shortens_no_wait(hall: Hall) -> None:
    for _ in range(3):
        await hall.serve(10)
    visit = await hall.wait_at("MO-01")
    await hall.open_console("clerk1")
    hall.clock.pass_by(seconds=13)
    assert (await corner.stage(hall.reader, visit.id)).wait is None


@ONE_ENGINE
async def test_a_waiting_applicant_is_told_what_to_have_ready(hall: Hall) -> None:
    visit = await hall.wait_at("MO-01", "pt-MO")
    ready = (await corner.stage(hall.reader, visit.id)).ready
    assert [line.code for line in ready] == ["identity-document", "investor-identity"]
    assert ready[0].name == "Documento de identificação"


@ONE_ENGINE
async def test_the_clerk_is_here_when_their_leg_is_up(hall: Hall) -> None:
    session = await hall.meet()
    before = (await stage(hall, session)).clerk_here
    hall.media.up.add(f"staff:{session.clerk_id}")
    assert (before, (await stage(hall, session)).clerk_here) == (False, True)


async def test_a_session_began_when_it_was_answered(hall: Hall) -> None:
    session = await hall.meet()
    answered = hall.clock()
    hall.clock.pass_by(minutes=3)
    clerk = await hall.clerk("clerk1")
    await sessions.hold(hall.desk, session.id, clerk, held=True)
    await sessions.hold(hall.desk, session.id, clerk, held=False)
    assert (await stage(hall, session)).began_at == answered


@ONE_ENGINE
async def test_a_still_is_wanted_from_the_asking_to_the_taking(hall: Hall) -> None:
    session = await hall.meet()
    await hall.ask_still(session)
    wanted = (await stage(hall, session)).still
    await hall.send_still(session)
    assert wanted is not None
    assert (wanted.code, (await stage(hall, session)).still) == ("identity-document", None)


@ONE_ENGINE
async def test_no_still_is_wanted_while_no_clerk_is_there(hall: Hall) -> None:
    session = await hall.meet()
    await hall.ask_still(session)
    await sessions.break_off(hall.desk, session.id)
    assert (await stage(hall, session)).still is None


@ONE_ENGINE
async def test_signing_goes_from_the_signature_to_the_code_to_the_receipt(hall: Hall) -> None:
    session = await hall.meet()
    clerk = await hall.clerk("clerk1")
    await hall.fill(session)
    steps = [(await stage(hall, session)).signing]
    await gate.ask_signature(hall.desk, session.case_id, clerk)
    steps.append((await stage(hall, session)).signing)
    await gate.sign(hall.desk, session.case_id, session.visit_id, STROKES)
    steps.append((await stage(hall, session)).signing)
    await gate.confirm(hall.desk, session.case_id, session.visit_id, hall.courier.last_code)
    steps.append((await stage(hall, session)).signing)
    receipt = await cases.submit(hall.desk, session.case_id, clerk)
    shown = (await stage(hall, session)).receipt
    assert shown is not None
    assert (steps, shown.pdf_url) == (["", "sign", "code", "done"], f"/receipts/{receipt.number}.pdf")


@ONE_ENGINE
async def test_the_telephone_is_shown_masked_and_the_rating_once_given(hall: Hall) -> None:
    session = await hall.meet()
    await ratings.rate(hall.desk, session.visit_id, 4)
    shown = await stage(hall, session)
    assert (shown.masked_phone, shown.rating.level) == ("+852 •••• ••67", 4)


@ONE_ENGINE
async def test_the_applicant_is_told_while_nothing_is_recorded(hall: Hall) -> None:
    session = await hall.meet()
    await recordings.note_failed(hall.desk, session.id, "disk-full")
    during = await corner.stage(hall.reader, session.visit_id)
    await recordings.note_resumed(hall.desk, session.id)
    after = await corner.stage(hall.reader, session.visit_id)
    assert (during.unrecorded, after.unrecorded) == ("wished", "")


async def test_nothing_of_the_person_is_left_on_a_closed_stage(hall: Hall) -> None:
    session = await hall.meet()
    await hall.submit(session)
    await visits.leave(hall.desk, session.visit_id)
    closed = await stage(hall, session)
    assert (closed.case, closed.receipt, closed.masked_phone, closed.item_title) == (None, None, "", "")
