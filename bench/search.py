"""How long it takes to find a case among 1,000,000 by a name, on each engine: the whole board query, as a page asks it.

A board query is what stands between the form and the template: the marks of what was typed, every tier of the index
(exact, folded, whole words, parts, the record), the candidates opened and looked at, and the twenty lines of the page
with their items, zones and names. Queries: two characters (the commonest that there are, and drawn from the people),
three and more, romanised, Portuguese without accents, parts, words in another order, with a zone and a state, later
pages, words of the record, and names that nobody has. Each is asked ROUNDS times, in turns; p95 is over all.

`…_scan_ms`: the same two-character queries by LIKE over a table of all spellings in clear, exact ones first, in the
same run on the same engine; `scan_over_ours`: that over the time in which the page hashes what was typed and reads its
index (the first twenty in both, opened in neither), the worse of both engines. `…_growth`: the p95 with 1,000,000
cases over that with 10,000.
`catalogue_…`: the search of 79,000 items (bench/_catalogue_search.py).
`CASES=50000 python -m bench.search` asks fewer.
"""

import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy import insert

from bench import _catalogue_search, _items, _search_store
from bench._line import end, quantile
from bench._postgres import started
from desk.boards.finding.cases import lines
from desk.boards.reader import Reader
from desk.model.chance import Chance, utc_now
from desk.store import schema, tables
from desk.store.bus import Bus
from desk.store.engine import connect
from desk.store.files import Files
from desk.store.finding.cases import Finder
from desk.store.finding.reading import Read
from desk.store.finding.scopes import Scope
from desk.store.finding.ways import Way, ways
from desk.store.shelves import Disk
from desk.store.unit import Store
from i18n.scripts import Scripts
from identity.vault import Vault

CASES, FEW = int(os.environ.get("CASES", "1000000")), 10_000
ROUNDS = 7
LANGUAGE = "zh-Hant-MO"
TWO = ("陳小", "王芳", "李文", "陈明", "黃偉", "張敏", "小文", "文明", "歐陽", "Ng", "Li")


