"""A store with so many cases, as it would stand after years: people, cases, their places and the marks of both.

Rows are made once and given to both engines by their fastest door (COPY; many rows a statement in order of the key),
and the indexes that a service has grown with are made after it. Beside it stands `plain`, what a search had without
them: every spelling in clear and folded, to be looked through by LIKE.
"""

import json
import random
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import numpy as np
from numpy.typing import NDArray

from bench._search_people import People
from desk.model.finding import spellings
from desk.store.finding.index import NAME_BITS, NAMES, WORD_BITS, WORDS
from i18n.scripts import Scripts
from identity.vault import Place, Vault

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
APART = timedelta(minutes=2)
ZONES = ("zmo", "zhk", "zfs", "zhq")
ITEMS = 60
STATES = ("submitted",) * 8 + ("withdrawn", "drafting")
RECORDED = 10
"""One case in so many has a transaction whose words are indexed: to write all of them would be most of the bench."""
COMPANIES = ("示范", "恒昌", "濠江", "紫荆", "侨乡", "永兴", "华侨", "粤海")
TRADES = ("贸易", "餐饮", "物业", "科技", "五金", "旅行社", "陈皮", "运输")
ASKED = (
    "申请参保证明",
    "办理变更登记",
    "補領證明文件",
    "查詢不動產登記",
    "子女入學登記",
    "renewal of residence permit",
    "certidão de casamento",
)
Marks = NDArray[np.int64]
Row = tuple[Any, ...]
TABLES = {
    "applicants": ("id", "names"),
    "cases": (
        "id", "number", "zone_id", "visit_id", "applicant_id", "item_code", "item_version", "state", "opened_at",
        "moved_at",
    ),
    "case_places": ("place", "case_id", "zone_id", "item_code", "opened_at", "due", "forgotten"),
    "transactions": ("id", "case_id", "content_hash", "content", "clerk_id", "submitted_at"),
    "plain": ("place", "written", "folded"),
}  # fmt: skip
PLAIN = "CREATE TABLE plain (place BIGINT PRIMARY KEY, written TEXT NOT NULL, folded TEXT NOT NULL)"


