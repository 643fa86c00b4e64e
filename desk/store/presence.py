"""Who is before a screen now: each open live socket says so every few seconds, whichever process holds it."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.rows import upsert
from desk.store.tables import presence
from desk.store.unit import Unit


async def touch(unit: Unit, parties: list[str], process: str) -> None:
    """These parties have a screen open in this process now."""
    if parties:
        row = {"party": "", "process": process, "seen_at": unit.now, "open": True}
        statement = upsert(unit.connection, presence, row)
        await unit.connection.execute(statement, [row | {"party": party} for party in sorted(parties)])


async def leave(unit: Unit, party: str, process: str) -> None:
    """The party's last screen in this process closed; when that was is kept, for grace is counted from it."""
    stands = (presence.c.party == party) & (presence.c.process == process)
    await unit.connection.execute(update(presence).where(stands).values(open=False, seen_at=unit.now))


async def sweep(unit: Unit, before: datetime) -> None:
    """Forgets whom nobody has seen since then: mostly what processes of the past had written."""
    await unit.connection.execute(delete(presence).where(presence.c.seen_at < before))


async def here(connection: AsyncConnection, since: datetime) -> frozenset[str]:
    """Parties with a screen open in some process, of which a sign of life came after `since`."""
    query = select(presence.c.party).where(presence.c.open.is_(True), presence.c.seen_at > since)
    return frozenset((await connection.execute(query)).scalars())


async def open_in(connection: AsyncConnection, process: str) -> list[str]:
    """Parties that this process last said to be here."""
    query = select(presence.c.party).where(presence.c.open.is_(True), presence.c.process == process)
    return list((await connection.execute(query)).scalars())


async def here_where(connection: AsyncConnection, since: datetime) -> list[tuple[str, str]]:
    """As `here`, each with the process that says so."""
    query = select(presence.c.party, presence.c.process)
    rows = await connection.execute(query.where(presence.c.open.is_(True), presence.c.seen_at > since))
    return [(row.party, row.process) for row in rows.all()]


async def seen(connection: AsyncConnection, since: datetime) -> dict[str, datetime]:
    """Every party seen after `since`, open or closed since, and when last."""
    query = select(presence.c.party, func.max(presence.c.seen_at)).where(presence.c.seen_at > since)
    rows = (await connection.execute(query.group_by(presence.c.party))).all()
    return {row[0]: row[1] for row in rows}