EVERY = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One query of the bench, and how many pages of it are read."""

    typed: str
    scope: Scope = EVERY
    pages: int = 1


QUERIES = (
    *(Asked(typed=two) for two in TWO),
    Asked(typed="陳大文"),
    Asked(typed="陈小明"),
    Asked(typed="歐陽志明"),
    Asked(typed="文小"),
    Asked(typed="CHAN Tai Man"),
    Asked(typed="chan siu man"),
    Asked(typed="man tai chan"),
    Asked(typed="LEONG Ka"),
    Asked(typed="wong"),
    Asked(typed="cheung wing y"),
    Asked(typed="Zhang"),
    Asked(typed="joao conceicao"),
    Asked(typed="dos santos maria"),
    Asked(typed="ferr silva"),
    Asked(typed="陳小", pages=3),
    Asked(typed="wong", pages=3),
    Asked(typed="陳小", scope=Scope(zones=("zhk",), state="withdrawn")),
    Asked(typed="man", scope=Scope(item="JM-007")),
    Asked(typed="", scope=Scope(zones=("zmo",), state="drafting")),
    Asked(typed="JM202600004242"),
    Asked(typed="不動產登記"),
    Asked(typed="陈皮有限公司"),
    Asked(typed="龘靐"),
    Asked(typed="Xylophon Quartz"),
    Asked(typed="lam wai king fan"),
)


def open_store(url: str, folder: Path) -> Store:
    """As a process would."""
    vault = the_vault()
    return Store(
        connect(url),
        vault=vault,
        clock=utc_now,
        chance=Chance(),
        bus=Bus("bench"),
        files=Files(Disk(folder / "files"), vault),
        fold=Scripts().fold,
    )


def the_vault() -> Vault:
    """One key, the same in every run."""
    return Vault({"bench": b"b" * 32}, "bench", os.urandom)


async def prepared(url: str, folder: Path) -> Store:
    """An empty store with zones and items."""
    store = open_store(url, folder)
    await schema.migrate(store.engine, store.vault)
    place = {
        "place": {},
        "rules": {},
        "openings": {},
        "jurisdiction": "MO",
        "timezone": "Asia/Macau",
        "currency": "MOP",
    }
    zones = [{"id": zone, "code": zone, "name": {LANGUAGE: zone}} | place for zone in _search_store.ZONES]
    item = {"version": 1, "effective_from": utc_now(), "skill": "x"}
    items = [
        item | {"code": f"JM-{at:03d}", "definition": {"title": {LANGUAGE: f"事項{at}"}}}
        for at in range(_search_store.ITEMS)
    ]
    async with store.engine.begin() as connection:
        await connection.execute(insert(tables.zones), zones)
        await connection.execute(insert(tables.items), items)
    return store


async def board(reader: Reader, asked: Asked) -> tuple[float, int]:
    """Milliseconds of the slowest page, and how many cases were shown."""
    cursor, slowest, shown = "", 0.0, 0
    for _ in range(asked.pages):
        began = time.perf_counter()
        async with reader.connection() as connection:
            finder = Finder(connection=connection, vault=reader.vault, fold=reader.scripts.fold)
            page = await finder.page(asked.typed, asked.scope, cursor)
            drawn = await lines(connection, page.hits, LANGUAGE)
        slowest = max(slowest, (time.perf_counter() - began) * 1000)
        shown, cursor = shown + len(drawn), page.cursor
        if not cursor:
            break
    return slowest, shown


async def asked_all(store: Store) -> list[float]:
    """Every query, ROUNDS times, in turns; the first round warms the caches and is not counted."""
    reader = Reader(store=store, scripts=Scripts(), is_up=lambda _: True)
    spent: dict[str, list[float]] = {}
    for turn in range(ROUNDS + 1):
        for at, asked in enumerate(QUERIES):
            took, shown = await board(reader, asked)
            if turn:
                spent.setdefault(f"{at:2} {asked.typed or '(list)':20} {shown:3} shown", []).append(took)
    for told, each in spent.items():
        print(f"  {told}  median {quantile(each, 0.5):6.2f}  worst {max(each):6.2f} ms")
    return [took for each in spent.values() for took in each]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched(Finder):
    """A finder that notes what its readings of the index take, in milliseconds."""

    spent: list[float]

    async def read(self, asked: Sequence[tuple[Way, int]], scope: Scope, most: int) -> list[Read]:
        """As it is read."""
        began = time.perf_counter()
        found = await Finder.read(self, asked, scope, most)
        self.spent.append((time.perf_counter() - began) * 1000)
        return found


async def index_ms(store: Store) -> list[float]:
    """Of the two-character queries: hashing what was typed, and every reading of the index that the page makes."""
    every = []
    async with store.read() as connection:
        for turn in range(ROUNDS + 1):
            for two in TWO:
                began = time.perf_counter()
                ways(store.vault, store.fold, two)
                spent = [(time.perf_counter() - began) * 1000]
                finder = Watched(connection=connection, vault=store.vault, fold=store.fold, spent=spent)
                await finder.page(two, EVERY)
                if turn:
                    every.append(sum(spent))
    return every


SCAN = (
    "SELECT place FROM plain WHERE folded LIKE {like} "
    "ORDER BY CASE WHEN written = {exact} THEN 0 ELSE 1 END, place DESC LIMIT 20"
)


def scan_sqlite(path: Path, scripts: Scripts) -> list[float]:
    """The same queries by LIKE, on the driver itself."""
    spent = []
    with sqlite3.connect(path) as driver:
        for two in TWO:
            began = time.perf_counter()
            driver.execute(SCAN.format(like="?", exact="?"), (f"%{scripts.fold(two)}%", two)).fetchall()
            spent.append((time.perf_counter() - began) * 1000)
    driver.close()
    return spent


async def scan_postgres(url: str, scripts: Scripts) -> list[float]:
    """The same queries by LIKE, on the driver itself."""
    spent = []
    driver = await asyncpg.connect(url)
    for two in TWO:
        began = time.perf_counter()
        await driver.fetch(SCAN.format(like="$1", exact="$2"), f"%{scripts.fold(two)}%", two)
        spent.append((time.perf_counter() - began) * 1000)
    await driver.close()
    return spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Milliseconds of one engine at one size."""

    board: Sequence[float]
    index: Sequence[float]
    scan: Sequence[float]


