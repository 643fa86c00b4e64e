"""How somebody's part in a meeting ends, in the caller's transaction: they leave, sign out, or the meeting is over."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from desk.actions import facts, seating
from desk.actions.desk import Desk
from desk.model.events import Tag
from desk.model.meetings.participants import ANSWER_WITHIN, Move, Participant, State, step
from desk.model.sessions import Session, staff_party
from desk.store import presence, sessions
from desk.store.meetings import participants
from desk.store.unit import Connection, Unit


async def leave(unit: Unit, participant: Participant, session: Session, actor: str) -> Participant:
    """One person leaves, or is asked no more. Raises IllegalMove, Stale."""
    after = step(participant, Move.LEAVE, unit.now)
    await participants.change(unit, participant, after)
    unit.record(facts.of_participant(Tag.PARTICIPANT_LEFT, after, session, actor))
    return after


async def of_session(unit: Unit, session: Session, actor: str) -> None:
    """The meeting is over: everybody else leaves it."""
    for one in await participants.of_session(unit.connection, session.id):
        await leave(unit, one, session, actor)


async def of_staff(unit: Unit, staff_id: str, actor: str) -> tuple[str, ...]:
    """This person goes: they leave wherever they sit; the ids of those meetings, to be settled after the commit."""
    return await _all(unit, await participants.of_staff(unit.connection, staff_id), actor)


async def left_over(unit: Unit, staff_id: str) -> None:
    """What stands of this person though its meeting is over is ended, so that it is in nobody's way."""
    await _all(unit, await participants.left_over(unit.connection, staff_id), "desk")


async def leave_absent(desk: Desk, grace: timedelta) -> None:
    """Whoever has had no screen open for longer than `grace` leaves; whoever was asked long ago is asked no more."""
    async with desk.store.read() as connection:
        gone = await _absent(connection, desk.store.clock(), grace)
    for one in gone:
        async with desk.store.write() as unit:
            await leave(unit, one, await sessions.get(unit.connection, one.session_id), "desk")
        await seating.settle(desk, one.session_id)


async def _absent(connection: Connection, now: datetime, grace: timedelta) -> list[Participant]:
    standing = await participants.every(connection)
    if not standing:
        return []
    seen = await presence.seen(connection, now - grace)
    return [one for one in standing if _is_absent(one, now, grace, seen)]


def _is_absent(one: Participant, now: datetime, grace: timedelta, seen: Iterable[str]) -> bool:
    if one.state is State.ASKED:
        return now - one.asked_at > ANSWER_WITHIN
    return one.joined_at is not None and now - one.joined_at > grace and staff_party(one.staff_id) not in seen


async def _all(unit: Unit, people: Iterable[Participant], actor: str) -> tuple[str, ...]:
    found = list(people)
    for one in found:
        await leave(unit, one, await sessions.get(unit.connection, one.session_id), actor)
    return tuple(dict.fromkeys(one.session_id for one in found))
