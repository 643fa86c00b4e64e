"""What becomes of a turn that nobody answered: announced again, then parked, and lapsed when nobody comes back."""

from dataclasses import replace
from datetime import datetime, timedelta

from desk.model.turns.order import Reason, Rules
from desk.model.turns.tickets import Move, State, Ticket, step

JUST_AFTER = timedelta(microseconds=1)
LEFT_BEHIND = frozenset({State.WAITING, State.TRANSFERRED, State.MISSED, State.PARKED})
"""Turns that a zone may end at night: nobody is with them."""


def missed(ticket: Ticket, at: datetime, rules: Rules) -> Ticket:
    """The turn after a call that nobody answered: announced for the first time, if the zone announces. IllegalMove."""
    return replace(step(ticket, Move.MISS, at), announced=min(1, rules.announcements))


def due(ticket: Ticket, rules: Rules, now: datetime) -> Move | None:
    """What is to be done with it by now. It is counted from the last announcement, or from when it was parked."""
    since = now - ticket.moved_at
    if ticket.state is State.MISSED and since >= rules.announce_every:
        return Move.ANNOUNCE if ticket.announced < rules.announcements else Move.PARK
    if ticket.state is State.PARKED and since >= rules.parked_for:
        return Move.LAPSE
    return None


def moved(ticket: Ticket, move: Move, at: datetime) -> Ticket:
    """The turn after what was due. Raises IllegalMove."""
    after = step(ticket, move, at)
    return replace(after, announced=ticket.announced + 1) if move is Move.ANNOUNCE else after


def back(ticket: Ticket, at: datetime, rules: Rules, behind: datetime | None) -> Ticket:
    """The turn in line again. One that was missed goes before all others; one that was parked, behind some.

    behind: the place of the last turn that goes before a parked one; None when nobody is in line. A place that is
    later than that, the turn keeps: to have been away is no way to the front. Raises IllegalMove.
    """
    after = replace(step(ticket, Move.COME_BACK, at, rules), announced=0)
    if ticket.state is not State.PARKED:
        return after
    stands = max(ticket.stands_at, behind + JUST_AFTER) if behind else ticket.stands_at
    return replace(after, priority=ticket.priority, reason=Reason.CAME_BACK, stands_at=stands)
