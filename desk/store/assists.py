"""Assists: requests to have a document looked at, with what the first person read kept sealed beside them."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.assists import LASTS, WAITING, Assist, State
from desk.model.people import Name
from desk.store.rows import fields, one, swap, values
from desk.store.tables import assists
from desk.store.unit import Unit
from identity.vault import Place, Vault

STANDING = (State.ASKED, State.SEEN, State.ALONE)
SOURCE = "document"
"""Where a name comes from that staff read on a document."""


async def add(unit: Unit, assist: Assist) -> None:
    """Keeps a new request. Raises Stale when one of the visit stands."""
    await unit.connection.execute(insert(assists).values(**values(assist)))


async def get(connection: AsyncConnection, assist_id: str) -> Assist:
    """One request. Raises Missing."""
    return _assist(await one(connection, select(assists).where(assists.c.id == assist_id), "assist"))


async def newest(connection: AsyncConnection, visit_id: str) -> Assist | None:
    """The last request of a visit, whatever became of it."""
    query = select(assists).where(assists.c.visit_id == visit_id).order_by(assists.c.id.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return _assist(row) if row else None


async def waiting_in(connection: AsyncConnection, zone_id: str, now: datetime) -> list[Assist]:
    """Those of a zone at whose corner somebody waits now, the oldest first."""
    query = select(assists).where(
        assists.c.zone_id == zone_id, assists.c.state.in_(sorted(WAITING)), assists.c.asked_at > now - LASTS
    )
    return [_assist(row) for row in (await connection.execute(query.order_by(assists.c.id))).all()]


async def overdue(connection: AsyncConnection, now: datetime) -> list[Assist]:
    """Those whose time is over and that nobody has ended yet."""
    query = select(assists).where(assists.c.state.in_(sorted(WAITING)), assists.c.asked_at <= now - LASTS)
    return [_assist(row) for row in (await connection.execute(query)).all()]


async def change(unit: Unit, before: Assist, after: Assist) -> None:
    """Writes `after` while it still stands as in `before`. Raises Stale."""
    stands = (assists.c.id == before.id) & (assists.c.state == before.state)
    await swap(unit.connection, assists, stands, values(after))


async def keep_read(unit: Unit, assist_id: str, number: str, names: tuple[Name, ...]) -> None:
    """What the first person read on the document: the canonical number, and the name to the code point."""
    spelt = json.dumps([[name.text, name.language] for name in names], ensure_ascii=False)
    sealed = {
        "number": unit.vault.seal_text(number, _place("number", assist_id)),
        "names": unit.vault.seal_text(spelt, _place("names", assist_id)),
    }
    await swap(unit.connection, assists, assists.c.id == assist_id, sealed)


async def read(connection: AsyncConnection, vault: Vault, assist_id: str) -> tuple[str, tuple[Name, ...]]:
    """What the first person read; empty before that. Raises Missing."""
    row = await one(connection, select(assists).where(assists.c.id == assist_id), "assist")
    if row.number is None or row.names is None:
        return "", ()
    names = json.loads(vault.open_text(row.names, _place("names", assist_id)))
    spelt = tuple(Name(text=text, language=language, source=SOURCE) for text, language in names)
    return vault.open_text(row.number, _place("number", assist_id)), spelt


def _place(column: str, assist_id: str) -> Place:
    return Place(table="assists", column=column, row=assist_id)


def _assist(row: Row[Any]) -> Assist:
    return Assist(**fields(row, Assist) | {"state": State(row.state)})
