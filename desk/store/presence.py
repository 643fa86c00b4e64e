"""Who is before a screen now: each open live socket says so every few seconds, whichever process holds it."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.rows import upsert
from desk.store.tables import presence
from desk.store.unit import Unit


async def touch(unit: Unit, parties: list[str], process: str) -> None:
    """These parties are seen by this process now."""
    for party in parties:
        row = {"party": party, "process": process, "seen_at": unit.now}
        await unit.connection.execute(upsert(unit.connection, presence, row))


async def leave(unit: Unit, party: str, process: str) -> None:
    """This process no longer sees the party."""
    await unit.connection.execute(delete(presence).where(presence.c.party == party, presence.c.process == process))


async def seen(connection: AsyncConnection, since: datetime) -> dict[str, datetime]:
    """Every party seen after `since` by any process, and when last."""
    query = select(presence.c.party, func.max(presence.c.seen_at)).where(presence.c.seen_at > since)
    rows = (await connection.execute(query.group_by(presence.c.party))).all()
    return {row[0]: row[1] for row in rows}
