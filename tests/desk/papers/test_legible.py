"""What stands on paper instead of what cannot be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.papers import legible

DRAWN = "abceé范葛城〔〕U+0123456789ABCDEF"

ROWS = {
    "plain-kept": ("范é", "范é"),
    "blanks-kept": ("a \u3000b", "a \u3000b"),
    "accent-apart-of-a-letter-that-is-drawn-kept": ("e\u0301", "e\u0301"),
    "accent-apart-of-a-letter-that-is-not-written": ("a\u0303", "a〔U+0303〕"),
    "two-accents-that-are-no-one-letter-written": ("e\u0301\u0303", "e〔U+0301〕〔U+0303〕"),
    "accent-alone-written": ("\u0301", "〔U+0301〕"),
    "accent-after-a-written-letter-written": ("E\u0301", "E〔U+0301〕"),
    "variation-selector-kept": ("葛\U000e0100城", "葛\U000e0100城"),
    "variation-selector-alone-written": ("\U000e0100", "〔U+E0100〕"),
    "unknown-glyph-written": ("a\U00030ede", "a〔U+30EDE〕"),
    "bidi-override-written": ("a\u202eb", "a〔U+202E〕b"),
    "zero-width-space-written": ("a\u200bb", "a〔U+200B〕b"),
    "control-written": ("a\x00\x1b", "a〔U+0000〕〔U+001B〕"),
    "lone-surrogate-written": ("\ud800", "〔U+D800〕"),
    "windows-line-end-one": ("a\r\nb\rc", "a\nb\nc"),
    "tab-a-space": ("a\tb", "a b"),
}


def draws(character: str) -> bool:
    return character in DRAWN


@pytest.mark.parametrize("row", ROWS)
def test_what_is_written(row: str) -> None:
    text, written = ROWS[row]
    assert legible.legible(text, draws) == written


@given(st.text(DRAWN))
def test_what_can_be_drawn_is_never_touched(text: str) -> None:
    assert legible.legible(text, draws) == text


@given(st.text())
def test_writing_out_twice_changes_nothing_more(text: str) -> None:
    once = legible.legible(text, draws)
    assert legible.legible(once, draws) == once
