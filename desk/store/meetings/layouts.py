"""Who is shown where on whose screen, beside the main person, as the media plane last told it."""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.rows import upsert
from desk.store.tables import layouts
from desk.store.unit import Unit

Places = Mapping[str, str]
"""Seat by place: `{"1": "expert", "2": "supervisor"}`."""


async def of(connection: AsyncConnection, session_id: str, party: str) -> Places:
    """What this party has beside the main person."""
    query = select(layouts.c.places).where(layouts.c.session_id == session_id, layouts.c.party == party)
    return dict((await connection.execute(query)).scalar_one_or_none() or {})


async def put(unit: Unit, session_id: str, party: str, places: Places) -> None:
    """What this party has now; nothing is kept of one who has nobody beside."""
    if places:
        row = {"session_id": session_id, "party": party, "places": dict(places)}
        await unit.connection.execute(upsert(unit.connection, layouts, row))
        return
    mine = (layouts.c.session_id == session_id) & (layouts.c.party == party)
    await unit.connection.execute(delete(layouts).where(mine))
