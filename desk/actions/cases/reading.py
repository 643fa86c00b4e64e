"""Reading back 復核: one key fact after the other is shown to the applicant, who says whether it is right."""

from dataclasses import dataclass

from desk.actions import facts, hands
from desk.actions.cases import complete
from desk.actions.desk import Desk
from desk.model.cases.cases import Case, Hand, Move, State, step
from desk.model.cases.readings import MOST_SAID, Reading, Verdict
from desk.model.errors import ChangedSinceShown, Missing, TextTooLong
from desk.model.events import Tag
from desk.model.staff import Staff
from desk.store import visits
from desk.store.cases import cases, contents, readings
from desk.store.cases.contents import Contents
from desk.store.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the applicant says of the fact before them: `shown` is the hash under which it was shown.

    `said` is what they wrote of a fact that is not right; it may be empty, for they may just say it.
    """

    fact: str
    shown: str
    verdict: Verdict
    said: str = ""


async def read(desk: Desk, case_id: str, clerk: Staff, fact: str = "") -> None:
    """The clerk reads a key fact, which is now before the applicant; without one, the first that is not confirmed.

    Raises Missing, NotAllowed, FormIncomplete, IllegalMove.
    """
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.CLERK, clerk.id)
        after = step(case, Move.READ, unit.now)
        holds = await contents.of_case(unit.connection, unit.vault, case)
        if case.state is not State.READING:
            complete.check_filled(holds)
        wanted = holds.fact(fact or _next(holds))
        if wanted is None:
            raise Missing("fact")
        actor = f"staff:{clerk.id}"
        if case.state is not State.READING:
            await cases.change(unit, case, after)
            unit.record(facts.of_case(Tag.CASE_READING_BEGAN, case, actor))
        if await readings.marked(unit.connection, case_id) != (wanted.key, clerk.id) or case.state is not State.READING:
            await readings.mark(unit, case_id, wanted.key, clerk.id)
            unit.record(facts.of_case(Tag.CASE_FACT_READ, case, actor, fact=wanted.key, revision=wanted.revision))


async def stop(desk: Desk, case_id: str, clerk: Staff) -> None:
    """Back to the form; what was confirmed stands. Raises Missing, NotAllowed, IllegalMove."""
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.CLERK, clerk.id)
        await cases.change(unit, case, step(case, Move.STOP_READING, unit.now))
        unit.record(facts.of_case(Tag.CASE_READING_STOPPED, case, f"staff:{clerk.id}"))


async def answer(desk: Desk, case_id: str, visit_id: str, answered: Answered) -> None:
    """The applicant says whether the fact before them is right. Said twice alike, it is one answer.

    Raises:
        Missing: no such case, not this visit's.
        IllegalMove: nothing is being read.
        ChangedSinceShown: the fact changed since it was shown, or another is before the applicant by now.
        TextTooLong: more was written than is kept.
    """
    if len(answered.said) > MOST_SAID:
        raise TextTooLong("said")
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        await hands.check(unit, case, Hand.APPLICANT, visit_id)
        step(case, Move.ANSWER, unit.now)
        holds = await contents.of_case(unit.connection, unit.vault, case)
        fact, (marked, clerk_id) = holds.fact(answered.fact), await readings.marked(unit.connection, case_id)
        if fact is None or fact.key != marked or fact.sha256 != answered.shown:
            raise ChangedSinceShown("another fact, or another value, is before the applicant")
        last = holds.answered.get(fact.key)
        if last is not None and (last.read, last.verdict, last.said) == (fact, answered.verdict, answered.said):
            return
        visit = await visits.get(unit.connection, visit_id)
        reading = Reading(
            id=unit.chance.id(),
            case_id=case_id,
            place=1 + max((one.place for one in holds.answered.values()), default=-1),
            fact=fact.key,
            revision=fact.revision,
            value=fact.value,
            verdict=answered.verdict,
            said=answered.said if answered.verdict is Verdict.NOT_RIGHT else "",
            language=visit.language,
            visit_id=visit_id,
            clerk_id=clerk_id,
            answered_at=unit.now,
        )
        await readings.add(unit, reading)
        _record(unit, case, reading)


def _next(holds: Contents) -> str:
    return holds.unread[0] if holds.unread else holds.facts[0].key


def _record(unit: Unit, case: Case, reading: Reading) -> None:
    """Which fact at which revision, and never its value: the ledger stands for good."""
    tag = Tag.CASE_FACT_CONFIRMED if reading.verdict is Verdict.RIGHT else Tag.CASE_FACT_REFUSED
    unit.record(facts.of_case(tag, case, f"visit:{reading.visit_id}", fact=reading.fact, revision=reading.revision))
