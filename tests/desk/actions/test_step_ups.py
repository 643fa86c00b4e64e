"""Signing in again: what binds waits for it, the meeting goes on, and it is the same applicant or nothing."""

import pytest

from desk.actions import step_ups
from desk.actions.cases import cases
from desk.model.cases.cases import State as CaseState
from desk.model.errors import AnotherPerson, AssuranceUnmet, NotAllowed, NotReady
from desk.model.recognitions import Recognition
from desk.model.sessions import State as SessionState
from desk.model.step_ups import State, StepUp
from desk.store import recognitions
from desk.store import step_ups as kept
from identity.errors import AssuranceTooLow, IdentityError, ReplayedAnswer, SignInCancelled
from tests.desk import gate
from tests.desk.world import Meeting, World, answered, strokes

HOUSING_FUND = "JM-HF-001"
"""It demands the highest assurance."""


async def recognised(world: World, visit_id: str) -> list[Recognition]:
    async with world.store.read() as connection:
        return await recognitions.of_visit(connection, visit_id)


async def asked(world: World, visit_id: str) -> StepUp:
    async with world.store.read() as connection:
        found = await kept.of_visit(connection, visit_id)
    assert found is not None
    return found


async def stale(world: World) -> Meeting:
    """A meeting in which the applicant is to sign, and signed in too long ago for that."""
    meeting = await world.filled()
    await gate.ask_signature(world.desk, meeting.case_id, meeting.clerk)
    world.clock.pass_by(minutes=121)
    return meeting


async def prove(world: World, visit_id: str, person: str = "lei", **answer: str) -> None:
    begun = answered(await step_ups.begin(world.desk, visit_id, "macao"), person)
    await step_ups.finish(world.desk, visit_id, begun | answer)


async def test_who_signed_in_too_long_ago_does_not_sign(world: World) -> None:
    meeting = await stale(world)
    with pytest.raises(AssuranceUnmet) as refused:
        await gate.sign(world.desk, meeting.case_id, meeting.visit_id, strokes())
    assert refused.value.reason == "assurance-too-old"
    assert (await world.case(meeting.case_id)).state is CaseState.SIGNING


async def test_who_signed_in_too_long_ago_does_not_confirm(sqlite_world: World) -> None:
    meeting = await sqlite_world.signed()
    code = sqlite_world.courier.last_code
    sqlite_world.clock.pass_by(minutes=121)
    with pytest.raises(AssuranceUnmet):
        await gate.confirm(sqlite_world.desk, meeting.case_id, meeting.visit_id, code)


async def test_nothing_is_submitted_for_who_signed_in_too_long_ago(sqlite_world: World) -> None:
    meeting = await sqlite_world.confirmed()
    sqlite_world.clock.pass_by(minutes=121)
    with pytest.raises(AssuranceUnmet):
        await cases.submit(sqlite_world.desk, meeting.case_id, meeting.clerk)


async def test_a_fresh_sign_in_lets_the_signing_go_on_in_the_same_meeting(world: World) -> None:
    meeting = await stale(world)
    await step_ups.ask_at_gate(world.desk, meeting.case_id, "assurance-too-old")
    await prove(world, meeting.visit_id)
    await gate.sign(world.desk, meeting.case_id, meeting.visit_id, strokes())
    assert (await world.session(meeting.session_id)).state is SessionState.LIVE
    assert (await asked(world, meeting.visit_id)).state is State.MET


async def test_each_recognition_is_kept_and_the_newest_counts(world: World) -> None:
    meeting = await stale(world)
    await prove(world, meeting.visit_id)
    newest, first = await recognised(world, meeting.visit_id)
    assert newest.applicant_id == first.applicant_id
    assert newest.verified_at > first.verified_at


async def test_while_the_applicant_is_away_the_clerk_sees_it(sqlite_world: World) -> None:
    meeting = await stale(sqlite_world)
    await step_ups.ask(sqlite_world.desk, meeting.session_id, meeting.clerk)
    await step_ups.begin(sqlite_world.desk, meeting.visit_id, "macao")
    assert (await asked(sqlite_world, meeting.visit_id)).state is State.AWAY


