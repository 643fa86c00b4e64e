"""Throttles as the store keeps them: by keyed hash of what they count, held by one unit of work at a time."""

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.rows import insert_into, upsert, values
from desk.store.tables import throttles
from desk.store.unit import Unit
from identity.errors import ThrottleError
from identity.throttles import Rule, Throttle, cleared, failed, lifted, refusal
from identity.vault import Vault


def key(vault: Vault, purpose: str, value: str) -> str:
    """The key of a value (a number, a login) for one purpose: a blind index, which tells nothing of either."""
    return vault.index(f"throttle:{purpose}", value).hex()


async def look(connection: AsyncConnection, vault: Vault, purpose: str, value: str) -> Throttle:
    """How the key stands, without holding it: for pages. What is decided on it must be held."""
    keys = [index.hex() for index in vault.indexes(f"throttle:{purpose}", value)]
    rows = (await connection.execute(select(throttles).where(throttles.c.key.in_(keys)))).all()
    return _throttle(min(rows, key=lambda row: keys.index(row.key))) if rows else Throttle()


async def hold(unit: Unit, purpose: str, value: str) -> Throttle:
    """How the key stands, and nobody else may count on it before this unit of work is over.

    One statement writes the row whether it is there or not, which locks it (PostgreSQL); SQLite has one writer.
    """
    own = key(unit.vault, purpose, value)
    await _take_over(unit, purpose, value, own)
    statement = insert_into(unit.connection, throttles).values(key=own, failures=0, stopped=False, moved_at=unit.now)
    held = statement.on_conflict_do_update(index_elements=["key"], set_={"moved_at": throttles.c.moved_at})
    return _throttle((await unit.connection.execute(held.returning(*throttles.c))).one())


async def keep(unit: Unit, purpose: str, value: str, after: Throttle) -> None:
    """Writes what became of a key that is held; a key without a failure is not kept."""
    own = key(unit.vault, purpose, value)
    if after == Throttle():
        await unit.connection.execute(delete(throttles).where(throttles.c.key == own))
        return
    await unit.connection.execute(
        upsert(unit.connection, throttles, {"key": own, "moved_at": unit.now} | values(after))
    )


async def count(unit: Unit, purpose: str, value: str, rule: Rule) -> ThrottleError | None:
    """One failure more, however many come at once; what the next try will be refused with, if it will.

    Where another failure locked the key meanwhile, this one changes nothing: a lock is not made longer by tries that
    were begun before it.
    """
    stands = await hold(unit, purpose, value)
    if refusal(stands, unit.now) is None:
        stands = failed(stands, rule, unit.now)
        await keep(unit, purpose, value, stands)
    return refusal(stands, unit.now)


async def clear(unit: Unit, purpose: str, value: str) -> ThrottleError | None:
    """The right answer came: nothing is counted any more. A refusal is given, and nothing changed, where the key was
    locked meanwhile: the answer must not be believed then."""
    stands = await hold(unit, purpose, value)
    refused = refusal(stands, unit.now)
    if refused is None:
        await keep(unit, purpose, value, cleared(stands, unit.now))
    return refused


async def lift(unit: Unit, purpose: str, value: str) -> Throttle:
    """A person lets the key free; how it stood before."""
    before = await hold(unit, purpose, value)
    await keep(unit, purpose, value, lifted(before, unit.now))
    return before


async def _take_over(unit: Unit, purpose: str, value: str, own: str) -> None:
    """A key counted under an older key of the ring goes on under the current one."""
    keys = [index.hex() for index in unit.vault.indexes(f"throttle:{purpose}", value)]
    if len(keys) == 1:
        return
    known = set((await unit.connection.execute(select(throttles.c.key).where(throttles.c.key.in_(keys)))).scalars())
    older = [each for each in keys if each in known]
    if older and own not in known:
        await unit.connection.execute(update(throttles).where(throttles.c.key == older[0]).values(key=own))


def _throttle(row: Row[tuple[object, ...]]) -> Throttle:
    kept = row._mapping
    return Throttle(failures=kept["failures"], locked_until=kept["locked_until"], stopped=kept["stopped"])
