"""What several actions do with the clock of a case inside their own unit of work: set it, and reckon it anew."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from desk.actions import facts
from desk.model.cases.cases import DECIDED, WAITING, Case
from desk.model.cases.clock import FOR_ENTERPRISES, WARN_AT, Clock, Counted, Limit, Pace
from desk.model.cases.decisions import Decision
from desk.model.events import Tag
from desk.store import items
from desk.store.cases import clocks
from desk.store.cases.clocks import Kept, State
from desk.store.unit import Unit


async def begin(unit: Unit, case: Case) -> None:
    """The case was submitted now: what is promised of its item runs; to an enterprise, the first answer."""
    item = await items.get(unit.connection, case.item_code, case.item_version)
    pace = Pace.FIRST_ANSWER if item.enterprise else Pace.PROMISED
    promised = Limit(count=item.promised_days, counted=Counted.WORKING_DAYS)
    await _set(unit, case, pace, FOR_ENTERPRISES.get(pace, promised), unit.now, ())


async def quicken(unit: Unit, case: Case, pace: Pace, decisions: Iterable[Decision]) -> None:
    """An enterprise's case was answered: from its submission it now runs to another end."""
    known = await clocks.of_case(unit.connection, case.id)
    begun = known.begun_at if known else unit.now
    await _set(unit, case, pace, FOR_ENTERPRISES[pace], begun, decisions)


async def settle(unit: Unit, case: Case, decisions: Iterable[Decision]) -> None:
    """Reckons the clock after a decision: it stands while the applicant is waited for, and is over with the case."""
    known = await clocks.of_case(unit.connection, case.id)
    if known is not None:
        state = _state(case)
        clock = await clocks.of(unit.connection, known, decisions)
        await clocks.keep(unit, reckoned(known if state is known.state else replace(known, state=state), clock))


def reckoned(kept: Kept, clock: Clock) -> Kept:
    """What is kept of the clock: its end and its next warning, where it runs."""
    if kept.state is not State.RUNNING:
        return replace(kept, due_at=None if clock.stands else kept.due_at, warn_at=None)
    warn_at = clock.at(WARN_AT[kept.warned]) if kept.warned < len(WARN_AT) else None
    return replace(kept, due_at=clock.due_at(), warn_at=warn_at, sure=clock.is_sure())


async def _set(
    unit: Unit, case: Case, pace: Pace, limit: Limit, begun_at: datetime, decisions: Iterable[Decision]
) -> None:
    kept = Kept(
        case_id=case.id,
        pace=pace,
        state=_state(case),
        count=limit.count,
        counted=limit.counted,
        begun_at=begun_at,
        due_at=None,
        warn_at=None,
        warned=0,
        sure=True,
    )
    kept = reckoned(kept, await clocks.of(unit.connection, kept, decisions))
    await clocks.keep(unit, kept)
    told = {"pace": pace.value, "count": limit.count, "counted": limit.counted.value}
    due = {"due": kept.due_at.isoformat()} if kept.due_at else {}
    unit.record(facts.of_case(Tag.CLOCK_SET, case, "desk", **told, **due))


def _state(case: Case) -> State:
    if case.state in DECIDED:
        return State.OVER
    return State.STANDING if case.state in WAITING else State.RUNNING
