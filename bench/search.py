"""How long it takes to find a case among 1,000,000 by a name, on each engine: the whole board query, as a page asks it.

A board query is what stands between the form and the template: the marks of what was typed, every tier of the index
(exact, folded, whole words, parts, the record), the candidates opened and looked at, and the twenty lines of the page
with their items, zones and names. Queries: two characters (the commonest that there are, and drawn from the people),
three and more, romanised, Portuguese without accents, parts, words in another order, with a zone and a state, later
pages, words of the record, and names that nobody has. Each is asked ROUNDS times, in turns; p95 is over all.

`…_scan_ms`: the same two-character queries by LIKE over a table of all spellings in clear, exact ones first, in the
same run on the same engine; `scan_over_ours`: that over the time that ours needs for reading its index (candidates
are not opened in either), the worse of both engines. `…_growth`: the p95 with 1,000,000 cases over that with 10,000.
`catalogue_…`: the search of 79,000 items (bench/_catalogue_search.py).
`CASES=50000 python -m bench.search` asks fewer.
"""

import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy import insert

from bench import _catalogue_search, _search_store
from bench._line import end, quantile
from bench._postgres import started
from desk.boards.finding.cases import lines
from desk.boards.reader import Reader
from desk.model.chance import Chance, utc_now
from desk.store import schema, tables
from desk.store.bus import Bus
from desk.store.engine import connect
from desk.store.files import Files
from desk.store.finding.cases import PAGE, Finder
from desk.store.finding.reading import TOP
from desk.store.finding.scopes import Scope
from desk.store.finding.ways import ways
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


async def index_ms(store: Store) -> list[float]:
    """Of the two-character queries: the reading of the index alone, all tiers, with one page of places."""
    spent = []
    async with store.read() as connection:
        finder = Finder(connection=connection, vault=store.vault, fold=store.fold)
        for turn in range(ROUNDS + 1):
            for two in TWO:
                began = time.perf_counter()
                await finder.read([(way, TOP) for way in ways(store.vault, store.fold, two)], Scope(), PAGE)
                if turn:
                    spent.append((time.perf_counter() - began) * 1000)
    return spent


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


async def measured(count: int, folder: Path, server: str) -> dict[str, Measured]:
    """Both engines, filled with so many cases."""
    scripts, began = Scripts(), time.perf_counter()
    made = _search_store.make(count, the_vault(), scripts)
    print(f"{count:,} cases, {len(made.names[0]):,} marks of names: made in {time.perf_counter() - began:.0f} s")
    path, found = folder / f"{count}.sqlite", {}
    (await _with(f"sqlite:///{path}", folder)).clear()
    began = time.perf_counter()
    await asyncio.to_thread(_search_store.to_sqlite, made, str(path))
    print(f" SQLite filled in {time.perf_counter() - began:.0f} s, {path.stat().st_size / 1e6:,.0f} MB")
    found["sqlite"] = await _measure(f"sqlite:///{path}", folder, scan_sqlite(path, scripts))
    driver = await asyncpg.connect(f"{server}/postgres")
    await driver.execute(f'CREATE DATABASE "n{count}"')
    await driver.close()
    url = f"{server}/n{count}"
    (await _with(url, folder)).clear()
    began = time.perf_counter()
    await _search_store.to_postgres(made, url)
    print(f" PostgreSQL filled in {time.perf_counter() - began:.0f} s")
    found["postgres"] = await _measure(url, folder, await scan_postgres(url, scripts))
    path.unlink()
    return found


async def _with(url: str, folder: Path) -> list[None]:
    store = await prepared(url, folder)
    await store.close()
    return []


async def _measure(url: str, folder: Path, scan: Sequence[float]) -> Measured:
    store = open_store(url, folder)
    done = Measured(board=await asked_all(store), index=await index_ms(store), scan=scan)
    await store.close()
    return done


async def of_catalogue(folder: Path) -> dict[str, float]:
    """A city's catalogue, searched as the corner does."""
    store = open_store(f"sqlite:///{folder / 'catalogue.sqlite'}", folder)
    await schema.migrate(store.engine, store.vault)
    found = await _catalogue_search.figures(Reader(store=store, scripts=Scripts(), is_up=lambda _: True))
    await store.close()
    return found


async def run() -> None:
    """Few, then many, on both engines."""
    with tempfile.TemporaryDirectory(prefix="bench-search-") as name, started() as server:
        few = await measured(FEW, Path(name), server)
        many = await measured(CASES, Path(name), server)
        catalogue = await of_catalogue(Path(name))
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
