"""Items are found by any of their words and by the sounds of them, the nearest kind of match first."""

import pytest

from desk.model.catalogue.search import MOST, Search, Sounds, asked, keys
from desk.model.catalogue.words import Words

TAG = "zh-Hans-CN"
HEARD = {"社": ("she", "se"), "保": ("bao", "bou"), "证": ("zheng", "zing"), "明": ("ming", "ming")}


def words(code: str, title: str, *called: str, summary: str = "") -> Words:
    return Words(
        code=code,
        version=1,
        titles={TAG: title},
        called={TAG: called},
        summaries={TAG: summary},
        department={},
        promised_days=0,
    )


def sound(text: str) -> list[Sounds]:
    known = [HEARD[letter] for letter in text if letter in HEARD]
    each = [tuple(reading[way] for reading in known) for way in (0, 1)]
    return [Sounds(initials="".join(one[0] for one in syllables), syllables=syllables) for syllables in each if known]


def index(*items: Words) -> Search:
    return Search(items, str.casefold, sound)


def found(search: Search, wanted: str) -> list[str]:
    return [code for code, _ in search.find(wanted).versions]


SOCIAL = words("A-1", "社保证明", "供款紙", "proof of social insurance", summary="何时起供款")
HOUSE = words("B-2", "房屋证明", "land search", summary="社会保险以外的资料")

FINDS = {
    "title": ("社保证明", ["A-1"]),
    "part-of-a-title": ("保证", ["A-1"]),
    "in-two-titles": ("证明", ["A-1", "B-2"]),
    "one-character": ("房", ["B-2"]),
    "last-character": ("明", ["A-1", "B-2"]),
    "everyday-name": ("供款紙", ["A-1"]),
    "half-typed-word": ("ins", ["A-1"]),
    "two-letters-of-a-word": ("la", ["B-2"]),
    "words-apart": ("social proof", ["A-1"]),
    "words-of-two-scripts": ("land 证明", ["B-2"]),
    "summary": ("何时起", ["A-1"]),
    "code": ("b-2", ["B-2"]),
    "initials": ("sbzm", ["A-1"]),
    "half-typed-initials": ("sbz", ["A-1"]),
    "initials-in-jyutping": ("sb", ["A-1"]),
    "pinyin": ("shebaozheng", ["A-1"]),
    "pinyin-apart": ("she bao", ["A-1"]),
    "pinyin-from-the-middle": ("zhengming", ["A-1", "B-2"]),
    "jyutping": ("sebou", ["A-1"]),
    "nothing": ("", []),
    "blank": ("   ", []),
    "scattered-pieces": ("明社", []),
    "one-word-too-many": ("proof of flying", []),
    "wildcard": ("%", []),
}


@pytest.mark.parametrize("way", FINDS)
def test_an_item_is_found(way: str) -> None:
    wanted, codes = FINDS[way]
    assert found(index(SOCIAL, HOUSE), wanted) == codes


def test_the_whole_title_goes_before_one_that_begins_so_and_that_before_one_that_holds_it() -> None:
    search = index(words("A", "上等证明"), words("B", "证明书"), words("C", "证明"), words("D", "他", "旧证明"))
    assert found(search, "证明") == ["C", "B", "A", "D"]


def test_an_everyday_name_goes_before_a_summary() -> None:
    search = index(words("A", "甲", summary="过户手续"), words("B", "乙", "过户"))
    assert found(search, "过户") == ["B", "A"]


def test_a_search_stops_when_enough_is_found_and_says_so() -> None:
    search = index(*(words(f"A-{number:03}", "证明") for number in range(MOST + 5)))
    result = search.find("证明")
    assert (len(result.versions), result.more) == (MOST, True)


def test_a_search_that_shows_all_says_so() -> None:
    assert not index(SOCIAL, HOUSE).find("证明").more


def test_an_empty_catalogue_finds_nothing() -> None:
    assert found(index(), "证明") == []


def test_a_text_is_kept_under_pairs_and_beginnings() -> None:
    assert list(keys("社保证 insurance a")) == ["ins", "a", "社保", "保证", "证"]


def test_a_query_asks_only_for_what_a_text_that_holds_it_must_have() -> None:
    assert set(asked("社保证")) <= set(keys("旧社保证明"))
