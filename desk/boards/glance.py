"""A glance: what many screens ask of the store at one moment is read once.

Boards of one zone in five languages ask the very same; so do consoles that list the same lines. A glance keeps the
answers by their questions, until something was recorded or a moment has passed. Whoever draws from it may put together
answers that are a few milliseconds apart: what was committed between them is told right after, and drawn anew.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Dialect, Executable, FrozenResult, Result, ScalarResult
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.cache_key import HasCacheKey

from desk.boards.reader import Reader

LASTS_SECONDS = 0.2
"""What no fact tells, such as a sign of life, is at most so much older than the drawing."""
Found = TypeVar("Found")
Answers = dict[Hashable, "asyncio.Future[Any]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance(Reader):
    """A reader that asks each question once, at the moment `at`."""

    at: datetime
    answers: Answers = field(default_factory=dict)

    def now(self) -> datetime:
        """The moment all of these screens are drawn for."""
        return self.at

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """One view; a connection of the store is taken once something is asked that was not asked before."""
        async with AsyncExitStack() as stack:
            opened: list[AsyncConnection] = []

            async def real() -> AsyncConnection:
                if not opened:
                    opened.append(await stack.enter_async_context(self.store.read()))
                return opened[0]

            asks = _Asks(self.answers, real, self.store.engine.dialect)
            # Boards and the store's reads call these and look at the dialect, and nothing else.
            yield cast(AsyncConnection, asks)

    async def once(self, key: Hashable, make: Callable[[], Awaitable[Found]]) -> Found:
        """What was read under this key; read now where it was not yet."""
        return await _once(self.answers, ("read", key), make)


class _Asks:
    """Asks what was not asked, and gives the kept answer otherwise."""

    def __init__(self, answers: Answers, real: Callable[[], Awaitable[AsyncConnection]], dialect: Dialect) -> None:
        self._answers, self._real, self.dialect = answers, real, dialect

    async def execute(self, statement: Executable) -> Result[Any]:
        """The rows, for this asker alone to go through."""
        question = _question(statement)
        if question is None:
            return await (await self._real()).execute(statement)

        async def ask() -> FrozenResult[Any]:
            return (await (await self._real()).execute(statement)).freeze()

        frozen = await _once(self._answers, question, ask)
        return frozen()

    async def scalars(self, statement: Executable) -> ScalarResult[Any]:
        """The first column of each row."""
        return (await self.execute(statement)).scalars()

    async def scalar(self, statement: Executable) -> Any:
        """The first column of the first row; None where there is no row."""
        return (await self.execute(statement)).scalar()


async def _once(answers: Answers, key: Hashable, make: Callable[[], Awaitable[Found]]) -> Found:
    """The answer kept under this key, or the one that is made now and that whoever asks meanwhile waits for."""
    kept = answers.get(key)
    if kept is not None:
        await asyncio.wait({kept})
        if not kept.cancelled():
            return cast(Found, kept.result())
    mine: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
    answers[key] = mine
    try:
        mine.set_result(await make())
    finally:
        if not mine.done():
            # Whoever waits for an answer that failed asks for themselves.
            mine.cancel()
            answers.pop(key, None)
    return mine.result()


def _question(statement: Executable) -> Hashable | None:
    """What tells two questions apart: SQLAlchemy's own key of a statement, and the values bound in it."""
    key = statement._generate_cache_key() if isinstance(statement, HasCacheKey) else None  # no public name for it
    if key is None:
        return None
    return key.key, repr([bound.effective_value for bound in key.bindparams])


class Glances:
    """The present glance of a reader: another one once something was recorded, or the last one is old."""

    def __init__(self) -> None:
        self._seq, self._taken_at = -1, 0.0
        self._glance: Glance | None = None

    def of(self, reader: Reader) -> Glance:
        """What may be drawn from now."""
        now, seq = time.monotonic(), reader.store.bus.last_seq
        if self._glance is None or seq != self._seq or now - self._taken_at > LASTS_SECONDS:
            self._seq, self._taken_at = seq, now
            told = {each.name: getattr(reader, each.name) for each in fields(Reader)}
            self._glance = Glance(**told, at=reader.now())
        return self._glance
