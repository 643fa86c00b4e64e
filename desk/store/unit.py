"""A unit of work: one transaction, in which what changes and what is recorded of it are committed together."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction

from desk.model.chain import Head
from desk.model.chance import Chance, Clock
from desk.model.errors import BadInput, Stale, StoreUnavailable
from desk.model.events import Event
from desk.store import ledger
from desk.store.bus import WHISPERS, Bus, Fact, Whisper, whispered
from desk.store.engine import WRITES, moment
from desk.store.files import Files
from identity.names import Fold
from identity.vault import Vault

UNIQUE_VIOLATION = "23505"
NO_TEXT = "22021"
"""PostgreSQL's SQLSTATE for a row that is there already, and for U+0000, which its texts do not hold."""
ROLLED_BACK = "40"
AWAY = ("08", "53", "57")
"""Its classes for a transaction undone because of another's, and for a server that lacks means or goes away."""


Connection = AsyncConnection
"""What reads take, named here for the floors above, which know no SQL."""


@dataclass(slots=True, kw_only=True)
class Unit:
    """What an action writes with. `now` is one instant for the whole of it; `fold` levels what is searched by words."""

    connection: AsyncConnection
    vault: Vault
    chance: Chance
    now: datetime
    files: Files
    fold: Fold
    events: list[Event] = field(default_factory=list)

    def record(self, event: Event) -> None:
        """Adds a fact, written to the ledger at the commit and told after it."""
        self.events.append(event)


class Store:
    """The case store: opens units of work, and connections that only read."""

    def __init__(
        self, engine: AsyncEngine, *, vault: Vault, clock: Clock, chance: Chance, bus: Bus, files: Files, fold: Fold
    ) -> None:
        self.engine, self.vault, self.clock, self.chance = engine, vault, clock, chance
        self.bus, self.files, self.fold = bus, files, fold
        self._line = asyncio.Lock()
        self._head: Head | None = None
        self._alone = False

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Unit]:
        """One transaction. Left by an error, nothing is kept and nothing told. Raises Stale, StoreUnavailable."""
        with _refusals_named():
            async with self.engine.connect() as plain:
                connection = await plain.execution_options(**WRITES)
                async with connection.begin() as transaction:
                    unit = self._unit(connection)
                    yield unit
                    facts = await self._commit(unit, transaction)
        self.bus.tell(facts)

    def _unit(self, connection: AsyncConnection) -> Unit:
        return Unit(
            connection=connection,
            vault=self.vault,
            chance=self.chance,
            now=self.clock(),
            files=self.files,
            fold=self.fold,
        )

    async def _commit(self, unit: Unit, transaction: AsyncTransaction) -> list[Fact]:
        """Writers of this process stand in a line here, as all do at the ledger's head. So it knows where the chain
        ends, as long as no other process writes: where one did, the next commit reads the head."""
        if not unit.events:
            await transaction.commit()
            return []
        async with self._line:
            known = self._head if self._alone else None
            done = await ledger.append(unit.connection, unit.events, unit.now, self.bus.name, known)
            await transaction.commit()
            self._head, self._alone = done.after, done.before == self._head
        return done.facts

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection with one consistent view, for boards. Raises StoreUnavailable."""
        with _refusals_named():
            async with moment(self.engine) as connection:
                yield connection

    async def whisper(self, said: Whisper) -> None:
        """Tells every process what is true for a moment alone, and keeps nothing of it. Raises StoreUnavailable."""
        self.bus.whisper(said)
        if self.engine.dialect.name == "postgresql":
            with _refusals_named():
                async with self.engine.begin() as connection:
                    await connection.execute(select(func.pg_notify(WHISPERS, whispered(self.bus.name, said))))

    async def facts(self, seqs: Sequence[int], after: int) -> list[Fact]:
        """Facts of the ledger, for processes that were told of them or missed them."""
        async with self.read() as connection:
            return await ledger.read(connection, seqs, after)

    async def position(self) -> int:
        """The ledger's last number."""
        async with self.read() as connection:
            return (await ledger.head(connection)).position

    async def close(self) -> None:
        """Lets every connection go."""
        await self.engine.dispose()


@contextmanager
def _refusals_named() -> Iterator[None]:
    """What the engine refuses, in the desk's own errors; mistakes of ours stay what they are."""
    try:
        yield
    except (OperationalError, NoneFree, ConnectionError) as error:
        raise StoreUnavailable(type(error).__name__) from error
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None) or ""
        if state == UNIQUE_VIOLATION or "UNIQUE constraint" in str(error.orig):
            # A unique index held what two hands tried at once: the second one was too late.
            raise Stale("another was first") from None
        if state.startswith(ROLLED_BACK):
            raise Stale("another was in the way") from None
        if error.connection_invalidated or state.startswith(AWAY):
            raise StoreUnavailable(type(error).__name__) from error
        if state == NO_TEXT:
            raise BadInput("a character that is no text") from None
        raise
