"""Whose glyphs a language is drawn with."""

import pytest

from desk.papers import fonts

ROWS = {
    "zh-Hant-HK": fonts.Place.HONG_KONG,
    "zh-Hant-MO": fonts.Place.HONG_KONG,
    "zh-Hant-CN": fonts.Place.HONG_KONG,
    "zh": fonts.Place.HONG_KONG,
    "zh-Hans-CN": fonts.Place.MAINLAND,
    "zh-CN": fonts.Place.MAINLAND,
    "zh_Hans": fonts.Place.MAINLAND,
    "pt-MO": fonts.Place.PORTUGUESE,
    "en-HK": fonts.Place.ENGLISH,
    "": fonts.Place.ENGLISH,
}


@pytest.mark.parametrize("lang", ROWS)
def test_a_language_has_its_place(lang: str) -> None:
    assert fonts.place(lang) is ROWS[lang]
