"""Slips as the store keeps them: a keyed hash of their letters; and which turn is being taken up at which corner."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.rows import upsert
from desk.store.tables import slips, take_ups
from desk.store.unit import Unit
from identity.vault import Vault

INDEX = "ticket.slip"


async def keep(unit: Unit, ticket_id: str, letters: str) -> None:
    """The turn's slip from now on; one printed before is worth nothing any more."""
    row = {"ticket_id": ticket_id, "letters_index": unit.vault.index(INDEX, letters).hex(), "printed_at": unit.now}
    await unit.connection.execute(upsert(unit.connection, slips, row))


async def ticket_id_of(connection: AsyncConnection, vault: Vault, letters: str) -> str | None:
    """The turn of the slip with these letters; None when no slip has them."""
    if not letters:
        return None
    keys = [index.hex() for index in vault.indexes(INDEX, letters)]
    found = await connection.execute(select(slips.c.ticket_id).where(slips.c.letters_index.in_(keys)))
    return found.scalar_one_or_none()


async def is_printed(connection: AsyncConnection, ticket_id: str) -> bool:
    """Whether the turn's holder has a slip."""
    found = await connection.execute(select(slips.c.ticket_id).where(slips.c.ticket_id == ticket_id))
    return found.one_or_none() is not None


async def begin(unit: Unit, corner_id: str, ticket_id: str) -> None:
    """At this corner somebody takes this turn up; what was begun there before is forgotten."""
    row = {"corner_id": corner_id, "ticket_id": ticket_id, "begun_at": unit.now}
    await unit.connection.execute(upsert(unit.connection, take_ups, row))


async def begun(connection: AsyncConnection, corner_id: str, since: datetime) -> str | None:
    """The turn that is being taken up at this corner, begun after `since`."""
    query = select(take_ups.c.ticket_id).where(take_ups.c.corner_id == corner_id, take_ups.c.begun_at > since)
    return (await connection.execute(query)).scalar_one_or_none()


async def forget(unit: Unit, corner_id: str) -> None:
    """Nothing is being taken up at this corner any more."""
    await unit.connection.execute(delete(take_ups).where(take_ups.c.corner_id == corner_id))
