"""The parts of a theme that a visit opened, within the caller's transaction: begun, followed, and ended.

Law: a part follows its case, and never the other way round. A part that came to nothing stops only those that need it,
and each move of a part is a fact.
"""

from desk.actions import facts, following
from desk.actions.materials import sharing
from desk.model.cases.cases import Case, number_of
from desk.model.cases.cases import Move as CaseMove
from desk.model.cases.cases import State as CaseState
from desk.model.cases.cases import step as step_case
from desk.model.catalogue.themes import Move, Opening, Part, Step, Theme, Why, moved, startable
from desk.model.events import Event, Tag
from desk.model.visits import Visit
from desk.store import counters, visits
from desk.store.cases import cases
from desk.store.catalogue import themes
from desk.store.unit import Unit

ENDS = {CaseState.SUBMITTED: (Move.FINISH, Why.NONE), CaseState.WITHDRAWN: (Move.FAIL, Why.WITHDRAWN)}
"""States of a case that end its part of the visit. What is decided later is told by the case."""


async def begin(unit: Unit, visit_id: str, actor: str) -> None:
    """Applicant and clerk have met: every part that needs no other begins, each with a case of its own.

    Where no theme was chosen, nothing happens; met again, what began before goes on. Raises Stale.
    """
    opening = await themes.find(unit.connection, visit_id)
    if opening is not None:
        await start(unit, await visits.get(unit.connection, visit_id), opening, actor)


async def follow(unit: Unit, case: Case, actor: str) -> None:
    """This case has moved: its part is done or came to nothing, and what waited for it may begin. Raises Stale."""
    opening = await themes.find(unit.connection, case.visit_id)
    part = opening.part(case.item_code) if opening else None
    if opening is None or part is None or part.state is not Step.OPEN or case.state not in ENDS:
        return
    theme = await _theme(unit, opening)
    move, why = ENDS[case.state]
    after = await write(unit, opening, moved(theme, opening, case.item_code, move, unit.now, why=why), actor)
    await start(unit, await visits.get(unit.connection, case.visit_id), after, actor)


async def end(unit: Unit, visit: Visit, actor: str) -> None:
    """The visit is over: what was not done has come to nothing this time. Raises Stale."""
    opening = await themes.find(unit.connection, visit.id)
    if opening is None:
        return
    theme, after = await _theme(unit, opening), opening
    for part in opening.parts:
        now = after.part(part.item_code)
        if now is not None and now.state in (Step.WAITING, Step.OPEN):
            after = moved(theme, after, part.item_code, Move.FAIL, unit.now, why=Why.OUT_OF_TIME)
    await write(unit, opening, after, actor)


async def start(unit: Unit, visit: Visit, opening: Opening, actor: str) -> Opening:
    """Every part that may begin does, with its case; a paper that another part has counts for it as well."""
    theme, after = await _theme(unit, opening), opening
    known = {case.item_code: case for case in await cases.every_of_visit(unit.connection, visit.id)}
    for code in startable(theme, opening):
        part = opening.part(code)
        assert part is not None
        case = known.get(code) or await _open(unit, visit, part, actor)
        after = moved(theme, after, code, Move.START, unit.now, case_id=case.id)
    return await write(unit, opening, after, actor)


async def write(unit: Unit, before: Opening, after: Opening, actor: str) -> Opening:
    """Keeps what moved, all as one step, and tells each part of it. Raises Stale."""
    if after == before:
        return after
    once = after.at(before.revision + 1)
    await themes.change(unit, before, once)
    visit = await visits.get(unit.connection, before.visit_id)
    for was, now in zip(before.parts, after.parts, strict=True):
        if was != now:
            unit.record(fact(visit, once, now, actor))
    return once


def fact(visit: Visit, opening: Opening, part: Part, actor: str) -> Event:
    """A part of a theme has moved: which, where to, why, and how the whole stands."""
    return Event(
        tag=Tag.THEME_PART_MOVED,
        subject=opening.id,
        actor=actor,
        zone_id=visit.zone_id,
        visit_id=visit.id,
        case_id=part.case_id,
        data={
            "item": part.item_code,
            "state": part.state.value,
            "reason": part.reason.value,
            "theme": opening.theme_code,
            "outcome": opening.state.value,
        },
    )


async def open_case(unit: Unit, visit: Visit, item_code: str, item_version: int, actor: str) -> Case:
    """One more case of this visit."""
    count = await counters.take(unit, counters.of_cases(unit.now.year))
    case = Case(
        id=unit.chance.id(),
        number=number_of(unit.now.year, count),
        zone_id=visit.zone_id,
        visit_id=visit.id,
        applicant_id=visit.applicant_id,
        item_code=item_code,
        item_version=item_version,
        state=CaseState.DRAFTING,
        opened_at=unit.now,
        moved_at=unit.now,
    )
    await cases.add(unit, [case])
    unit.record(facts.of_case(Tag.CASE_OPENED, case, actor))
    return case


async def withdraw(unit: Unit, case: Case, actor: str) -> Case:
    """Nothing more is done on this case. Raises IllegalMove, Stale."""
    after = step_case(case, CaseMove.WITHDRAW, unit.now)
    await cases.change(unit, case, after)
    unit.record(facts.of_case(Tag.CASE_WITHDRAWN, after, actor))
    await following.closed(unit, after)
    return after


async def _open(unit: Unit, visit: Visit, part: Part, actor: str) -> Case:
    case = await open_case(unit, visit, part.item_code, part.item_version, actor)
    await sharing.inherit(unit, case, actor)
    return case


async def _theme(unit: Unit, opening: Opening) -> Theme:
    return await themes.get(unit.connection, opening.theme_code, opening.theme_version)