@dataclass(slots=True)
class Made:
    """Rows by table, and (mark, place) of names and of words, in order."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in TABLES})
    names: tuple[Marks, Marks] = field(default=(np.empty(0, np.int64), np.empty(0, np.int64)))
    words: tuple[Marks, Marks] = field(default=(np.empty(0, np.int64), np.empty(0, np.int64)))


class _Gathered:
    """Marks as they come; each text is hashed once."""

    def __init__(self, vault: Vault, purpose: str, bits: int) -> None:
        self._vault, self._purpose, self._shift = vault, purpose, 64 - bits
        self._known: dict[str, int] = {}
        self._marks, self._places = array("q"), array("q")

    def add(self, place: int, texts: Iterable[str]) -> None:
        """The marks of one case."""
        found = {self._mark(text) for text in texts}
        self._marks.extend(found)
        self._places.extend([place] * len(found))

    def _mark(self, text: str) -> int:
        known = self._known.get(text)
        if known is None:
            hashed = self._vault.index(self._purpose, text)
            known = self._known[text] = int.from_bytes(hashed[:8]) >> self._shift
        return known

    def ordered(self) -> tuple[Marks, Marks]:
        """In order of mark and place."""
        marks, places = np.frombuffer(self._marks, np.int64), np.frombuffer(self._places, np.int64)
        order = np.lexsort((places, marks))
        return marks[order], places[order]


def make(count: int, vault: Vault, scripts: Scripts) -> Made:
    """So many cases, each of another person, opened one after the other."""
    made, people, chance = Made(), People(7), random.Random(7)
    names, words = _Gathered(vault, NAMES, NAME_BITS), _Gathered(vault, WORDS, WORD_BITS)
    for number in range(1, count + 1):
        called = next(people)
        place, case_id, person = 202600000000 + number, f"c{number:031x}", f"a{number:031x}"
        at, zone, item = BEGAN + APART * number, chance.choice(ZONES), f"JM-{chance.randrange(ITEMS):03d}"
        state = chance.choice(STATES)
        spelt = [[name.text, name.language, name.source] for name in called]
        sealed = vault.seal_text(
            json.dumps(spelt, ensure_ascii=False), Place(table="applicants", column="names", row=person)
        )
        texts = [name.text for name in called]
        names.add(place, spellings.marks(scripts.fold, texts))
        rows = made.rows
        rows["applicants"].append((person, sealed))
        rows["cases"].append((case_id, f"JM{place}", zone, f"v{number:031x}", person, item, 1, state, at, at))
        rows["case_places"].append((place, case_id, zone, item, at, False, False))
        folded = " / ".join("".join(filter(str.isalnum, scripts.fold(text))) for text in texts)
        rows["plain"].append((place, " / ".join(texts), folded))
        if number % RECORDED == 0:
            said = _said(chance)
            words.add(place, spellings.text_pieces(scripts.fold, said))
            rows["transactions"].append(_transaction(vault, number, case_id, said, at))
    made.names, made.words = names.ordered(), words.ordered()
    return made


def _said(chance: random.Random) -> list[str]:
    company = f"江门市{chance.choice(COMPANIES)}{chance.choice(COMPANIES)}{chance.choice(TRADES)}有限公司"
    return [company, chance.choice(ASKED), f"{chance.randrange(1960, 2010)}"]


def _transaction(vault: Vault, number: int, case_id: str, said: Sequence[str], at: datetime) -> Row:
    row = f"t{number:031x}"
    content = json.dumps({"answers": [{"text": text} for text in said]}, ensure_ascii=False)
    sealed = vault.seal_text(content, Place(table="transactions", column="content", row=row))
    return (row, case_id, "", sealed, "s", at)


def to_sqlite(made: Made, path: str) -> None:
    """Fills a migrated store."""
    with sqlite3.connect(path, isolation_level=None) as driver:
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
            driver.execute(f"PRAGMA {pragma}")
        driver.execute(PLAIN)
        driver.execute("BEGIN")
        driver.execute("DROP INDEX ix_case_names_place")
        for table, columns in TABLES.items():
            marks = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
            driver.executemany(statement, (_plain(row) for row in made.rows[table]))
        for table, pairs in (("case_names", made.names), ("case_words", made.words)):
            driver.executemany(f"INSERT INTO {table} (mark, place) VALUES (?, ?)", _pairs(pairs))
        driver.execute("CREATE INDEX ix_case_names_place ON case_names (place)")
        driver.execute("COMMIT")
    driver.close()


async def to_postgres(made: Made, url: str) -> None:
    """Fills a migrated store. The server checks no foreign keys while it is filled."""
    driver = await asyncpg.connect(url)
    await driver.execute("SET session_replication_role = replica; SET maintenance_work_mem = '1GB'")
    await driver.execute(PLAIN)
    await driver.execute("ALTER TABLE case_names DROP CONSTRAINT pk_case_names; DROP INDEX ix_case_names_place")
    for table, columns in TABLES.items():
        await driver.copy_records_to_table(table, records=made.rows[table], columns=list(columns), timeout=1200)
    for table, pairs in (("case_names", made.names), ("case_words", made.words)):
        await driver.copy_records_to_table(table, records=_pairs(pairs), columns=["mark", "place"], timeout=1200)
    await driver.execute("ALTER TABLE case_names ADD CONSTRAINT pk_case_names PRIMARY KEY (mark, place)", timeout=1200)
    await driver.execute("CREATE INDEX ix_case_names_place ON case_names (place)", timeout=1200)
    await driver.execute("VACUUM ANALYZE", timeout=1200)
    await driver.close()


def _pairs(pairs: tuple[Marks, Marks]) -> Iterator[Row]:
    marks, places = pairs
    for start in range(0, len(marks), 100_000):
        yield from zip(marks[start : start + 100_000].tolist(), places[start : start + 100_000].tolist(), strict=True)


def _plain(row: Row) -> Row:
    """As the engine's own column types write it."""
    return tuple(cell.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(cell, datetime) else cell for cell in row)
