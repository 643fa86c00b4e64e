"""Follow-ups 回訪、整改: taken on by somebody, told step by step, and warned of once when they are overdue."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from desk.actions import following
from desk.actions.desk import Desk
from desk.model.errors import BadInput, Missing, NotAllowed, TextTooLong
from desk.model.events import Event, Tag
from desk.model.follow_ups import LONGEST, OUTCOMES, FollowUp, Means, Move, Note, Outcome, State
from desk.model.people import Name
from desk.model.staff import Staff
from desk.model.unmasking import Reason, What
from desk.store import follow_ups, people, visits
from desk.store.unit import Unit
from i18n import languages

BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody tells of it: the step, by which means, what came of it, and words; empty where it is not asked."""

    step: str
    means: str
    outcome: str
    text: str
    language: str

    def __repr__(self) -> str:
        return f"Told(step={self.step!r})"


async def take(desk: Desk, follow_up_id: str, staff: Staff) -> None:
    """From now on it is this person's. Raises Missing, NotAllowed, Stale."""
    async with desk.store.write() as unit:
        before = await _own(unit, follow_up_id, staff)
        if before.owner_id == staff.id:
            return
        after = replace(before, owner_id=staff.id)
        await follow_ups.change(unit, before, after)
        unit.record(following.fact(Tag.FOLLOW_UP_TAKEN, after, f"staff:{staff.id}"))


async def tell(desk: Desk, follow_up_id: str, staff: Staff, told: Told) -> None:
    """The next step, and what is written down of it; whoever tells of one that is nobody's takes it on.

    One that was not contacted yet and is settled at once takes both steps. Words that are not told stay as they were.

    Raises Missing, NotAllowed, BadInput, TextTooLong, IllegalMove, Stale.
    """
    async with desk.store.write() as unit:
        before = await _own(unit, follow_up_id, staff)
        known = replace(before, owner_id=before.owner_id or staff.id, note=_note(told) or before.note)
        for move in _moves(before, told):
            before = known = await following.move(unit, before, move, f"staff:{staff.id}", _with(known, move, told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whom to speak with: the mobile number (E.164), and every spelling of the name."""

    phone: str
    names: tuple[Name, ...]

    def __repr__(self) -> str:
        return "Whom()"


async def reach(desk: Desk, follow_up_id: str, staff: Staff) -> Whom:
    """Whom to speak with; that it was shown, and why, is recorded. Raises Missing, NotAllowed."""
    async with desk.store.write() as unit:
        one = await _own(unit, follow_up_id, staff)
        contact = await people.contact(unit.connection, unit.vault, one.visit_id)
        if contact is None:
            raise Missing("telephone")
        visit = await visits.get(unit.connection, one.visit_id)
        person = await people.applicant(unit.connection, unit.vault, visit.applicant_id)
        for what, row_id in ((What.PHONE, one.visit_id), (What.NAME, person.id)):
            unit.record(
                Event(
                    tag=Tag.PERSON_UNMASKED,
                    subject=person.id,
                    actor=f"staff:{staff.id}",
                    visit_id=one.visit_id,
                    case_id=one.case_id,
                    data={"what": what.value, "row": row_id, "reason": Reason.CONTACT.value},
                )
            )
    return Whom(phone=contact.phone, names=person.names)


async def warn(desk: Desk) -> int:
    """Records of each that is overdue that it is, once; how many there were. A duty of the keeper."""
    async with desk.store.read() as connection:
        late = await follow_ups.overdue(connection, desk.store.vault, desk.store.clock(), BATCH)
    for one in late:
        async with desk.store.write() as unit:
            after = replace(one, warned_at=unit.now)
            await follow_ups.change(unit, one, after)
            unit.record(following.fact(Tag.FOLLOW_UP_OVERDUE, after, "desk"))
    return len(late)


async def _own(unit: Unit, follow_up_id: str, staff: Staff) -> FollowUp:
    one = await follow_ups.get(unit.connection, unit.vault, follow_up_id)
    if staff.zone_id not in ("", one.zone_id):
        raise NotAllowed("another zone's")
    return one


def _moves(before: FollowUp, told: Told) -> Iterator[Move]:
    try:
        move = Move(told.step)
    except ValueError:
        raise BadInput("step") from None
    if move is Move.DROP:
        raise BadInput("step")
    if move is Move.SETTLE and before.state is not State.CONTACTED:
        yield Move.CONTACT
    yield move


def _with(one: FollowUp, move: Move, told: Told) -> FollowUp:
    """What is told with this step, beside it. Raises BadInput."""
    try:
        if move is Move.SETTLE:
            outcome = Outcome(told.outcome)
            if outcome not in OUTCOMES[one.kind]:
                raise BadInput("outcome")
            return replace(one, outcome=outcome.value)
        return replace(one, means=Means(told.means).value)
    except ValueError:
        raise BadInput("means or outcome") from None


def _note(told: Told) -> Note | None:
    if len(told.text) > LONGEST:
        raise TextTooLong("note")
    if not told.text.strip():
        return None
    return Note(text=told.text, language=told.language, script=languages.get(told.language).script.value)
