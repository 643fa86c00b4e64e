"""The ledger: every fact of the desk, appended in the commit that made it true, and chained to the one before.

Appending is the last thing a writing transaction does, and locks the one row of `ledger_head`: writers stand in a line
from there to the end of their commit (where PostgreSQL's NOTIFY would put them in one anyway; SQLite has one writer).
As it is always the last lock that is taken, no two wait for each other. So numbers have no gaps, even after a unit that
failed, and a number that can be read has every lower one before it: catching up by `seq > after` misses nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model import chain
from desk.model.chain import Entry, Head, Link
from desk.model.errors import Stale
from desk.model.events import Event, Tag
from desk.store.bus import CHANNEL, Fact, notice
from desk.store.tables import ledger, ledger_head

CATCH_UP = 1_000
"""At most so many facts are read in one catching-up."""
KNOWN = frozenset(Tag)
MOVE = (
    update(ledger_head)
    .where(ledger_head.c.position == bindparam("from_position"), ledger_head.c.hash == bindparam("from_hash"))
    .values(position=bindparam("to_position"), hash=bindparam("to_hash"))
)
MOVE_AND_TELL = MOVE.returning(func.pg_notify(bindparam("channel", type_=String), bindparam("payload", type_=String)))
HEAD = select(ledger_head.c.position, ledger_head.c.hash)
LOCKED_HEAD = HEAD.with_for_update()


async def append(connection: AsyncConnection, events: Sequence[Event], at: datetime, told_by: str) -> list[Fact]:
    """Writes events in order and gives them back with their numbers, which follow the last one. Raises Stale.

    On PostgreSQL the statement that moves the head tells the other processes, too, in the name of `told_by`.
    """
    standing = await head(connection, lock=True)
    numbered = list(enumerate(events, start=standing.position + 1))
    links = list(chain.extend(standing, (chain.entry_of(event, at, position) for position, event in numbered)))
    await connection.execute(insert(ledger), [_row(link) for link in links])
    facts = [Fact(seq=position, event=event) for position, event in numbered]
    moved = {
        "from_position": standing.position,
        "from_hash": standing.hash,
        "to_position": links[-1].entry.position,
        "to_hash": links[-1].hash,
    }
    if connection.dialect.name == "postgresql":
        told = {"channel": CHANNEL, "payload": notice(told_by, facts)}
        stood = (await connection.execute(MOVE_AND_TELL, moved | told)).one_or_none() is not None
    else:
        stood = (await connection.execute(MOVE, moved)).rowcount == 1
    if not stood:
        raise Stale("ledger_head")
    return facts


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
