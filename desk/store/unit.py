"""A unit of work: one transaction, in which what changes and what is recorded of it are committed together."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from desk.model.chance import Chance, Clock
from desk.model.errors import Stale, StoreUnavailable
from desk.model.events import Event
from desk.store import ledger
from desk.store.bus import CHANNEL, Bus, Fact, notice
from desk.store.engine import READS, WRITES
from desk.store.files import Files
from identity.vault import Vault

UNIQUE_VIOLATION = "23505"
"""PostgreSQL's SQLSTATE."""


Connection = AsyncConnection
"""What reads take, named here for the floors above, which know no SQL."""


@dataclass(slots=True, kw_only=True)
class Unit:
    """What an action writes with. `now` is one instant for the whole of it."""

    connection: AsyncConnection
    vault: Vault
    chance: Chance
    now: datetime
    files: Files
    events: list[Event] = field(default_factory=list)

    def record(self, event: Event) -> None:
        """Adds a fact, written to the ledger at the commit and told after it."""
        self.events.append(event)


class Store:
    """The case store: opens units of work, and connections that only read."""

    def __init__(
        self, engine: AsyncEngine, *, vault: Vault, clock: Clock, chance: Chance, bus: Bus, files: Files
    ) -> None:
        self.engine, self.vault, self.clock, self.chance = engine, vault, clock, chance
        self.bus, self.files = bus, files

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Unit]:
        """One transaction. Left by an error, nothing is kept and nothing told. Raises Stale, StoreUnavailable."""
        try:
            async with self.engine.connect() as plain:
                connection = await plain.execution_options(**WRITES)
                async with connection.begin():
                    unit = self._unit(connection)
                    yield unit
                    facts = await self._append(unit)
        except (OperationalError, ConnectionError) as error:
            raise StoreUnavailable(type(error).__name__) from error
        except IntegrityError as error:
            if not _is_duplicate(error):
                raise
            # A unique index held what two hands tried at once: the second one was too late.
            raise Stale("another was first") from None
        self.bus.tell(facts)

    def _unit(self, connection: AsyncConnection) -> Unit:
        return Unit(connection=connection, vault=self.vault, chance=self.chance, now=self.clock(), files=self.files)

    async def _append(self, unit: Unit) -> list[Fact]:
        if not unit.events:
            return []
        facts = await ledger.append(unit.connection, unit.events, unit.now)
        if self.engine.dialect.name == "postgresql":
            payload = notice(self.bus.name, facts)
            await unit.connection.execute(
                text("SELECT pg_notify(:channel, :payload)"), {"channel": CHANNEL, "payload": payload}
            )
        return facts

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection with one consistent view, for boards. Raises StoreUnavailable."""
        try:
            async with self.engine.connect() as connection:
                if self.engine.dialect.name == "postgresql":
                    await connection.execution_options(**READS)
                yield connection
        except (OperationalError, ConnectionError) as error:
            raise StoreUnavailable(type(error).__name__) from error

    async def facts(self, seqs: Sequence[int], after: int) -> list[Fact]:
        """Facts of the ledger, for processes that were told of them or missed them."""
        async with self.read() as connection:
            return await ledger.read(connection, seqs, after)

    async def close(self) -> None:
        """Lets every connection go."""
        await self.engine.dispose()


def _is_duplicate(error: IntegrityError) -> bool:
    """Whether a unique index refused the row, and not a foreign key or an empty field, which are mistakes of ours."""
    return getattr(error.orig, "sqlstate", "") == UNIQUE_VIOLATION or "UNIQUE constraint" in str(error.orig)
