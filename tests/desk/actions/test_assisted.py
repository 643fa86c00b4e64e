"""Who can sign in nowhere is recognised by two different members of staff, and as that."""

import asyncio

import pytest

from desk.actions import assisted, visits, witnesses
from desk.actions.assisted import Reading
from desk.actions.cases import cases
from desk.actions.turns import tickets
from desk.model.assists import CHECKS, LASTS, Assist, State
from desk.model.cases.cases import State as CaseState
from desk.model.errors import (
    AssistExpired,
    AssistMismatch,
    AssuranceUnmet,
    BadInput,
    DocumentNotAccepted,
    IllegalMove,
    NotAllowed,
    NotReady,
    SamePerson,
    StillNeeded,
)
from desk.model.recognitions import Recognition
from desk.model.visits import State as VisitState
from desk.model.visits import Visit
from desk.store import assists, people, recognitions
from identity.errors import WrongShape
from tests.desk import gate
from tests.desk.world import ITEM, Meeting, World, answer_for, strokes

FIRST, SECOND = "helper-macao", "zone-macao"
NUMBER = "1234567(8)"
HOUSING_FUND = "JM-HF-001"


def reading(number: str = NUMBER, kind: str = "macao-bir", name: str = "陳大文") -> Reading:
    return Reading(kind=kind, number=number, names=((name, "zh-Hant-MO"), ("", "en-HK")), checks=CHECKS)


async def asked(world: World) -> tuple[Visit, Assist]:
    visit = await world.visit_to("consented")
    return visit, await assisted.ask(world.desk, visit.id)


async def seen(world: World) -> tuple[Visit, Assist]:
    visit, assist = await asked(world)
    await assisted.see(world.desk, assist.id, world.staff[FIRST], reading())
    return visit, assist


async def confirmed(world: World) -> Visit:
    visit, assist = await seen(world)
    await assisted.confirm(world.desk, assist.id, world.staff[SECOND], NUMBER, CHECKS)
    return await world.visit(visit.id)


async def alone_in_session(world: World) -> Meeting:
    """A meeting whose applicant was seen by one member of staff; the form is complete and is to be signed."""
    visit, assist = await seen(world)
    await assisted.go_on_alone(world.desk, assist.id, world.staff[FIRST])
    await world.confirm_phone(visit.id, hong_kong=False)
    await tickets.take(world.desk, visit.id)
    return await world.in_session_with(await world.visit(visit.id))


async def stands(world: World, assist: Assist) -> Assist:
    async with world.store.read() as connection:
        return await assists.get(connection, assist.id)


async def recognised(world: World, visit_id: str) -> list[Recognition]:
    async with world.store.read() as connection:
        return await recognitions.of_visit(connection, visit_id)


async def test_two_persons_make_a_substantial_recognition_that_says_it_was_assisted(world: World) -> None:
    visit = await confirmed(world)
    (kept,) = await recognised(world, visit.id)
    assert (kept.method, kept.provider, kept.level, kept.proofing) == ("assisted", "", "substantial", "in-person")
    assert kept.factors == ("document-seen", "second-witness", "witness")


async def test_the_visit_goes_on_with_the_document_and_the_name_that_were_read(sqlite_world: World) -> None:
    visit = await confirmed(sqlite_world)
    async with sqlite_world.store.read() as connection:
        applicant = await people.applicant(connection, sqlite_world.store.vault, visit.applicant_id)
        (document,) = await people.documents_of(connection, sqlite_world.store.vault, visit.id)
    assert visit.state is VisitState.DOCUMENTED
    assert [(name.text, name.language) for name in applicant.names] == [("陳大文", "zh-Hant-MO")]
    assert (document.kind, document.number, document.checked) == ("macao-bir", NUMBER, "shape")


async def test_both_members_of_staff_stand_in_the_ledger(sqlite_world: World) -> None:
    await confirmed(sqlite_world)
    facts = [fact.event for fact in await sqlite_world.store.facts((), 0)]
    told = next(event.data for event in facts if event.tag == "assist.confirmed")
    assert told == {"first": sqlite_world.staff[FIRST].id, "second": sqlite_world.staff[SECOND].id}


async def test_a_helper_is_called_and_then_not_any_more(sqlite_world: World) -> None:
    await seen(sqlite_world)
    tags = await sqlite_world.tags()
    assert tags.index("corner.help-asked") < tags.index("corner.help-given")


async def test_asking_twice_is_one_request(sqlite_world: World) -> None:
    visit, assist = await asked(sqlite_world)
    assert (await assisted.ask(sqlite_world.desk, visit.id)).id == assist.id


