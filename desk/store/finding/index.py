"""Writes what cases are found by: keyed hashes of the spellings of their applicant, and of what their transaction says.

It is written after the commit that opened a case or changed a name, by whichever process looks first, so that nobody
waits for it at a window: a case is found by its number at once, and by a name within a second or two. The rows of a
case are under one key of the ring, the current one of the moment they were written.

Law: both hashes are cut. A mark of a name has 48 bits, by which strangers do not meet by chance. A mark of a record has
20: about a million, and far more pieces of text than that are written, so that whoever has a copy of the index cannot
tell which of several pieces stands behind a mark. What is found is opened and looked at, so it costs time and no truth.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, delete, insert

from desk.model.finding import spellings
from desk.store import places
from desk.store.finding import opening
from desk.store.tables import case_names, case_words
from desk.store.unit import Store, Unit
from identity.vault import Vault

NAMES, WORDS = "cases.names", "cases.words"
NAME_BITS, WORD_BITS = 48, 20
MOST_WORDS = 500
"""Pieces of one transaction; what is beyond is not found by words."""
BATCH = 50


def name_marks(vault: Vault, mark: str) -> tuple[int, ...]:
    """A mark of a name under every key, the current one first."""
    return tuple(_cut(hashed, NAME_BITS) for hashed in vault.indexes(NAMES, mark))


def word_marks(vault: Vault, piece: str) -> tuple[int, ...]:
    """A piece of a record under every key, the current one first."""
    return tuple(_cut(hashed, WORD_BITS) for hashed in vault.indexes(WORDS, piece))


async def catch_up(store: Store) -> int:
    """Indexes some of the cases that are due, in one unit of work; how many there were."""
    async with store.read() as connection:
        if not await places.some_due(connection):
            return 0
    async with store.write() as unit:
        rows = await places.due(unit, BATCH)
        if not rows:
            return 0
        called = await opening.names(unit.connection, unit.vault, {row.applicant_id for row in rows})
        said = await opening.texts(unit.connection, unit.vault, [row.case_id for row in rows])
        named: dict[int, Iterable[int]] = {}
        worded: dict[int, Iterable[int]] = {}
        for row in rows:
            names = () if row.forgotten else called.get(row.applicant_id, ())
            named[row.place] = of_names(unit, names)
            worded[row.place] = of_texts(unit, said.get(row.case_id, ()))
        await _write(unit, case_names, named)
        await _write(unit, case_words, worded)
        await places.done(unit, [row.place for row in rows])
    return len(rows)


def of_names(unit: Unit, names: Sequence[str]) -> set[int]:
    """The marks of a person's spellings, under the current key."""
    return {_cut(unit.vault.index(NAMES, mark), NAME_BITS) for mark in spellings.marks(unit.fold, names)}


def of_texts(unit: Unit, texts: Sequence[str]) -> set[int]:
    """The marks of what a transaction says, under the current key."""
    cut = spellings.text_pieces(unit.fold, texts)[:MOST_WORDS]
    return {_cut(unit.vault.index(WORDS, piece), WORD_BITS) for piece in cut}


async def forget_names(unit: Unit, case_ids: Iterable[str]) -> None:
    """These cases are not found by name any more."""
    gone = await places.forget(unit, case_ids)
    await unit.connection.execute(delete(case_names).where(case_names.c.place.in_(gone)))


async def forget_words(unit: Unit, case_ids: Iterable[str]) -> None:
    """These cases are not found by what was recorded any more."""
    gone = await places.of_cases(unit.connection, case_ids)
    await unit.connection.execute(delete(case_words).where(case_words.c.place.in_(gone)))


async def _write(unit: Unit, table: Table, marks: dict[int, Iterable[int]]) -> None:
    await unit.connection.execute(delete(table).where(table.c.place.in_(list(marks))))
    rows: list[dict[str, Any]] = [{"mark": mark, "place": place} for place, each in marks.items() for mark in each]
    if rows:
        await unit.connection.execute(insert(table), rows)


def _cut(hashed: bytes, bits: int) -> int:
    return int.from_bytes(hashed[:8]) >> (64 - bits)
