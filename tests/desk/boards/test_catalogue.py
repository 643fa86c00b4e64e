"""The pages before the ticket: services by department, found by any word, their guides, the notice, the place."""

import asyncio

import pytest

from desk.boards import catalogue
from desk.boards.search import Index
from desk.model.errors import Missing
from desk.store import items
from i18n import languages
from tests.desk.boards.hall import ITEM, ONE_ENGINE, SEED, Hall

ENQUIRY = "JM-GE-001"
FINDS = {
    "traditional-title": "企業名稱自主申報",
    "simplified-title": "企业名称自主申报",
    "mixed-scripts": "企業名称",
    "part-of-a-title": "名稱自主",
    "english-in-capitals": "COMPANY NAME DECL",
    "portuguese-without-accents": "declaracao da firma",
    "keyword-of-another-language": "查公司名",
    "english-keyword": "open a company",
    "words-apart": "company declaration",
    "code": "jm-cr-001",
    "full-width": "ＪＭ－ＣＲ－００１",
    "summary": "保留兩個月",
    "spaces-around": "  核名  ",
    "one-character": "企",
}


async def found(hall: Hall, query: str) -> list[str]:
    return [line.code for line in await catalogue.search(hall.reader, Index(), "zh-Hant-HK", query)]


async def test_search_finds_an_item_by_any_of_its_words(hall: Hall) -> None:
    index = Index()
    missed = []
    for way, query in FINDS.items():
        lines = await catalogue.search(hall.reader, index, "zh-Hant-HK", query)
        if ITEM not in [line.code for line in lines]:
            missed.append(way)
    assert missed == []


async def test_search_puts_the_item_of_that_title_first(hall: Hall) -> None:
    assert (await found(hall, "企业名称自主申报"))[0] == ITEM


@ONE_ENGINE
async def test_search_finds_nothing_where_nothing_is(hall: Hall) -> None:
    queries = ["", "   ", "\u200b", "量子力學", "qqqq", "%登記", "_", "company pension marriage", "名公"]
    assert {query: await found(hall, query) for query in queries} == {query: [] for query in queries}


@ONE_ENGINE
async def test_a_hit_in_a_title_goes_before_one_in_a_summary(hall: Hall) -> None:
    every = {item["code"]: item for item in SEED.items}
    codes = await found(hall, "登記")
    in_title = ["登記" in every[code]["title"]["zh-Hant-HK"] for code in codes]
    assert len(set(in_title)) == 2
    assert in_title == sorted(in_title, reverse=True)


@ONE_ENGINE
async def test_search_sees_a_new_version_at_once(hall: Hall) -> None:
    index = Index()
    await catalogue.search(hall.reader, index, "en-HK", "zeppelin")
    newer = next(item for item in SEED.items if item["code"] == ITEM)
    newer = newer | {"keywords": newer["keywords"] | {"en-HK": ["zeppelin"]}}
    hall.clock.pass_by(minutes=1)
    async with hall.desk.store.write() as unit:
        await items.add(unit, ITEM, 2, unit.now, newer)
    assert [line.code for line in await catalogue.search(hall.reader, index, "en-HK", "zeppelin")] == [ITEM]


@ONE_ENGINE
async def test_while_a_changed_catalogue_is_made_anew_the_one_before_answers(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.boards.search.PATIENCE", 0)
    index = Index()
    before = await catalogue.search(hall.reader, index, "en-HK", "company name declaration")
    newer = next(item for item in SEED.items if item["code"] == ITEM)
    hall.clock.pass_by(minutes=1)
    async with hall.desk.store.write() as unit:
        await items.add(unit, ITEM, 2, unit.now, newer | {"title": newer["title"] | {"en-HK": "Zeppelin"}})
    assert await catalogue.search(hall.reader, index, "en-HK", "company name declaration") == before
    async with asyncio.timeout(60):
        while not await catalogue.search(hall.reader, index, "en-HK", "zeppelin"):  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.05)


async def test_browsing_shows_every_item_once(hall: Hall) -> None:
    index = Index()
    whole = [await catalogue.browse(hall.reader, index, "pt-MO", item["code"]) for item in SEED.items]
    assert {line.code for page in whole for line in page.groups[0].items} == {item["code"] for item in SEED.items}


@ONE_ENGINE
async def test_of_each_department_no_more_is_shown_at_once_than_fits_a_page(hall: Hall) -> None:
    browsed = await catalogue.browse(hall.reader, Index(), "pt-MO")
    assert max(len(group.items) for group in browsed.groups) <= catalogue.FIRST
    assert sum(group.count for group in browsed.groups) == len(SEED.items)


@ONE_ENGINE
async def test_a_page_beyond_the_last_is_empty(hall: Hall) -> None:
    browsed = await catalogue.browse(hall.reader, Index(), "pt-MO", SEED.items[0]["code"], 99)
    assert (browsed.groups[0].items, browsed.more) == ((), False)


@ONE_ENGINE
async def test_browsing_shows_a_department_once(hall: Hall) -> None:
    names = [group.name for group in (await catalogue.browse(hall.reader, Index(), "zh-Hant-MO")).groups]
    assert len(names) == len(set(names))


@ONE_ENGINE
async def test_every_guide_is_there_in_every_language(hall: Hall) -> None:
    tags = [language.tag for language in languages.LANGUAGES]
    guides = [await catalogue.guide(hall.reader, tag, item["code"]) for tag in tags for item in SEED.items]
    assert all(guide.title and guide.who and guide.legal_basis for guide in guides)


@ONE_ENGINE
async def test_there_is_no_guide_of_an_unknown_item(hall: Hall) -> None:
    with pytest.raises(Missing):
        await catalogue.guide(hall.reader, "en-HK", "JM-XX-999")


@ONE_ENGINE
@pytest.mark.parametrize(("zone", "jurisdiction"), [("macao", "MO"), ("hongkong", "HK")])
async def test_each_zone_has_the_notice_of_its_law(hall: Hall, zone: str, jurisdiction: str) -> None:
    notice = await catalogue.notice(hall.reader, await hall.zone_id(zone), "zh-Hant-HK")
    expected = next(n for n in SEED.notices if (n["jurisdiction"], n["purpose"]) == (jurisdiction, "visit"))
    assert (notice.id, len(notice.statements)) == (expected["id"], len(expected["statements"]))


@ONE_ENGINE
async def test_a_corner_knows_its_place(hall: Hall) -> None:
    place = await catalogue.place(hall.reader, await hall.corner_id("MO-01"), "pt-MO")
    assert (place.jurisdiction, place.corner_name) == ("MO", "Posto 1 (átrio)")


@ONE_ENGINE
async def test_an_index_that_was_warmed_has_what_is_asked_for(hall: Hall) -> None:
    index = Index()
    await index.warm(hall.reader)
    built, listener = await index.listener(hall.reader)
    assert (len(built.items), listener.answer("我想攞返啲住房公積金").is_sure) == (len(SEED.items), True)


@ONE_ENGINE
async def test_the_enquiry_is_never_guessed(hall: Hall) -> None:
    meant = await catalogue.suggest(hall.reader, Index(), "zh-Hant-HK", "我唔知辦咩想問職員")
    assert ENQUIRY not in [one.item.code for one in meant.items]