async def test_who_saw_it_first_does_not_confirm(sqlite_world: World) -> None:
    visit, assist = await seen(sqlite_world)
    with pytest.raises(SamePerson):
        await assisted.confirm(sqlite_world.desk, assist.id, sqlite_world.staff[FIRST], NUMBER, CHECKS)
    assert await recognised(sqlite_world, visit.id) == []


async def test_another_number_read_the_second_time_is_refused(sqlite_world: World) -> None:
    _, assist = await seen(sqlite_world)
    with pytest.raises(AssistMismatch):
        await assisted.confirm(sqlite_world.desk, assist.id, sqlite_world.staff[SECOND], "7654321(0)", CHECKS)
    assert (await stands(sqlite_world, assist)).state is State.SEEN


async def test_of_many_confirmations_at_once_one_counts(world: World) -> None:
    visit, assist = await seen(world)
    tries = (assisted.confirm(world.desk, assist.id, world.staff[SECOND], NUMBER, CHECKS) for _ in range(8))
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert [each for each in done if each is None] == [None]
    assert len(await recognised(world, visit.id)) == 1


async def test_staff_of_another_zone_do_neither(sqlite_world: World) -> None:
    _, assist = await asked(sqlite_world)
    with pytest.raises(NotAllowed):
        await assisted.see(sqlite_world.desk, assist.id, sqlite_world.staff["helper-hongkong"], reading())


REFUSED: dict[str, tuple[Reading, type[Exception]]] = {
    "not-as-such-numbers-are": (reading("12345"), WrongShape),
    "not-accepted-by-the-item": (reading("CA1234567", kind="passport"), DocumentNotAccepted),
    "no-name": (reading(name=" "), BadInput),
    "a-name-without-end": (reading(name="陳" * 201), BadInput),
}


@pytest.mark.parametrize(("what", "error"), REFUSED.values(), ids=REFUSED)
async def test_what_is_no_reading_of_a_document_is_refused(
    sqlite_world: World, what: Reading, error: type[Exception]
) -> None:
    _, assist = await asked(sqlite_world)
    with pytest.raises(error):
        await assisted.see(sqlite_world.desk, assist.id, sqlite_world.staff[FIRST], what)
    assert (await stands(sqlite_world, assist)).state is State.ASKED


async def test_a_reading_does_not_print_what_was_read() -> None:
    assert not any(secret in repr(reading()) for secret in ("1234567", "陳"))


async def test_an_item_that_demands_the_highest_is_not_reached_so(sqlite_world: World) -> None:
    visit = await sqlite_world.visit_to("consented", item=HOUSING_FUND)
    with pytest.raises(AssuranceUnmet) as refused:
        await assisted.ask(sqlite_world.desk, visit.id)
    assert refused.value.reason == "assurance-assisted-too-low"


async def test_nobody_waits_for_ever(sqlite_world: World) -> None:
    _, assist = await seen(sqlite_world)
    sqlite_world.clock.pass_by(minutes=LASTS.total_seconds() / 60)
    with pytest.raises(AssistExpired):
        await assisted.confirm(sqlite_world.desk, assist.id, sqlite_world.staff[SECOND], NUMBER, CHECKS)
    await assisted.end_overdue(sqlite_world.desk)
    assert (await stands(sqlite_world, assist)).state is State.OVER


async def test_after_one_that_ended_by_itself_another_may_be_asked_for(sqlite_world: World) -> None:
    visit, assist = await asked(sqlite_world)
    sqlite_world.clock.pass_by(minutes=11)
    assert (await assisted.ask(sqlite_world.desk, visit.id)).id != assist.id


async def test_a_request_dies_with_its_visit(sqlite_world: World) -> None:
    visit, assist = await seen(sqlite_world)
    await visits.leave(sqlite_world.desk, visit.id)
    assert (await stands(sqlite_world, assist)).state is State.OVER


async def test_the_applicant_may_choose_another_way(sqlite_world: World) -> None:
    visit, assist = await asked(sqlite_world)
    await assisted.cancel(sqlite_world.desk, visit.id)
    await sqlite_world.sign_in(visit.id, "lei")
    assert (await stands(sqlite_world, assist)).state is State.OVER


async def test_who_signs_in_after_all_is_not_who_staff_were_shown(world: World) -> None:
    visit, assist = await seen(world)
    await world.sign_in(visit.id, "lei")
    with pytest.raises((NotReady, IllegalMove)):
        await assisted.confirm(world.desk, assist.id, world.staff[SECOND], NUMBER, CHECKS)
    assert [kept.method for kept in await recognised(world, visit.id)] == ["provider"]


