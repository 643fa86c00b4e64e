"""Delivers the result of a case: fetched as a file, printed at a corner, or posted to an address of the applicant's.

An address is taken while nothing was posted; the posting is told by its courier and number, never by where it goes.
"""

from desk.actions import facts
from desk.actions.cases.deciding import may_decide
from desk.actions.desk import Desk
from desk.model.cases.cases import Case, Move, State
from desk.model.cases.decisions import Decision
from desk.model.cases.postings import (
    LONGEST_ADDRESS,
    LONGEST_COURIER,
    LONGEST_REFERENCE,
    Posting,
    Way,
)
from desk.model.errors import BadInput, Missing, NotAllowed, NotReady, TextTooLong
from desk.model.events import Tag
from desk.model.receipts import Receipt
from desk.model.staff import Staff
from desk.store import items
from desk.store.cases import cases, decisions, postings


async def letter(desk: Desk, decision_id: str) -> tuple[Decision, Case, bytes]:
    """A letter as it was issued, of which decision and case. Raises Missing."""
    async with desk.store.read() as connection:
        decision = await decisions.get(connection, desk.store.vault, decision_id)
        case = await cases.get(connection, decision.case_id)
    if not decision.paper_sha256:
        raise Missing("letter")
    return decision, case, await desk.store.files.open(decision.paper_sha256)


async def fetch(desk: Desk, decision_id: str, case_ids: frozenset[str], way: Way, actor: str) -> tuple[Case, bytes]:
    """A letter for whoever may have those of these cases; that a result was fetched, and how, is a fact.

    Raises Missing, to others as well: they do not learn whether there is such a letter.
    """
    decision, case, content = await letter(desk, decision_id)
    if case.id not in case_ids:
        raise Missing("letter")
    if decision.move is Move.FINISH:
        async with desk.store.write() as unit:
            unit.record(facts.of_case(Tag.RESULT_FETCHED, case, actor, way=way.value, decision=decision.id))
    return case, content


async def printable(desk: Desk, visit_id: str) -> frozenset[str]:
    """The cases whose letters the applicant of this visit may have at its corner: their own, once they showed who they
    are. A visit without an applicant has none."""
    async with desk.store.read() as connection:
        return await decisions.cases_here(connection, visit_id)


async def ask_post(desk: Desk, receipt: Receipt, address: str) -> None:
    """The applicant asks for the result by post, at this address, in place of an earlier one.

    Raises BadInput, TextTooLong, NotReady (nothing is to be posted, or it was posted already).
    """
    if not address.strip():
        raise BadInput("address")
    if len(address) > LONGEST_ADDRESS:
        raise TextTooLong(LONGEST_ADDRESS)
    async with desk.store.write() as unit:
        case = await cases.lock(unit, receipt.case_id)
        known = await postings.of_case(unit.connection, unit.vault, case.id)
        if case.state is not State.DONE or (known is not None and known.posted_at is not None):
            raise NotReady("nothing is to be posted")
        await postings.ask(unit, Posting(case_id=case.id, address=address, asked_at=unit.now))
        unit.record(facts.of_case(Tag.RESULT_POST_ASKED, case, "applicant"))


async def post(desk: Desk, case_id: str, staff: Staff, courier: str, reference: str) -> None:
    """It was handed to this courier under this number. Raises Missing, NotAllowed, BadInput, NotReady, Stale."""
    told = (courier.strip(), reference.strip())
    if not all(told) or len(told[0]) > LONGEST_COURIER or len(told[1]) > LONGEST_REFERENCE:
        raise BadInput("courier")
    async with desk.store.write() as unit:
        case = await cases.lock(unit, case_id)
        item = await items.get(unit.connection, case.item_code, case.item_version)
        if not may_decide(staff, item):
            raise NotAllowed("another department's case")
        known = await postings.of_case(unit.connection, unit.vault, case_id)
        if known is None:
            raise NotReady("no address was given")
        await postings.post(unit, known, *told, staff.id)
        unit.record(facts.of_case(Tag.RESULT_POSTED, case, f"staff:{staff.id}", courier=told[0], reference=told[1]))
