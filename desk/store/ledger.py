"""The ledger: every fact of the desk, appended in the commit that made it true."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.events import Event, Tag
from desk.store.bus import Fact
from desk.store.tables import ledger

CATCH_UP = 1_000
"""At most so many facts are read in one catching-up."""
KNOWN = frozenset(Tag)


async def append(connection: AsyncConnection, events: Sequence[Event], at: object) -> list[Fact]:
    """Writes events in order and gives them back with their numbers."""
    rows = [
        {
            "at": at,
            "tag": event.tag,
            "subject": event.subject,
            "actor": event.actor,
            "zone_id": event.zone_id,
            "visit_id": event.visit_id,
            "case_id": event.case_id,
            "data": event.data,
        }
        for event in events
    ]
    statement = insert(ledger).returning(ledger.c.seq, sort_by_parameter_order=True)
    numbers = (await connection.execute(statement, rows)).scalars().all()
    return [Fact(seq=seq, event=event) for seq, event in zip(numbers, events, strict=True)]


async def read(connection: AsyncConnection, seqs: Sequence[int], after: int) -> list[Fact]:
    """The facts of these numbers or, given none, those after `after` (the newest `CATCH_UP` at most), in order.

    Facts of a kind that only another version of this program knows are passed over.
    """
    condition = ledger.c.seq.in_(seqs) if seqs else ledger.c.seq > after
    newest = select(ledger).where(condition).order_by(ledger.c.seq.desc()).limit(CATCH_UP)
    rows = (await connection.execute(newest)).all()
    return [_fact(row) for row in reversed(rows) if row.tag in KNOWN]


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
