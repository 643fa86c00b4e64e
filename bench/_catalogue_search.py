"""How long a search of a whole city's catalogue takes: the board query of the items' page, as the corner asks it.

The queries are drawn from the items themselves, evenly over the ways people type: parts of titles in each language, two
and one characters, everyday names, half-typed words, initials and whole syllables of pinyin and jyutping, codes, words
apart, and words that no item has.
"""

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from bench import _items
from bench._line import quantile
from desk.boards import catalogue
from desk.boards.reader import Reader
from desk.boards.search import Index
from i18n.readings import Readings
from i18n.scripts import Scripts

SEED, QUERIES = 79, 600
EVERY = 41
"""One item in so many is asked for."""
LANGUAGE = "zh-Hant-MO"
NONE = ("量子力學", "qwxz", "zeppelin hangar", "無此事項")
COMMON = ("證明", "登記", "申請", "certificate", "registration", "certidão", "登", "証明書 遺失", "of")


async def prepared(reader: Reader) -> tuple[Index, Sequence[str], float]:
    """The index of the reader's store, the queries, and how many seconds the index took."""
    index, begun = Index(), time.perf_counter()
    await index.built(reader)
    built = time.perf_counter() - begun
    return index, queries(list(islice(_items.definitions_of(), 0, None, EVERY)), reader.scripts), built


async def figures(reader: Reader, index: Index, asked: Sequence[str], built: float) -> dict[str, float]:
    """`catalogue_p95_ms` and its company."""
    took = []
    for query in asked:
        begun = time.perf_counter()
        await catalogue.search(reader, index, LANGUAGE, query)
        took.append(1000 * (time.perf_counter() - begun))
    return {
        "catalogue_items": _items.MOST,
        "catalogue_p50_ms": quantile(took, 0.5),
        "catalogue_p95_ms": quantile(took, 0.95),
        "catalogue_max_ms": max(took),
        "catalogue_built_s": built,
    }


def queries(definitions: Sequence[Mapping[str, Any]], scripts: Scripts) -> list[str]:
    """The same ones each time."""
    chance, readings = random.Random(SEED), Readings()
    found = [*NONE, *COMMON]
    while len(found) < QUERIES:
        found += _queries_of(chance.choice(definitions), chance, scripts, readings)
    chance.shuffle(found)
    return found[:QUERIES]


def _queries_of(item: Mapping[str, Any], chance: random.Random, scripts: Scripts, readings: Readings) -> Iterator[str]:
    """One query of each way to type that comes to this item."""
    title, english, portuguese = (item["title"][tag] for tag in (LANGUAGE, "en-HK", "pt-MO"))
    at = chance.randrange(max(1, len(title) - 4))
    yield title[at : at + 2]
    yield title[at : at + 4]
    yield title
    yield item["title"]["zh-Hans-CN"][at : at + 3]
    yield title[at : at + 1]
    yield chance.choice(item["keywords"][LANGUAGE])
    yield " ".join(english.split()[:2])
    yield chance.choice(english.split())[:4]
    yield scripts.fold(" ".join(portuguese.split()[:3]))
    yield " ".join(chance.sample(english.split(), min(2, len(english.split()))))
    yield item["code"].casefold()
    for reading in readings.of(scripts.fold(title)):
        yield reading.initials[:4]
        yield "".join(reading.syllables[:3])
