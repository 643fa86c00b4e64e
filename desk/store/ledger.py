"""The ledger: every fact of the desk, appended in the commit that made it true, and chained to the one before.

Appending is the last thing a writing transaction does, and locks the one row of `ledger_head`: writers stand in a line
from there to the end of their commit (where PostgreSQL's NOTIFY would put them in one anyway; SQLite has one writer).
As it is always the last lock that is taken, no two wait for each other. So numbers have no gaps, even after a unit that
failed, and a number that can be read has every lower one before it: catching up by `seq > after` misses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Row, String, bindparam, column, func, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from desk.model import chain
from desk.model.chain import Entry, Head, Link
from desk.model.errors import Stale
from desk.model.events import Event, Tag
from desk.store.bus import CHANNEL, Fact, notice
from desk.store.direct import Direct
from desk.store.tables import ledger, ledger_head

CATCH_UP = 1_000
"""At most so many facts are read in one catching-up."""
KNOWN = frozenset(Tag)
MOVE = (
    update(ledger_head)
    .where(ledger_head.c.position == bindparam("from_position"), ledger_head.c.hash == bindparam("from_hash"))
    .values(position=bindparam("to_position"), hash=bindparam("to_hash"))
)
HEAD = select(ledger_head.c.position, ledger_head.c.hash)
LOCKED_HEAD = HEAD.with_for_update()


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """Facts with their numbers, and where the chain ended before and after them."""

    facts: list[Fact]
    before: Head
    after: Head


async def append(
    connection: AsyncConnection, events: Sequence[Event], at: datetime, told_by: str, known: Head | None = None
) -> Appended:
    """Writes events in order, whose numbers follow the last one.

    known: where the chain is believed to end: if it does, the head need not be read. On PostgreSQL the statement that
    moves the head writes the rows and tells the other processes, too, in the name of `told_by`. Raises Stale.
    """
    for standing in (known, None):
        before = standing or await head(connection, lock=True)
        numbered = list(enumerate(events, start=before.position + 1))
        links = list(chain.extend(before, (chain.entry_of(event, at, position) for position, event in numbered)))
        facts = [Fact(seq=position, event=event) for position, event in numbered]
        after = Head(position=links[-1].entry.position, hash=links[-1].hash)
        if await _write(connection, before, after, links, notice(told_by, facts)):
            return Appended(facts=facts, before=before, after=after)
        if standing is None:
            break
    raise Stale("ledger_head")


async def _write(connection: AsyncConnection, before: Head, after: Head, links: Sequence[Link], told: str) -> bool:
    """Whether the chain ended at `before`, and now ends at `after`; nothing is written otherwise."""
    moved = {
        "from_position": before.position,
        "from_hash": before.hash,
        "to_position": after.position,
        "to_hash": after.hash,
    }
    rows = [_row(link) for link in links]
    if connection.dialect.name == "postgresql":
        columns = {f"every_{name}": [row[name] for row in rows] for name in rows[0]}
        return bool(await WRITE.rows(connection, moved | columns | {"channel": CHANNEL, "told": told}))
    if (await connection.execute(MOVE, moved)).rowcount == 0:
        return False
    await connection.execute(insert(ledger), rows)
    return True


def _write_at_once() -> ReturningInsert[tuple[int]]:
    """The head is moved, the rows are written and the others are told by one statement, where there are arrays."""
    columns = [column(each.name, each.type) for each in ledger.c]
    every = (bindparam(f"every_{each.name}", type_=ARRAY(each.type)) for each in ledger.c)
    rows = func.unnest(*every).table_valued(*columns).render_derived()
    told = func.pg_notify(bindparam("channel", type_=String), bindparam("told", type_=String))
    moved = MOVE.returning(told.label("told")).cte("moved")
    found = select(*(rows.c[each.name] for each in ledger.c)).select_from(rows.join(moved, true()))
    return insert(ledger).from_select(list(ledger.c), found).add_cte(moved).returning(ledger.c.seq)


WRITE = Direct(_write_at_once())


async def head(connection: AsyncConnection, *, lock: bool = False) -> Head:
    """Where the chain ends; with `lock`, nobody else appends until the end of this transaction."""
    row = (await connection.execute(LOCKED_HEAD if lock else HEAD)).one()
    return Head(position=row.position, hash=row.hash)


async def read(connection: AsyncConnection, seqs: Sequence[int], after: int) -> list[Fact]:
    """The facts of these numbers or, given none, those after `after` (the newest `CATCH_UP` at most), in order.

    Facts of a kind that only another version of this program knows are passed over.
    """
    condition = ledger.c.seq.in_(seqs) if seqs else ledger.c.seq > after
    newest = select(ledger).where(condition).order_by(ledger.c.seq.desc()).limit(CATCH_UP)
    rows = (await connection.execute(newest)).all()
    return [_fact(row) for row in reversed(rows) if row.tag in KNOWN]


async def links(connection: AsyncConnection, after: int | None, limit: int) -> list[Link]:
    """Rows as they stand, in order of their numbers, whatever these are: the first ones, or those after a number."""
    query = select(ledger).order_by(ledger.c.seq).limit(limit)
    rows = (await connection.execute(query if after is None else query.where(ledger.c.seq > after))).all()
    return [Link(entry=_entry(row), hash=row.hash) for row in rows]


async def hashes(connection: AsyncConnection, after: int, limit: int) -> list[tuple[int, str]]:
    """Numbers and hashes of the rows after a number."""
    query = select(ledger.c.seq, ledger.c.hash).where(ledger.c.seq > after).order_by(ledger.c.seq).limit(limit)
    return [(row.seq, row.hash) for row in (await connection.execute(query)).all()]


def _row(link: Link) -> dict[str, Any]:
    entry = link.entry
    return {
        "seq": entry.position,
        "at": entry.at,
        "tag": entry.tag,
        "subject": entry.subject,
        "actor": entry.actor,
        "zone_id": entry.zone_id,
        "visit_id": entry.visit_id,
        "case_id": entry.case_id,
        "data": entry.data,
        "hash": link.hash,
    }


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        position=row.seq,
        at=row.at,
        tag=row.tag,
        subject=row.subject,
        actor=row.actor,
        zone_id=row.zone_id,
        visit_id=row.visit_id,
        case_id=row.case_id,
        data=row.data,
    )


def _fact(row: Row[Any]) -> Fact:
    event = Event(
        tag=Tag(row.tag),
        subject=row.subject,
        actor=row.actor,
        zone_id=row.zone_id,
        visit_id=row.visit_id,
        case_id=row.case_id,
        data=row.data,
    )
    return Fact(seq=row.seq, event=event)
