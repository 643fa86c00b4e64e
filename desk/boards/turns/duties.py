"""What a clerk sees of their own duty, and of the turn that is offered to them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import Reader
from desk.boards.turns import queue
from desk.boards.turns.queue import QueueLine
from desk.model.staff import Staff
from desk.model.turns import duties as model
from desk.model.turns import tickets as turns
from desk.model.turns.duties import Reason, State
from desk.store import tables
from desk.store.turns import duties, tickets
from i18n import languages


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """The turn that waits for the clerk's answer; `seconds_left` by the server's clock, as it was drawn."""

    turn: QueueLine
    seconds_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyView:
    """What the clerk is on. `seconds_left`: of a wrap-up, else 0.

    `day_full`: they took `most_a_day` turns. `reasons` for a pause and `refusals` of an offer are theirs to choose.
    """

    state: str
    reason: str
    mode: str
    since: datetime
    seconds_left: int
    most_a_day: int
    day_full: bool
    offer: OfferView | None
    reasons: tuple[str, ...] = tuple(reason.value for reason in Reason if reason in model.CHOSEN)
    refusals: tuple[str, ...] = tuple(model.Refusal)


async def duty(reader: Reader, connection: AsyncConnection, clerk: Staff) -> DutyView:
    """The duty of this clerk; closed, while none is known."""
    now = reader.now()
    known = await duties.of(connection, clerk.id) or model.unopened(clerk.id, now)
    return DutyView(
        state=known.state,
        reason=known.reason,
        mode=known.mode,
        since=known.since,
        seconds_left=_left(known.until, now) if known.state is State.WRAPPING_UP else 0,
        most_a_day=clerk.most_a_day,
        day_full=await _day_full(connection, clerk, now),
        offer=await _offer(reader, connection, known.offered, clerk) if known.offered else None,
    )


async def _day_full(connection: AsyncConnection, clerk: Staff, now: datetime) -> bool:
    if not clerk.most_a_day:
        return False
    begun = model.day_began(now, languages.get(clerk.language).time_zone)
    return await duties.served_since(connection, clerk.id, begun) >= clerk.most_a_day


async def _offer(reader: Reader, connection: AsyncConnection, ticket_id: str, clerk: Staff) -> OfferView | None:
    t = tables.tickets.c
    stands = (t.id == ticket_id) & (t.state == turns.State.OFFERED) & (t.clerk_id == clerk.id)
    found = await queue.lines_of(reader, connection, clerk, stands)
    if not found:
        return None
    ticket = await tickets.get(connection, ticket_id)
    return OfferView(turn=found[0], seconds_left=_left(ticket.kept_until, reader.now()))


def _left(until: datetime | None, now: datetime) -> int:
    return max(0, round((until - now).total_seconds())) if until else 0
