"""Seals of the ledger: heads signed at least once a minute while anything happens, kept, and exported.

Only what follows from the seal before is signed: entries that were touched before their seal stay unsealed, and are
told to the log. Two processes that seal at once do no harm: their seals say the same of the same entries.
"""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import structlog
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model import chain
from desk.model.chain import PRINT_DIGITS, Head, Link, Seal
from desk.model.errors import Stale
from desk.store import heads, ledger
from desk.store.rows import fields, values
from desk.store.tables import ledger_seals
from desk.store.unit import Store, Unit
from identity.signing import Signer

SEAL_SECONDS = 60.0
MOST_ENTRIES = 1_000
"""One seal speaks of at most so many entries; when so many wait, they are sealed at once."""
LOOK_SECONDS = 5.0
PAGE = 50
log = structlog.get_logger("desk.ledger")


class Unsound(Exception):
    """What should be sealed next does not follow from the last seal."""


async def after(connection: AsyncConnection, position: int, limit: int) -> list[Seal]:
    """The seals of heads after a position, in order."""
    query = select(ledger_seals).where(ledger_seals.c.position > position).order_by(ledger_seals.c.position)
    return [Seal(**fields(row, Seal)) for row in (await connection.execute(query.limit(limit))).all()]


async def last(connection: AsyncConnection) -> Head:
    """The last head that was sealed."""
    query = select(ledger_seals.c.position, ledger_seals.c.hash).order_by(ledger_seals.c.position.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return Head(position=row.position, hash=row.hash) if row else Head()


class Sealer:
    """Seals and exports, beside the web floor of each process. `exported`: the file of heads."""

    def __init__(self, store: Store, signer: Signer, exported: Path) -> None:
        self._store, self._signer, self._exported = store, signer, exported

    async def run(self) -> None:
        """Until cancelled; then what still stands unsealed is sealed."""
        sealed_at = -SEAL_SECONDS
        try:
            while True:
                if time.monotonic() - sealed_at >= SEAL_SECONDS or await self._many_wait():
                    await self._try()
                    sealed_at = time.monotonic()
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            await self._try()

    async def seal(self) -> int:
        """Seals every entry that stands and exports what the file lacks; how many entries that were. Raises Unsound."""
        count = 0
        while found := await self._next():
            count += len(found.prints) // PRINT_DIGITS
            try:
                async with self._store.write() as unit:
                    await _keep(unit, found)
            except Stale:
                log.debug("ledger.sealed_already", position=found.position)
        await self.export()
        return count

    async def export(self) -> None:
        """Appends to the file of heads what it lacks."""
        while True:
            position = await asyncio.to_thread(heads.last_position, self._exported)
            async with self._store.read() as connection:
                lacking = await after(connection, position, PAGE)
            if not lacking:
                return
            await asyncio.to_thread(heads.append, self._exported, lacking, self._signer.public)

    async def _next(self) -> Seal | None:
        """The seal that comes next, or none when all is sealed."""
        async with self._store.read() as connection:
            before = await last(connection)
            links = await ledger.links(connection, before.position, MOST_ENTRIES)
        if not links:
            return None
        if list(chain.extend(before, _numbered(before, links))) != links:
            raise Unsound
        seal = Seal(
            position=links[-1].entry.position,
            hash=links[-1].hash,
            prints="".join(link.hash[:PRINT_DIGITS] for link in links),
            sealed_at=self._store.clock(),
            key_id=self._signer.key_id,
        )
        return replace(seal, signature=self._signer.sign(chain.statement(seal)).hex())

    async def _many_wait(self) -> bool:
        try:
            async with self._store.read() as connection:
                return (await ledger.head(connection)).position - (await last(connection)).position >= MOST_ENTRIES
        except Exception:  # the store is away: the next look finds it
            return False

    async def _try(self) -> None:
        """A store or a disk that is away for a moment must not end the sealing."""
        try:
            await self.seal()
        except Unsound:
            log.error("ledger.unsound")
        except Exception:
            log.exception("ledger.not_sealed")


async def _keep(unit: Unit, seal: Seal) -> None:
    """Keeps a seal that follows the last one. Two that overlap would leave one of them out of the file of heads, which
    only grows. Raises Stale where another sealed meanwhile."""
    await ledger.head(unit.connection, lock=True)
    if (await last(unit.connection)).position + 1 != seal.first:
        raise Stale("sealed meanwhile")
    await unit.connection.execute(insert(ledger_seals).values(**values(seal)))


def _numbered(before: Head, links: list[Link]) -> list[chain.Entry]:
    """The entries at the positions they should have."""
    return [replace(link.entry, position=position) for position, link in enumerate(links, start=before.position + 1)]
