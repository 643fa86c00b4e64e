"""The bus: after a commit it tells every listener which facts were recorded, in this process and in the others.

Rule: a fact is told only after its commit. In this process it is told at once. To the others PostgreSQL's NOTIFY,
sent inside the same transaction, carries the ledger's numbers; they read those rows. Listeners draw state afresh and
do not add events up, so a wake-up too many costs a drawing and one too few is mended by the next.

The ledger's numbers have no gaps, and whoever sees one sees all below it. So a process knows up to where it was told
everything, although its own facts run ahead of the others', and after a lost connection reads on from there. A notice
may be lost without the connection, or never be sent (SQLite has none): so the ledger is looked at once in a while.

A whisper is what is true for a moment alone, as that somebody types: it is in no ledger, and may be lost.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import asyncpg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from desk.model.errors import StoreUnavailable
from desk.model.events import Event

CHANNEL, WHISPERS = "desk_ledger", "desk_whispers"
RETRY_SECONDS = 1.0
LOOK_SECONDS = 1.0
"""How often the ledger is asked for what nobody told of."""
MOST_AHEAD = 1_000
"""A number that is still missing when so many after it were told is of a kind this version does not know."""
log = structlog.get_logger("desk.bus")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A recorded event with its number in the ledger."""

    seq: int
    event: Event


Listener = Callable[[Fact], None]
Whisper = Mapping[str, str]
Fetch = Callable[[Sequence[int], int], Awaitable[list[Fact]]]
"""Reads facts from the ledger: those with these numbers, or, given none, those after this number."""


class Bus:
    """Tells listeners of recorded facts. A listener must not block and must not raise.

    `last_seq`: the highest number told. `through`: all up to this one were told.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.last_seq = 0
        self.through = 0
        self._ahead: set[int] = set()
        self._listeners: list[Listener] = []
        self._hearers: dict[Callable[[Whisper], None], None] = {}

    def begin(self, seq: int) -> None:
        """What is in the ledger up to here is read and not told: whoever listens begins with what stands."""
        self.last_seq = self.through = seq

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Adds a listener; the answer takes it away again."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def hear(self, hearer: Callable[[Whisper], None]) -> Callable[[], None]:
        """Adds who hears whispers; the answer takes it away again."""
        self._hearers[hearer] = None

        def hush() -> None:
            self._hearers.pop(hearer, None)

        return hush

    def whisper(self, said: Whisper) -> None:
        """Tells everybody here."""
        for hearer in tuple(self._hearers):
            hearer(said)

    def tell(self, facts: Sequence[Fact]) -> None:
        """Tells every listener of each fact, in order, and of none twice."""
        for fact in facts:
            if fact.seq <= self.through or fact.seq in self._ahead:
                continue
            self.last_seq = max(self.last_seq, fact.seq)
            self._ahead.add(fact.seq)
            for listener in tuple(self._listeners):
                listener(fact)
        self._close_up()

    def catch_up(self, facts: Sequence[Fact]) -> None:
        """Tells those of all facts after `through` that were not told yet."""
        self.tell(facts)
        self.through = max(self.through, *(fact.seq for fact in facts)) if facts else self.through
        self._ahead = {seq for seq in self._ahead if seq > self.through}
        self._close_up()

    def _close_up(self) -> None:
        if len(self._ahead) > MOST_AHEAD:
            self.through = min(self._ahead) - 1
        while self.through + 1 in self._ahead:
            self.through += 1
            self._ahead.remove(self.through)


def notice(name: str, facts: Sequence[Fact]) -> str:
    """What NOTIFY carries: who sends, and the numbers of the rows (far below PostgreSQL's 8,000 bytes)."""
    return json.dumps({"from": name, "seqs": [fact.seq for fact in facts][:500]})


def whispered(name: str, said: Whisper) -> str:
    """What NOTIFY carries of a whisper."""
    return json.dumps({"from": name, "said": dict(said)})


class Eye:
    """Looks at the ledger again and again for facts of other processes: where there are no notices, or one was lost."""

    def __init__(self, bus: Bus, fetch: Fetch) -> None:
        self._bus, self._fetch = bus, fetch

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except (SQLAlchemyError, StoreUnavailable) as error:
                log.warning("bus.unseen", reason=type(error).__name__)
            except Exception:  # a process that hears nothing of the others any more would not be noticed
                log.exception("bus.broken")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Tells what nobody told of yet."""
        self._bus.catch_up(await self._fetch((), self._bus.through))


class Ear:
    """Listens to the other processes through PostgreSQL, and after a lost connection reads what it missed.

    name: what it calls itself there, by which others see that this process is connected.
    """

    def __init__(self, dsn: str, bus: Bus, fetch: Fetch, name: str = "desk") -> None:
        self._dsn, self._bus, self._fetch = dsn.replace("+asyncpg", ""), bus, fetch
        self._name = name
        self._heard: asyncio.Queue[list[int]] = asyncio.Queue()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._listen()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError, StoreUnavailable) as error:
                log.warning("bus.lost", reason=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:  # a process that hears nothing of the others any more would not be noticed
                log.exception("bus.broken")
                await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        connection = await asyncpg.connect(self._dsn, server_settings={"application_name": self._name})
        try:
            lost = asyncio.Event()
            connection.add_termination_listener(lambda *_: lost.set())
            await connection.add_listener(CHANNEL, self._on_notice)
            await connection.add_listener(WHISPERS, self._on_whisper)
            self._bus.catch_up(await self._fetch((), self._bus.through))
            await self._drain(lost)
        finally:
            await connection.close()

    async def _drain(self, lost: asyncio.Event) -> None:
        ended = asyncio.ensure_future(lost.wait())
        try:
            while not lost.is_set():
                heard = asyncio.ensure_future(self._heard.get())
                await asyncio.wait({heard, ended}, return_when=asyncio.FIRST_COMPLETED)
                if not heard.done():
                    heard.cancel()
                    return
                self._bus.tell(await self._fetch(heard.result(), 0))
        finally:
            ended.cancel()

    def _on_notice(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        told = json.loads(str(payload))
        if told["from"] != self._bus.name:
            self._heard.put_nowait(told["seqs"])

    def _on_whisper(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        told = json.loads(str(payload))
        if told["from"] != self._bus.name:
            self._bus.whisper(told["said"])