async def filled(count: int, folder: Path, server: str) -> dict[str, str]:
    """The addresses of both engines, filled with so many cases."""
    began = time.perf_counter()
    made = _search_store.make(count, the_vault(), Scripts())
    print(f"{count:,} cases, {len(made.names[0]):,} marks of names: made in {time.perf_counter() - began:.0f} s")
    path, url = folder / f"{count}.sqlite", f"{server}/n{count}"
    await _with(f"sqlite:///{path}", folder)
    began = time.perf_counter()
    await asyncio.to_thread(_search_store.to_sqlite, made, str(path))
    print(f" SQLite filled in {time.perf_counter() - began:.0f} s, {path.stat().st_size / 1e6:,.0f} MB")
    driver = await asyncpg.connect(f"{server}/postgres")
    await driver.execute(f'CREATE DATABASE "n{count}"')
    await driver.close()
    await _with(url, folder)
    began = time.perf_counter()
    await _search_store.to_postgres(made, url)
    print(f" PostgreSQL filled in {time.perf_counter() - began:.0f} s")
    return {"sqlite": f"sqlite:///{path}", "postgres": url}


async def measured(urls: dict[str, str], folder: Path) -> dict[str, Measured]:
    """Both engines, one after the other: our page, our index, and the scan."""
    scripts, found = Scripts(), {}
    for engine, url in urls.items():
        print(f"{url.rpartition('/')[2]}:")
        scan = await (_scan_sqlite if engine == "sqlite" else scan_postgres)(url, scripts)
        found[engine] = await _measure(url, folder, scan)
    return found


async def _with(url: str, folder: Path) -> None:
    await (await prepared(url, folder)).close()


async def _scan_sqlite(url: str, scripts: Scripts) -> list[float]:
    return scan_sqlite(Path(url.removeprefix("sqlite:///")), scripts)


async def _measure(url: str, folder: Path, scan: Sequence[float]) -> Measured:
    store = open_store(url, folder)
    done = Measured(board=await asked_all(store), index=await index_ms(store), scan=scan)
    await store.close()
    return done


@asynccontextmanager
async def catalogue_of(folder: Path) -> AsyncIterator[Reader]:
    """A store with a city's catalogue."""
    store = open_store(f"sqlite:///{folder / 'catalogue.sqlite'}", folder)
    await schema.migrate(store.engine, store.vault)
    await _items.fill(store)
    yield Reader(store=store, scripts=Scripts(), is_up=lambda _: True)
    await store.close()


async def run() -> None:
    """Few and many cases on both engines, and a catalogue: all is filled first, and then measured at one go."""
    with tempfile.TemporaryDirectory(prefix="bench-search-") as name, started() as server:
        folder = Path(name)
        fewer, all_of_them = await filled(FEW, folder, server), await filled(CASES, folder, server)
        async with catalogue_of(folder) as reader:
            asking = await _catalogue_search.prepared(reader)
            few, many = await measured(fewer, folder), await measured(all_of_them, folder)
            catalogue = await _catalogue_search.figures(reader, *asking)
    figures: dict[str, float] = {"cases": CASES}
    for engine in ("sqlite", "postgres"):
        one = many[engine]
        figures |= {
            f"{engine}_p50_ms": quantile(one.board, 0.5),
            f"{engine}_p95_ms": quantile(one.board, 0.95),
            f"{engine}_worst_ms": max(one.board),
            f"{engine}_index_ms": quantile(one.index, 0.5),
            f"{engine}_scan_ms": quantile(one.scan, 0.5),
            f"{engine}_growth": quantile(one.board, 0.95) / quantile(few[engine].board, 0.95),
        }
    figures |= catalogue
    figures["scan_over_ours"] = min(
        quantile(many[engine].scan, 0.5) / quantile(many[engine].index, 0.5) for engine in many
    )
    end("search", figures)


if __name__ == "__main__":
    asyncio.run(run())
