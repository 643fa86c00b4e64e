"""The list of languages, and the language nearest to a browser's wish."""

from __future__ import annotations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from i18n import languages
from i18n.errors import UnknownLanguage

WISHES = {
    "hong-kong": ("zh-HK", "zh-Hant-HK"),
    "taiwan": ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant-HK"),
    "macao": ("zh-MO", "zh-Hant-MO"),
    "mainland": ("zh-CN,zh;q=0.9", "zh-Hans-CN"),
    "singapore": ("zh-SG", "zh-Hans-CN"),
    "bare-chinese": ("zh", "zh-Hans-CN"),
    "bare-traditional": ("zh-Hant", "zh-Hant-HK"),
    "bare-simplified": ("zh-Hans", "zh-Hans-CN"),
    "traditional-macao": ("zh-Hant-MO", "zh-Hant-MO"),
    "script-before-region": ("zh-Hans-HK", "zh-Hans-CN"),
    "traditional-mainland": ("zh-Hant-CN", "zh-Hant-HK"),
    "cantonese": ("yue", "zh-Hant-HK"),
    "cantonese-macao": ("yue-MO", "zh-Hant-MO"),
    "cantonese-mainland": ("yue-CN", "zh-Hans-CN"),
    "cantonese-as-extended": ("zh-yue", "zh-Hant-HK"),
    "mandarin": ("cmn-Hant", "zh-Hant-HK"),
    "brazil": ("pt-BR", "pt-MO"),
    "portugal": ("pt-PT,pt;q=0.9,en;q=0.5", "pt-MO"),
    "britain": ("en-GB", "en-HK"),
    "small-letters": ("ZH-hk", "zh-Hant-HK"),
    "passes-over-unknown": ("fr-FR,fr;q=0.9,pt;q=0.4", "pt-MO"),
    "quality-decides": ("en;q=0.3, pt;q=0.8", "pt-MO"),
    "first-of-equals": ("pt, en", "pt-MO"),
    "zero-refuses": ("en;q=0, pt;q=0.1", "pt-MO"),
    "any": ("*", "zh-Hant-HK"),
    "any-but-refused": ("zh-HK;q=0, *;q=0.5", "zh-Hant-MO"),
    "nothing-known": ("fr, de;q=0.9", "zh-Hant-HK"),
    "empty": ("", "zh-Hant-HK"),
    "absent": (None, "zh-Hant-HK"),
    "broken": ("en;q=high, ;;, pt;q=0.5", "pt-MO"),
    "endless": ("fr," * 100_000 + "en", "zh-Hant-HK"),
}


@pytest.mark.parametrize(("header", "tag"), WISHES.values(), ids=WISHES.keys())
def test_a_wish_finds_the_nearest_language(header: str | None, tag: str) -> None:
    assert languages.negotiate(header).tag == tag


def test_a_wish_that_finds_nothing_gets_the_default_handed_in() -> None:
    assert languages.negotiate("fr", default="pt-MO").tag == "pt-MO"


@given(st.text(alphabet=st.sampled_from("enzhptHKMO-_*;,=q01.9 é中"), max_size=60))
def test_no_header_makes_negotiation_fail(header: str) -> None:
    assert languages.negotiate(header) in languages.LANGUAGES


@pytest.mark.parametrize("language", languages.LANGUAGES, ids=lambda language: language.tag)
def test_each_language_asked_for_by_its_own_tag_is_itself(language: languages.Language) -> None:
    assert languages.negotiate(language.tag) is languages.get(language.tag) is language


@pytest.mark.parametrize("language", languages.LANGUAGES, ids=lambda language: language.tag)
def test_each_language_has_a_locale_of_its_own_region(language: languages.Language) -> None:
    assert Locale.parse(language.locale).territory == language.region


@pytest.mark.parametrize("tag", ["zh", "zh-hant-hk", "", "en_HK", "<script>"])
def test_any_other_tag_is_unknown(tag: str) -> None:
    with pytest.raises(UnknownLanguage):
        languages.get(tag)


def test_an_unknown_tag_is_not_repeated() -> None:
    with pytest.raises(UnknownLanguage) as caught:
        languages.get("A123456(3)")
    assert "A123456" not in str(caught.value)
