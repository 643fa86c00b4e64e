"""Follow-ups are opened and dropped here, in the caller's transaction: after a bad rating, and once a case is closed.

Rule 1: whoever moves a case calls `closed` in the same commit; whether the case is closed then is decided there alone.
Rule 2: whoever withdrew their consent is asked nothing any more.
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

from desk.model.cases.cases import Case
from desk.model.events import Event, Tag
from desk.model.follow_ups import MOVES, FollowUp, Kind, Move, State, due_at, is_closed, step
from desk.model.ratings import Rating
from desk.store import consents, follow_ups, zones
from desk.store.turns import calendars
from desk.store.unit import Unit


async def closed(unit: Unit, case: Case) -> None:
    """If this case is closed now, who it was for is to be asked how it went. Called again, nothing changes."""
    if not is_closed(case.state) or await _standing(unit, case.visit_id, case.id, Kind.CALL) is not None:
        return
    if await consents.standing(unit.connection, case.visit_id) is not None:
        await _open(unit, Kind.CALL, case)


async def rated(unit: Unit, rating: Rating, case: Case) -> None:
    """A bad rating is to be looked into; one that was thought better of, and that nobody began with, no more."""
    known = await _standing(unit, rating.visit_id, case.id, Kind.REDRESS)
    if rating.is_bad and known is None:
        await _open(unit, Kind.REDRESS, case, rating.level)
    elif rating.is_bad and known is not None and known.level != rating.level:
        await follow_ups.change(unit, known, replace(known, level=rating.level))
    elif not rating.is_bad and known is not None and known.state is State.OPEN:
        await move(unit, known, Move.DROP, f"visit:{rating.visit_id}")


async def drop_all(unit: Unit, visit_id: str, actor: str) -> None:
    """Consent was withdrawn: nobody is spoken with who has not been yet."""
    for known in await follow_ups.of_visit(unit.connection, unit.vault, visit_id):
        if (known.state, Move.DROP) in MOVES:
            await move(unit, known, Move.DROP, actor)


async def move(unit: Unit, before: FollowUp, what: Move, actor: str, told: FollowUp | None = None) -> FollowUp:
    """Moves it, with what was `told` of it beside. Raises IllegalMove, Stale."""
    after = step(told or before, what, unit.now)
    await follow_ups.change(unit, before, after)
    unit.record(fact(Tag.FOLLOW_UP_MOVED, after, actor))
    return after


def fact(tag: Tag, one: FollowUp, actor: str) -> Event:
    """A fact of this follow-up: where it stands, by which means and with which outcome, and no word of anybody's."""
    return Event(
        tag=tag,
        subject=one.id,
        actor=actor,
        zone_id=one.zone_id,
        visit_id=one.visit_id,
        case_id=one.case_id,
        data={
            "kind": one.kind.value,
            "state": one.state.value,
            "owner": one.owner_id,
            "due": one.due_at.isoformat(),
            "means": one.means,
            "outcome": one.outcome,
        },
    )


async def _open(unit: Unit, kind: Kind, case: Case, level: int = 0) -> None:
    zone = await zones.get(unit.connection, case.zone_id)
    calendar = await calendars.get(unit.connection, zone.jurisdiction)
    new = FollowUp(
        id=unit.chance.id(),
        kind=kind,
        case_id=case.id,
        visit_id=case.visit_id,
        zone_id=case.zone_id,
        level=level,
        state=State.OPEN,
        owner_id="",
        opened_at=unit.now,
        due_at=due_at(kind, unit.now, calendar, ZoneInfo(zone.timezone)),
        warned_at=None,
        means="",
        outcome="",
        note=None,
        moved_at=unit.now,
    )
    await follow_ups.add(unit, new)
    unit.record(fact(Tag.FOLLOW_UP_OPENED, new, "desk"))


async def _standing(unit: Unit, visit_id: str, case_id: str, kind: Kind) -> FollowUp | None:
    known = await follow_ups.of_visit(unit.connection, unit.vault, visit_id)
    return next((one for one in known if one.case_id == case_id and one.kind is kind), None)
