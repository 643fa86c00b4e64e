"""*Call next* of any number of clerks at once, in one transaction: each is given a turn of their own, or refused.

What is refused to one changes nothing for the others. Correctness rests on the store alone (a turn is written while it
stands as it was seen, a clerk has one open session), so any number of processes may do this at the same time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from desk.actions import facts, on_duty
from desk.actions.desk import Desk
from desk.actions.turns import ringing
from desk.actions.turns.ringing import Call
from desk.model.errors import AlreadyInSession, DayFull, NobodyWaiting, Refused
from desk.model.events import Tag
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.model.turns.claims import Seeker, share_out
from desk.model.turns.tickets import Move, Ticket, step
from desk.store.turns import callers, claims, routes
from desk.store.turns.callers import Caller
from desk.store.turns.claims import Ready
from desk.store.unit import Unit


@dataclass(slots=True, kw_only=True)
class _Round:
    """What is known and found so far. `past`: turns that somebody else was moving when we looked."""

    unit: Unit
    clerks: dict[str, Staff]
    callers: dict[str, Caller]
    calls: list[Call] = field(default_factory=list)
    refused: dict[str, Refused] = field(default_factory=dict)
    past: set[str] = field(default_factory=set)


async def serve(desk: Desk, clerks: Sequence[Staff]) -> list[Session | Exception]:
    """For each clerk, in the order they called: the session that rings now, or why there is none.

    AlreadyInSession, DayFull and NobodyWaiting are answers. Raises what fails for all: Stale, ConsentNeeded of a turn
    that was offered, StoreUnavailable.
    """
    async with desk.store.write() as unit:
        known = {clerk.id: clerk for clerk in clerks}
        round_ = _Round(unit=unit, clerks=known, callers=await callers.of(unit.connection, known))
        await _find(round_, await _seekers(round_))
        rung = {session.clerk_id: session for session in await ringing.ring_each(unit, round_.calls)}
    return _answers(clerks, rung, round_.refused)


def _answers(
    clerks: Sequence[Staff], rung: dict[str, Session], refused: dict[str, Refused]
) -> list[Session | Exception]:
    """In the order asked. Who called twice at once is called for once."""
    answers: list[Session | Exception] = []
    for clerk in clerks:
        session = rung.pop(clerk.id, None)
        answers.append(session or refused.get(clerk.id) or AlreadyInSession("one session at a time"))
    return answers


async def _seekers(round_: _Round) -> list[Seeker]:
    """Who looks for a turn in the lines: everybody but who may not, and who takes the turn that is offered to them."""
    seeking = []
    for clerk in round_.clerks.values():
        caller = round_.callers[clerk.id]
        if caller.in_session or caller.sits_in:
            round_.refused[clerk.id] = AlreadyInSession("one session at a time")
        elif await on_duty.day_is_full(round_.unit.connection, clerk, round_.unit.now):
            round_.refused[clerk.id] = DayFull("as many as this clerk takes in a day")
        elif not await _takes_offered(round_, clerk):
            seeking.append(clerk)
    known = round_.callers
    lines = {clerk.id: routes.lines_among(known[clerk.id].zones, clerk) for clerk in seeking}
    return [Seeker(clerk_id=clerk.id, lines=frozenset(lines[clerk.id])) for clerk in seeking]


async def _takes_offered(round_: _Round, clerk: Staff) -> bool:
    duty = round_.callers[clerk.id].duty
    ticket = await on_duty.take(round_.unit, clerk) if duty is not None and duty.offered else None
    if ticket is None:
        return False
    round_.calls.append(await ringing.prepared(round_.unit, ticket, clerk))
    return True


async def _find(round_: _Round, seekers: Sequence[Seeker]) -> None:
    """Looks for all together, until everybody has a turn or there is none for them."""
    groups = [list(seekers)] if seekers else []
    while groups:
        asked = groups.pop(0)
        lines = frozenset[str]().union(*(seeker.lines for seeker in asked))
        ids, unit = [seeker.clerk_id for seeker in asked], round_.unit
        heads = await claims.heads(unit.connection, lines, ids, unit.now, len(asked), round_.past)
        if not heads:
            round_.refused |= {each: NobodyWaiting("nobody waits for these skills") for each in ids}
            continue
        served, moved = await _claim(round_, asked, heads)
        left = [seeker for seeker in asked if seeker.clerk_id not in served]
        # Where nothing moved, what is first of all is for none of these: each looks for themselves.
        groups += ([left] if moved else [[seeker] for seeker in left]) if left else []


async def _claim(
    round_: _Round, asked: Sequence[Seeker], heads: Sequence[tuple[Ticket, Ready | None]]
) -> tuple[set[str], bool]:
    """Takes what is shared out. Who was served, and whether anything is not any more as it was."""
    unit, ready = round_.unit, {head.id: visit for head, visit in heads if visit is not None}
    put_aside = await _put_aside(round_, [head for head, visit in heads if visit is None])
    shared = share_out(asked, [head for head, visit in heads if visit is not None], unit.now)
    pairs = [(head, _called(unit, head, seeker)) for seeker, head in shared]
    taken = await claims.take(unit, pairs)
    round_.past |= {head.id for head, _ in pairs} - taken
    for head, after in pairs:
        if after.id in taken:
            await _enter(round_, after, ready[after.id], claimed=head.clerk_id != after.clerk_id)
    return {after.clerk_id for _, after in pairs if after.id in taken}, bool(shared) or put_aside


def _called(unit: Unit, head: Ticket, seeker: Seeker) -> Ticket:
    return replace(step(head, Move.CALL, unit.now), clerk_id=seeker.clerk_id, kept_until=None)


async def _enter(round_: _Round, ticket: Ticket, visit: Ready, *, claimed: bool) -> None:
    clerk = round_.clerks[ticket.clerk_id]
    if on_duty.is_noted(round_.callers[clerk.id].duty):
        await on_duty.take(round_.unit, clerk)
    round_.calls.append(Call(ticket=ticket, clerk=clerk, visit=visit, claimed=claimed))


async def _put_aside(round_: _Round, strays: Sequence[Ticket]) -> bool:
    """A turn whose consent is gone must not block its line. It is parked, not lost: who consents may come back."""
    unit = round_.unit
    pairs = [(ticket, replace(step(ticket, Move.PARK, unit.now), clerk_id="", kept_until=None)) for ticket in strays]
    parked = await claims.take(unit, pairs)
    round_.past |= {ticket.id for ticket in strays}
    for _, after in pairs:
        if after.id in parked:
            unit.record(facts.of_ticket(Tag.TICKET_MOVED, after, "desk"))
    return bool(strays)
