"""What the store of a child desk keeps, read from its SQLite file with the desk's own keys."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from desk.chores import keys
from desk.model.chance import Chance, utc_now
from desk.model.materials.materials import Material
from desk.store import receipts
from desk.store import sessions as session_rows
from desk.store.bus import Bus
from desk.store.cases import cases
from desk.store.cases.cases import Transaction
from desk.store.engine import connect
from desk.store.files import Files
from desk.store.materials import materials
from desk.store.sessions import Segment
from desk.store.shelves import Disk
from desk.store.tables import sessions
from desk.store.unit import Store
from i18n.scripts import Scripts
from tests.fixtures.desk_server import DeskServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A submitted case."""

    transaction: Transaction
    content: dict[str, Any]
    materials: dict[str, Material]

    def answer(self, field: str) -> dict[str, Any]:
        """One answer of the transaction: text, script, language, hand."""
        found: dict[str, Any] = next(one for one in self.content["answers"] if one["field"] == field)
        return found


def open_store(desk: DeskServer) -> Store:
    """The desk's store, opened beside it."""
    kept = keys.ready(desk.data_dir / "keys")
    return Store(
        connect(f"sqlite:///{desk.database}"),
        vault=kept.vault,
        clock=utc_now,
        chance=Chance(),
        bus=Bus("test"),
        files=Files(Disk(desk.data_dir / "files"), kept.vault),
        fold=Scripts().fold,
    )


async def read_kept(desk: DeskServer, receipt_number: str) -> Kept:
    """What was submitted under this receipt."""
    store = open_store(desk)
    try:
        async with store.read() as connection:
            receipt = await receipts.by_number(connection, receipt_number)
            assert receipt is not None
            transaction = await cases.transaction_of(connection, store.vault, receipt.case_id)
            pictures = await materials.of_case(connection, receipt.case_id)
    finally:
        await store.close()
    return Kept(transaction=transaction, content=json.loads(transaction.content), materials=dict(pictures))


async def segments_of(desk: DeskServer, session_id: str) -> list[Segment]:
    """The recorded segments of a session that the store knows of."""
    store = open_store(desk)
    try:
        async with store.read() as connection:
            return await session_rows.segments_of(connection, session_id)
    finally:
        await store.close()


async def session_ids(desk: DeskServer, visit_of_session: str = "") -> list[tuple[str, str]]:
    """(id, state) of each session, the newest first; only those of the same visit as the one named, if one is."""
    store = open_store(desk)
    try:
        async with store.read() as connection:
            query = select(sessions).order_by(sessions.c.rung_at.desc())
            rows = (await connection.execute(query)).all()
    finally:
        await store.close()
    visit = next((row.visit_id for row in rows if row.id == visit_of_session), "")
    return [(row.id, row.state) for row in rows if not visit_of_session or row.visit_id == visit]
