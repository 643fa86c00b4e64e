"""Whom a clerk can ask, and where a turn can be sent on to, each with whether anybody is there now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards import titles
from desk.boards.reader import Reader
from desk.model.meetings.sendings import Kind
from desk.model.sessions import Session
from desk.model.staff import Staff
from desk.model.turns import routing
from desk.store import zones
from desk.store.meetings import colleagues
from desk.store.meetings.colleagues import Colleague
from desk.store.turns import routes, tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of them. `to` is what the interface takes, such as `window:3`; `kind`: window, skill, zone. `label`: a
    window's number with its clerk, a department's name, a zone's name. `state`: free, busy (somebody is open, but in a
    meeting), closed (nobody is open)."""

    to: str
    kind: str
    label: str
    name: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """`ask`: whom to ask; only who is free now. `send`: where the turn can go."""

    ask: tuple[Choice, ...]
    send: tuple[Choice, ...]


NOWHERE = Targets(ask=(), send=())


async def of_session(reader: Reader, connection: AsyncConnection, session: Session, clerk: Staff) -> Targets:
    """Of the clerk's own session."""
    every = await colleagues.every(connection, reader.now())
    others = [one for one in every if one.staff.id != clerk.id]
    named = await titles.of_skills(connection, clerk.language)
    windows = [_choice(Kind.WINDOW, one.staff.window, [one], name=one.staff.name) for one in others]
    skills = [
        _choice(Kind.SKILL, skill, [one for one in others if skill in one.staff.skills], label=named.get(skill, ""))
        for skill in sorted({skill for one in others for skill in one.staff.skills})
    ]
    asked = [one for one in (*windows, *skills) if one.state == "free"]
    return Targets(ask=tuple(asked), send=(*windows, *await _lines(connection, session, clerk, others, named)))


async def _lines(
    connection: AsyncConnection,
    session: Session,
    clerk: Staff,
    others: Sequence[Colleague],
    named: Mapping[str, str],
) -> tuple[Choice, ...]:
    """Skills of this zone and other zones' clerks: those lines that somebody serves, and the clerk does not."""
    ticket = await tickets.get(connection, session.ticket_id)
    own = set(await routes.lines_of(connection, clerk))
    skills = sorted({skill for one in others for skill in one.staff.skills} - {ticket.skill})
    wanted = [
        (Kind.SKILL, skill, named.get(skill, ""), routing.line(ticket.zone_id, skill, ticket.speech))
        for skill in skills
    ]
    for zone in await zones.every(connection):
        if zone.id != ticket.zone_id:
            line = routing.line(zone.id, ticket.skill, ticket.speech)
            wanted.append((Kind.ZONE, zone.id, zone.name[clerk.language], line))
    found = []
    for kind, name, label, line in wanted:
        serving = [one for one in others if line in one.lines]
        if serving and line not in own:
            found.append(_choice(kind, name, serving, label=label))
    return tuple(found)


def _choice(kind: Kind, to: str, serving: Sequence[Colleague], *, name: str = "", label: str = "") -> Choice:
    there = [one for one in serving if one.is_open]
    state = "closed" if not there else "free" if any(not one.is_busy for one in there) else "busy"
    return Choice(to=f"{kind.value}:{to}", kind=kind.value, label=label or to, name=name, state=state)
