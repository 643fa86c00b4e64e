"""How many whole *call next* actions a second a desk commits: 8 clerks at once, 100,000 waiting, on each engine.

A whole action is what the console's button does: is the clerk free, who is first in their 65 lines, does the consent
stand, a case, a session that rings, three facts chained to the ledger, the notice to other processes, the commit. Both
engines as they are set up in service: SQLite in WAL mode with `synchronous=FULL`, PostgreSQL with fsync.

One process; eight calls are under way at any moment, each by a clerk who is free. A slice is CALLS of them; between
slices, untimed, meetings end and as many people come as were called. Slices of a hall with 100,000 waiting and of one
with 1,000 take turns: `growth` is the median time of the one over that of the other, the worse of both engines.
`doubles`: turns given twice, or calls that the ledger, the sessions and the turns do not count alike, as committed.
`…_pops_per_s`: the same claim and nothing else (UPDATE … FOR UPDATE SKIP LOCKED … RETURNING in a transaction of its
own, 8 at once, of one line): what an engine gives where nothing is asked or recorded.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import uvloop
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import create_async_engine

from bench._line import end
from bench._postgres import started
from bench._waiting import KINDS, Hall, groups, hall
from desk.actions.desk import Desk
from desk.actions.gathering import Gathering
from desk.actions.turns import tickets
from desk.model.staff import Staff
from desk.model.turns.routing import line
from desk.store.engine import WRITES
from desk.store.tables import tickets as table
from desk.store.turns.tickets import IN_LINE

CLERKS, CALLS, ROUNDS = 8, 400, 9
MANY, FEW = 100_000, 1_000


class Asked:
    """All of a desk that *call next* uses."""

    def __init__(self, on: Hall) -> None:
        self.store, self.calls = on.store, Gathering[Staff, object]()


async def calls(on: Hall, desk: Desk) -> float:
    """Seconds for CALLS whole actions, CLERKS at a time; then all is made ready for as many again."""

    async def one_after_the_other(clerks: Sequence[Staff]) -> None:
        for clerk in clerks:
            await tickets.call_next(desk, clerk)

    began = time.perf_counter()
    await asyncio.gather(*(one_after_the_other(group) for group in groups(on.clerks, CLERKS)))
    spent = time.perf_counter() - began
    await on.free_clerks()
    await on.fill(CALLS)
    return spent


async def pops(on: Hall) -> float:
    """Seconds for CALLS bare claims, CLERKS at a time."""
    t = table.c
    first = (
        select(t.id)
        .where(t.line == line(*KINDS[0]), IN_LINE)
        .order_by(t.stands_at, t.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    claim = update(table).where(t.id == first.scalar_subquery()).values(state="parked").returning(t.id)

    async def one_after_the_other() -> None:
        for _ in range(CALLS // CLERKS):
            async with on.store.engine.connect() as plain:
                connection = await plain.execution_options(**WRITES)
                async with connection.begin():
                    (await connection.execute(claim)).one()

    began = time.perf_counter()
    await asyncio.gather(*(one_after_the_other() for _ in range(CLERKS)))
    return time.perf_counter() - began


async def engine(name: str, few_url: str, many_url: str, folder: Path) -> dict[str, float]:
    """The figures of one engine, in two stores of it."""
    async with (
        hall(few_url, folder, clerks=CALLS, waiting=FEW) as few,
        hall(many_url, folder, clerks=CALLS, waiting=MANY) as many,
    ):
        desks = [cast(Desk, Asked(each)) for each in (few, many)]
        spent: list[tuple[float, float]] = []
        for round_ in range(ROUNDS + 1):
            times = (await calls(few, desks[0]), await calls(many, desks[1]))
            print(
                f"{name}: {CALLS / times[0]:,.0f} a second of {FEW:,}, {CALLS / times[1]:,.0f} of {MANY:,}", flush=True
            )
            spent += [times] if round_ else []  # the first warms both up
        doubles = await few.doubles() + await many.doubles()
        bare = statistics.median([await pops(many) for _ in range(3)])
    at_few, at_many = (statistics.median(times) for times in zip(*spent, strict=True))
    return {
        f"{name}_claims_per_s": CALLS / at_many,
        f"{name}_growth": at_many / at_few,
        f"{name}_pops_per_s": CALLS / bare,
        f"{name}_doubles": doubles,
    }


async def measure() -> dict[str, float]:
    """All figures."""
    with tempfile.TemporaryDirectory(prefix="bench-queue-") as name, started() as server:
        folder = Path(name)
        for database in ("few", "many"):
            await _create(server, database)
        found = await engine("sqlite", f"sqlite:///{folder / 'few'}", f"sqlite:///{folder / 'many'}", folder)
        found |= await engine("postgres", f"{server}/few", f"{server}/many", folder)
    return {
        **found,
        "doubles": found["sqlite_doubles"] + found["postgres_doubles"],
        "growth": max(found["sqlite_growth"], found["postgres_growth"]),
    }


async def _create(server: str, database: str) -> None:
    plain = create_async_engine(f"{server}/postgres".replace("://", "+asyncpg://"), isolation_level="AUTOCOMMIT")
    async with plain.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {database}"))
    await plain.dispose()


if __name__ == "__main__":
    end("queue", uvloop.run(measure()))
