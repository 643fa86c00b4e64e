"""Claims: turns are taken out of their lines, each once, by one statement that no other waits for.

First the heads of the lines are looked at, without a lock. Then those that were shared out are written, each only while
it stands as it was seen; a row that another process is writing is skipped, and not waited for (SKIP LOCKED; SQLite has
one writer). So a turn is given once whatever was seen, and nobody holds a lock while they think.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.turns.tickets import Ticket
from desk.store.tables import tickets
from desk.store.turns.tickets import IN_LINE, ticket_of
from desk.store.unit import Unit


async def heads(
    connection: AsyncConnection,
    lines: Collection[str],
    clerks: Collection[str],
    now: datetime,
    limit: int,
    past: Collection[str] = (),
) -> list[Ticket]:
    """The first turns in these lines that are kept for one of these clerks or for nobody, in order.

    limit: so many at most. past: ids of turns to be passed over.
    """
    if not lines:
        return []
    t = tickets.c
    mine = or_(t.kept_until.is_(None), t.kept_until <= now, t.clerk_id.in_(sorted(clerks)))
    stands = and_(IN_LINE, mine, *([t.id.not_in(sorted(past))] if past else []))
    found = _lateral if connection.dialect.name == "postgresql" else _united
    rows = await connection.execute(found(sorted(lines), stands, limit))
    return [ticket_of(row) for row in rows.all()]


def _lateral(lines: Sequence[str], stands: ColumnElement[bool], limit: int) -> Select[Any]:
    """One statement, planned once, for any number of lines: of each line so many by the index, and the first of all."""
    served = func.unnest(literal(lines, ARRAY(String))).table_valued("line", name="served").render_derived()
    t = tickets.c
    of_line = (
        select(tickets).where(t.line == served.c.line, stands).order_by(t.stands_at, t.id).limit(limit).lateral("heads")
    )
    first = select(of_line).select_from(served.join(of_line, true()))
    return first.order_by(of_line.c.stands_at, of_line.c.id).limit(limit)


def _united(lines: Sequence[str], stands: ColumnElement[bool], limit: int) -> Select[Any]:
    """The same where there is no LATERAL."""
    t = tickets.c
    of_lines = [
        select(select(t.id).where(t.line == line, stands).order_by(t.stands_at, t.id).limit(limit).subquery().c.id)
        for line in lines
    ]
    query = select(tickets).where(t.id.in_(union_all(*of_lines)))
    return query.order_by(t.stands_at, t.id).limit(limit)


async def take(unit: Unit, taken: Sequence[tuple[Ticket, Ticket]]) -> frozenset[str]:
    """Writes state and clerk of turns in line, given before and after; ids of those that still stood as before.

    They are written in one statement. One that another is writing is left to them.
    """
    if not taken:
        return frozenset()
    t = tickets.c
    as_seen = or_(
        *(and_(t.id == b.id, t.line == b.line, t.stands_at == b.stands_at, t.moved_at == b.moved_at) for b, _ in taken)
    )
    free = select(t.id).where(as_seen, IN_LINE).with_for_update(skip_locked=True)
    statement = (
        update(tickets)
        .where(t.id.in_(free))
        .values(
            state=case({after.id: after.state.value for _, after in taken}, value=t.id),
            clerk_id=case({after.id: after.clerk_id or None for _, after in taken}, value=t.id),
            kept_until=None,
            moved_at=unit.now,
        )
        .returning(t.id)
    )
    return frozenset((await unit.connection.execute(statement)).scalars())
