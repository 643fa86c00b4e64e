"""What is shown beside what is kept, and the key both scripts are searched by."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import languages
from i18n.languages import Script
from i18n.scripts import Scripts, foreign

SCRIPTS = Scripts()
HANS = languages.get("zh-Hans-CN")
HANT = languages.get("zh-Hant-HK")
MACAO = languages.get("zh-Hant-MO")
PORTUGUESE = languages.get("pt-MO")

HARD = (
    "范余于叶鍾钟﨑葛\U000e0100\U000282e2\U00020779衞衛乾后麵臺裡岳郁游髮云锺邨"
    "João Conceição dos Santosßİŉﬁ①Ａｱﾞ́̃\u200b\ufe0f\ufeff\u3000\t \ud800한が"
)
TEXTS = st.text(alphabet=st.one_of(st.sampled_from(HARD), st.characters()), max_size=20)

ALIKE = {
    "fan": ("范", "範"),
    "yu-left-over": ("余", "餘"),
    "yu-at": ("于", "於"),
    "ye": ("叶", "葉"),
    "zhong-name": ("鍾", "钟"),
    "zhong-bell": ("鐘", "鍾"),
    "zhong-name-simplified": ("锺", "鍾"),
    "saki": ("﨑", "崎"),
    "variation-selector": ("葛\U000e0100", "葛"),
    "compatibility-ideograph": ("\uf9d1", "六"),
    "hkscs-lift": ("\U000282e2", "\u4882"),
    "hong-kong-variant": ("衞", "衛"),
    "taiwan-variant": ("說", "説"),
    "village": ("邨", "村"),
    "accents": ("João Conceição dos Santos", "JOAO CONCEICAO DOS SANTOS"),
    "decomposed": ("Joa\u0303o", "João"),
    "full-width": ("Ｊｏãｏ　１２", "joao 12"),
    "invisible": ("陳\u200b大\ufeff文", "陈大文"),
}


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE.keys())
def test_two_ways_of_writing_fold_alike(one: str, other: str) -> None:
    assert SCRIPTS.fold(one) == SCRIPTS.fold(other)


@pytest.mark.parametrize(("one", "other"), [("陳", "程"), ("\U00020779", "别"), ("李", "季"), ("ß", "s")])
def test_different_characters_stay_apart(one: str, other: str) -> None:
    assert SCRIPTS.fold(one) != SCRIPTS.fold(other)


@given(TEXTS, TEXTS)
def test_folding_goes_character_by_character(one: str, other: str) -> None:
    assert SCRIPTS.fold(one + other) == SCRIPTS.fold(one) + SCRIPTS.fold(other)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = SCRIPTS.fold(text)
    assert SCRIPTS.fold(once) == once


def test_folding_is_settled_for_every_han_character() -> None:
    han = "".join(map(chr, [*range(0x3400, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x32400)]))
    once = SCRIPTS.fold(han)
    assert SCRIPTS.fold(once) == once


@given(TEXTS, st.data())
def test_a_text_holds_every_gram_its_substring_wants(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    query = text[start : data.draw(st.integers(start, len(text)))]
    grams = SCRIPTS.grams(text)
    assert all(any(gram.startswith(wanted) for gram in grams) for wanted in SCRIPTS.wanted(query))


def test_grams_are_bigrams_and_the_last_character() -> None:
    assert SCRIPTS.grams("鍾大文") == ["钟大", "大文", "文"]


def test_a_query_wants_no_last_character() -> None:
    assert SCRIPTS.wanted(" 鍾大文 ") == ["钟大", "大文"]


def test_a_query_of_one_character_wants_it_as_a_prefix() -> None:
    assert SCRIPTS.wanted("鍾") == ["钟"]


@pytest.mark.parametrize("text", ["", "\u200b", "\ufe0f"])
def test_what_cannot_be_seen_gives_no_grams(text: str) -> None:
    assert SCRIPTS.grams(text) == []


@given(TEXTS, st.sampled_from(list(Script)), st.sampled_from(languages.LANGUAGES))
def test_showing_keeps_the_original(text: str, source: Script, language: languages.Language) -> None:
    assert SCRIPTS.shown(text, source, language).original == text


@given(TEXTS, st.sampled_from(list(Script)), st.sampled_from(languages.LANGUAGES))
def test_what_is_not_called_converted_is_the_original(text: str, source: Script, language: languages.Language) -> None:
    shown = SCRIPTS.shown(text, source, language)
    assert shown.converted == (shown.text != text)


SHOWN = {
    "applicant-to-clerk": ("後來乾了，在櫃枱", Script.HANT, HANS, "后来干了，在柜台", Script.HANS),
    "clerk-to-hong-kong": ("请问您的头发", Script.HANS, HANT, "請問您的頭髮", Script.HANT),
    "clerk-to-macao": ("台湾里面", Script.HANS, MACAO, "台灣裏面", Script.HANT),
    "clerk-to-portuguese": ("请问", Script.HANS, PORTUGUESE, "请问", Script.HANS),
    "traditional-to-traditional": ("裡面", Script.HANT, HANT, "裡面", Script.HANT),
    "script-not-told": ("請問", Script.UNKNOWN, HANS, "請問", Script.UNKNOWN),
    "latin": ("João", Script.LATN, HANS, "João", Script.LATN),
    "alike-in-both": ("大文", Script.HANT, HANS, "大文", Script.HANT),
    "lone-surrogate": ("請\ud800", Script.HANT, HANS, "請\ud800", Script.HANT),
}


@pytest.mark.parametrize(("text", "source", "language", "view", "script"), SHOWN.values(), ids=SHOWN.keys())
def test_each_reads_in_their_own_script(
    text: str, source: Script, language: languages.Language, view: str, script: Script
) -> None:
    shown = SCRIPTS.shown(text, source, language)
    assert (shown.text, shown.script) == (view, script)


def test_a_simplified_reading_stands_beside_a_traditional_name() -> None:
    assert SCRIPTS.reading_aid("鍾乾", Script.HANT, HANS) == "钟干"


def test_a_name_alike_in_both_scripts_needs_no_reading() -> None:
    assert SCRIPTS.reading_aid("余大文", Script.HANT, HANS) is None


def test_no_traditional_reading_is_guessed_from_a_simplified_name() -> None:
    assert SCRIPTS.reading_aid("范干", Script.HANS, HANT) is None


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("請問", Script.HANT),
        ("请问", Script.HANS),
        ("João", Script.LATN),
        ("余大文", Script.UNKNOWN),
        ("请問", Script.UNKNOWN),
        ("", Script.UNKNOWN),
        ("123", Script.UNKNOWN),
    ],
)
def test_a_guess_is_made_only_where_the_charsets_tell(text: str, script: Script) -> None:
    assert SCRIPTS.guess(text) == script


def test_foreign_characters_are_named() -> None:
    assert foreign("请问，請問", Script.HANT) == "请问"


def test_many_threads_convert_alike() -> None:
    text = "請問您的頭髮，後來乾了，在櫃枱" * 20
    alone = SCRIPTS.shown(text, Script.HANT, HANS)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda _: SCRIPTS.shown(text, Script.HANT, HANS), range(400)))
    assert all(shown == alone for shown in together)


TERMS = {"商業登記證": "营业执照", "登記證": "登记证明"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("請帶商業登記證來", "请带营业执照来"),
        ("登記證", "登记证明"),
        ("商業登記", "商业登记"),
        ("", ""),
    ],
)
def test_a_term_is_shown_by_the_readers_own_word_and_the_longest_goes_first(text: str, shown: str) -> None:
    reader = languages.get("zh-Hans-CN")
    assert SCRIPTS.shown(text, Script.HANT, reader, TERMS).text == shown


def test_where_nothing_is_converted_no_term_is_exchanged() -> None:
    reader = languages.get("zh-Hant-HK")
    assert SCRIPTS.shown("商業登記證", Script.HANT, reader, TERMS).text == "商業登記證"


@pytest.mark.parametrize(
    ("text", "page", "script"),
    [
        ("我聲明", "pt-MO", Script.HANT),
        ("请问", "en-HK", Script.HANS),
        ("公司", "pt-MO", Script.UNKNOWN),
        ("João", "pt-MO", Script.LATN),
        ("2025", "pt-MO", Script.LATN),
        ("João", "zh-Hant-MO", Script.HANT),
        ("我声明", "zh-Hant-MO", Script.HANT),
    ],
)
def test_a_text_is_kept_with_the_script_of_its_page_unless_that_cannot_be(text: str, page: str, script: Script) -> None:
    assert SCRIPTS.told(text, languages.get(page)) is script