async def test_nobody_is_confirmed_after_their_visit(sqlite_world: World) -> None:
    meeting = await alone_in_session(sqlite_world)
    async with sqlite_world.store.read() as connection:
        assist = await assists.newest(connection, meeting.visit_id)
    await visits.leave(sqlite_world.desk, meeting.visit_id)
    assert assist is not None
    with pytest.raises(NotReady):
        await assisted.confirm(sqlite_world.desk, assist.id, sqlite_world.staff[SECOND], NUMBER, CHECKS)


async def test_staff_may_refuse(sqlite_world: World) -> None:
    visit, assist = await seen(sqlite_world)
    await assisted.refuse(sqlite_world.desk, assist.id, sqlite_world.staff[SECOND])
    assert (await sqlite_world.visit(visit.id)).state is VisitState.CONSENTED


async def test_who_is_met_again_so_is_a_new_applicant(sqlite_world: World) -> None:
    first = await confirmed(sqlite_world)
    await visits.leave(sqlite_world.desk, first.id)
    assert (await confirmed(sqlite_world)).applicant_id != first.applicant_id


async def test_one_person_is_worth_little_and_may_wait_for_the_clerk(sqlite_world: World) -> None:
    meeting = await alone_in_session(sqlite_world)
    assert [kept.level for kept in await recognised(sqlite_world, meeting.visit_id)] == ["low"]


async def fill(world: World, meeting: Meeting) -> None:
    item = await world.item(ITEM)
    for field in item.form:
        await world.write(meeting, field.name, answer_for(field))
    for paper in item.papers:
        if paper.required and paper.still:
            await world.bring(meeting, paper.code)
    await gate.ask_signature(world.desk, meeting.case_id, meeting.clerk)


async def test_nothing_is_signed_until_the_clerk_has_seen_the_document(sqlite_world: World) -> None:
    meeting = await alone_in_session(sqlite_world)
    await fill(sqlite_world, meeting)
    with pytest.raises(AssuranceUnmet) as refused:
        await gate.sign(sqlite_world.desk, meeting.case_id, meeting.visit_id, strokes())
    assert refused.value.reason == "assurance-witness-missing"


async def test_the_clerk_is_the_second_person_by_a_still_of_the_document(world: World) -> None:
    meeting = await alone_in_session(world)
    await fill(world, meeting)
    await witnesses.confirm(world.desk, meeting.session_id, meeting.clerk, CHECKS)
    await gate.sign(world.desk, meeting.case_id, meeting.visit_id, strokes())
    assert (await recognised(world, meeting.visit_id))[0].level == "substantial"
    assert (await world.case(meeting.case_id)).state is CaseState.SIGNED


async def test_without_a_still_the_clerk_confirms_nothing(sqlite_world: World) -> None:
    meeting = await alone_in_session(sqlite_world)
    with pytest.raises(StillNeeded):
        await witnesses.confirm(sqlite_world.desk, meeting.session_id, meeting.clerk, CHECKS)


async def test_another_clerk_confirms_nothing(sqlite_world: World) -> None:
    meeting = await alone_in_session(sqlite_world)
    with pytest.raises(NotAllowed):
        await witnesses.confirm(sqlite_world.desk, meeting.session_id, sqlite_world.staff["clerk2"], CHECKS)


async def test_whom_a_provider_recognised_the_clerk_does_not_confirm(sqlite_world: World) -> None:
    meeting = await sqlite_world.filled()
    with pytest.raises(NotReady):
        await witnesses.confirm(sqlite_world.desk, meeting.session_id, meeting.clerk, CHECKS)


async def test_the_receipt_says_how_the_applicant_was_identified(sqlite_world: World) -> None:
    meeting = await alone_in_session(sqlite_world)
    await fill(sqlite_world, meeting)
    await witnesses.confirm(sqlite_world.desk, meeting.session_id, meeting.clerk, CHECKS)
    await gate.sign(sqlite_world.desk, meeting.case_id, meeting.visit_id, strokes())
    await gate.confirm(sqlite_world.desk, meeting.case_id, meeting.visit_id, sqlite_world.courier.last_code)
    await cases.submit(sqlite_world.desk, meeting.case_id, meeting.clerk)
    paper = sqlite_world.printer.drawn[-1]
    assert paper.document != "12*****(*)"
    assert paper.names[0].source != assists.SOURCE