async def test_somebody_else_changes_nothing(world: World) -> None:
    meeting = await stale(world)
    await step_ups.ask(world.desk, meeting.session_id, meeting.clerk)
    with pytest.raises(AnotherPerson):
        await prove(world, meeting.visit_id, "santos")
    assert len(await recognised(world, meeting.visit_id)) == 1
    step_up = await asked(world, meeting.visit_id)
    assert (step_up.state, step_up.problem) == (State.ASKED, "another-person")
    assert (await world.session(meeting.session_id)).state is SessionState.LIVE


async def test_somebody_unknown_who_signs_in_is_not_kept(sqlite_world: World) -> None:
    meeting = await stale(sqlite_world)
    with pytest.raises(AnotherPerson):
        await prove(sqlite_world, meeting.visit_id, "santos")
    visit = await sqlite_world.visit_to("recognised", corner="MO-02", person="santos")
    assert visit.applicant_id not in {each.applicant_id for each in await recognised(sqlite_world, meeting.visit_id)}


FAILURES: dict[str, tuple[str, dict[str, str], type[IdentityError], str]] = {
    "cancelled": (HOUSING_FUND, {"error": "access_denied"}, SignInCancelled, "sign-in-cancelled"),
    "too-low": (HOUSING_FUND, {"person": "low"}, AssuranceTooLow, "assurance-too-low"),
}


@pytest.mark.parametrize(("item", "answer", "error", "problem"), FAILURES.values(), ids=FAILURES)
async def test_a_try_that_fails_is_told_and_leaves_what_stands(
    sqlite_world: World, item: str, answer: dict[str, str], error: type[IdentityError], problem: str
) -> None:
    meeting = await sqlite_world.in_session(item=item, clerk="clerk2")
    await step_ups.ask(sqlite_world.desk, meeting.session_id, meeting.clerk)
    with pytest.raises(error):
        await prove(sqlite_world, meeting.visit_id, **answer)
    assert (await asked(sqlite_world, meeting.visit_id)).problem == problem
    assert len(await recognised(sqlite_world, meeting.visit_id)) == 1


async def test_one_answer_is_looked_at_once(sqlite_world: World) -> None:
    meeting = await stale(sqlite_world)
    answer = answered(await step_ups.begin(sqlite_world.desk, meeting.visit_id, "macao"), "lei")
    await step_ups.finish(sqlite_world.desk, meeting.visit_id, answer)
    with pytest.raises(ReplayedAnswer):
        await step_ups.finish(sqlite_world.desk, meeting.visit_id, answer)


async def test_another_clerk_does_not_ask(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(NotAllowed):
        await step_ups.ask(sqlite_world.desk, meeting.session_id, sqlite_world.staff["clerk2"])


async def test_nobody_is_asked_who_has_not_come_yet(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    with pytest.raises(NotReady):
        await step_ups.ask(sqlite_world.desk, meeting.session_id, meeting.clerk)


async def test_a_gate_asks_once(sqlite_world: World) -> None:
    meeting = await stale(sqlite_world)
    for _ in range(2):
        await step_ups.ask_at_gate(sqlite_world.desk, meeting.case_id, "assurance-too-old")
    assert (await sqlite_world.tags()).count("assurance.asked") == 1


async def test_who_does_not_want_to_may_say_so(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await step_ups.ask(sqlite_world.desk, meeting.session_id, meeting.clerk)
    await step_ups.decline(sqlite_world.desk, meeting.visit_id)
    assert (await asked(sqlite_world, meeting.visit_id)).state is State.DECLINED
    assert "assurance.refused" in await sqlite_world.tags()


async def test_a_first_sign_in_is_no_step_up(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("consented")
    with pytest.raises(NotReady):
        await step_ups.begin(sqlite_world.desk, visit.id, "macao")


async def test_before_the_ticket_a_surer_sign_in_opens_an_item_that_demands_it(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("documented")
    await prove(sqlite_world, visit.id)
    assert len(await recognised(sqlite_world, visit.id)) == 2
