"""Deciding on a submitted case: accepted, more asked for, given, with a department, refused, done.

Law: one decision is one commit: its row, the case's state, its clock, the fact, and the message to the applicant. The
letter is drawn and sealed before, without a lock; it counts only if the case still stands as it did.
"""

from dataclasses import dataclass, replace

from desk.actions import facts, following
from desk.actions.cases import clocks, letters, telling
from desk.actions.cases.letters import Said
from desk.actions.desk import Desk
from desk.model.cases.cases import Case, Move, step
from desk.model.cases.clock import Clock, Counted, Limit, Pace
from desk.model.cases.decisions import (
    LETTERED,
    LONGEST_WORDS,
    MOST_DAYS,
    RULINGS,
    TOLD,
    USUAL_DAYS,
    WORDED,
    Decision,
    Reason,
)
from desk.model.errors import BadInput, NotAllowed, Stale, TextTooLong
from desk.model.events import Tag
from desk.model.items import Item
from desk.model.receipts import Receipt
from desk.model.staff import Permission, Role, Staff
from desk.papers.sealing import Sealed
from desk.store import items, receipts
from desk.store.cases import cases, decisions
from desk.store.cases import clocks as kept_clocks
from desk.store.unit import Unit

LONGEST_DEPARTMENT = 64
SOLVED = frozenset({Pace.SIMPLE, Pace.HARD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What somebody of the staff decides. `reason` of a refusal; `department` to which it is handed on; `days` that the
    applicant is given; `pace` that an enterprise is promised when its case is accepted."""

    move: Move
    words: str = ""
    reason: str = ""
    department: str = ""
    days: int = USUAL_DAYS
    pace: str = ""


def may_decide(staff: Staff, item: Item) -> bool:
    """Supervisors, and clerks who handle this kind of business."""
    return staff.may(Permission.DECIDE_CASES) and (staff.role is Role.SUPERVISOR or item.skill in staff.skills)


def reasons(item: Item) -> tuple[str, ...]:
    """For which the item may be refused."""
    return item.refusals or tuple(reason.value for reason in Reason)


async def decide(desk: Desk, case_id: str, staff: Staff, ruling: Ruling) -> Decision:
    """Decides. Raises Missing, NotAllowed, IllegalMove, BadInput, TextTooLong, Stale (somebody decided meanwhile)."""
    async with desk.store.read() as connection:
        seen = await cases.get(connection, case_id)
        item = await items.get(connection, seen.item_code, seen.item_version)
        place = await kept_clocks.for_applicants(connection, seen)
    if not may_decide(staff, item):
        raise NotAllowed("another department's case")
    step(seen, ruling.move, desk.store.clock())
    _check(ruling, item)
    given = Clock(
        limit=Limit(count=ruling.days, counted=Counted.WORKING_DAYS), place=place, begun_at=desk.store.clock()
    )
    due_at = given.due_at() if ruling.move is Move.ASK_MORE else None
    said = Said(move=ruling.move, words=ruling.words, language=staff.language, reason=ruling.reason, due_at=due_at)
    letter = await letters.issue(desk, seen, item, said) if ruling.move in LETTERED else None
    sha256 = await desk.store.files.keep(letter.content) if letter else ""
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        if case.state is not seen.state:
            raise Stale("case")
        decision = _decision(unit, case, said, by_id=staff.id, department=ruling.department)
        if letter is not None:
            await receipts.know_key(unit, letter.key_id, desk.sealer.certificate)
            decision = _lettered(decision, letter, sha256)
        await _enter(unit, case, decision, f"staff:{staff.id}")
        if ruling.move is Move.ACCEPT and item.enterprise:
            after = step(case, ruling.move, unit.now)
            ruled = await decisions.of_case(unit.connection, unit.vault, case_id)
            await clocks.quicken(unit, after, Pace(ruling.pace), ruled)
        parcel = await telling.tell(desk, unit, case, ruling.move, due_at) if ruling.move in TOLD else None
    if parcel is not None:
        await desk.courier.carry(parcel)
    return decision


async def give_more(desk: Desk, receipt: Receipt, words: str, language: str) -> Decision:
    """The applicant answers what was asked for, in their own words; the clock runs on.

    Raises BadInput (nothing was said), TextTooLong, IllegalMove (nothing is asked for).
    """
    if not words.strip():
        raise BadInput("words")
    _check_length(words)
    async with desk.store.write() as unit:
        case = await cases.lock(unit, receipt.case_id)
        said = Said(move=Move.GIVE_MORE, words=words, language=language, reason="", due_at=None)
        decision = _decision(unit, case, said)
        await _enter(unit, case, decision, "applicant")
    return decision


async def _enter(unit: Unit, case: Case, decision: Decision, actor: str) -> None:
    """Row, state, clock and fact. Raises IllegalMove, Stale."""
    after = step(case, decision.move, unit.now)
    await cases.change(unit, case, after)
    await decisions.add(unit, decision)
    await clocks.settle(unit, after, await decisions.of_case(unit.connection, unit.vault, case.id))
    told = {"move": decision.move.value, "state": after.state.value, "decision": decision.id}
    if decision.reason:
        told["reason"] = decision.reason
    if decision.paper_sha256:
        told |= {"paper": decision.paper_sha256, "seal": decision.seal_key}
    unit.record(facts.of_case(Tag.CASE_DECIDED, case, actor, **told))
    await following.closed(unit, after)


def _decision(unit: Unit, case: Case, said: Said, *, by_id: str = "", department: str = "") -> Decision:
    return Decision(
        id=unit.chance.id(),
        case_id=case.id,
        move=said.move,
        by_id=by_id,
        decided_at=unit.now,
        words=said.words,
        language=said.language,
        reason=said.reason,
        department=department,
        due_at=said.due_at,
    )


def _lettered(decision: Decision, letter: Sealed, sha256: str) -> Decision:
    return replace(
        decision,
        paper_sha256=sha256,
        sealed_sha256=sha256,
        signed_sha256=letter.signed_sha256,
        seal_key=letter.key_id,
    )


def _check(ruling: Ruling, item: Item) -> None:
    """Whether all is told that this decision needs. Raises BadInput, TextTooLong."""
    if ruling.move not in RULINGS:
        raise BadInput("move")
    if ruling.move in WORDED and not ruling.words.strip():
        raise BadInput("words")
    _check_length(ruling.words)
    if (ruling.move is Move.REFUSE) != bool(ruling.reason) or ruling.reason not in ("", *reasons(item)):
        raise BadInput("reason")
    if len(ruling.department) > LONGEST_DEPARTMENT or bool(ruling.department.strip()) is not (
        ruling.move is Move.HAND_ON
    ):
        raise BadInput("department")
    if not 1 <= ruling.days <= MOST_DAYS:
        raise BadInput("days")
    if ruling.move is Move.ACCEPT and item.enterprise and ruling.pace not in SOLVED:
        raise BadInput("pace")


def _check_length(words: str) -> None:
    if len(words) > LONGEST_WORDS:
        raise TextTooLong(LONGEST_WORDS)
