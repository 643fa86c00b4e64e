"""How busy the desk is, in two cheap figures for operators: open sessions, and tickets that wait."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from desk.boards.reader import Reader
from desk.boards.service import WAITING
from desk.model.sessions import OPEN
from desk.store.sessions import IS_OPEN
from desk.store.tables import sessions, tickets, zones


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Open sessions by state, and waiting tickets by zone code; every state and every zone is named."""

    sessions: Mapping[str, int]
    waiting: Mapping[str, int]


async def figures(reader: Reader) -> Figures:
    """As things stand now."""
    of_state = select(sessions.c.state, func.count()).where(IS_OPEN).group_by(sessions.c.state)
    of_zone = (
        select(zones.c.code, func.count(tickets.c.id))
        .select_from(zones)
        .outerjoin(tickets, (tickets.c.zone_id == zones.c.id) & WAITING)
        .group_by(zones.c.code)
    )
    async with reader.connection() as connection:
        states = {row[0]: row[1] for row in (await connection.execute(of_state)).all()}
        waiting = {row[0]: row[1] for row in (await connection.execute(of_zone)).all()}
    return Figures(sessions={state.value: states.get(state, 0) for state in sorted(OPEN)}, waiting=waiting)
