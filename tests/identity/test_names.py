"""Names found by any part of them, in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n.scripts import Scripts
from identity import names

FOLD = Scripts().fold
WRITING = st.text(alphabet=st.sampled_from("陳大文范範葉叶 AaÀzçCHANtai-man'　ＡＢ·"), min_size=1, max_size=20)

HELD = {
    "whole-traditional": ("陳大文", "陳大文"),
    "part": ("大文", "陳大文"),
    "simplified-finds-traditional": ("陈大", "陳大文"),
    "traditional-finds-simplified": ("陳大", "陈大文"),
    "variant": ("葉靑", "叶青"),
    "lower-case": ("chan tai", "CHAN Tai Man"),
    "other-order": ("tai man chan", "CHAN Tai Man"),
    "apart-finds-together": ("tai man", "CHAN Taiman"),
    "together-finds-apart": ("taiman", "CHAN Tai-man"),
    "accents": ("goncalves", "Gonçalves da Silva"),
    "full-width": ("ＣＨＡＮ", "CHAN Tai Man"),
    "blank-within": ("陳 大文", "陳大文"),
    "apostrophe": ("obrien", "O'Brien"),
}
NOT_HELD = {
    "another": ("陳小文", "陳大文"),
    "scattered-pieces": ("abcab", "abc-bca"),
    "one-word-of-two": ("chan siu", "CHAN Tai Man"),
    "nothing": ("", "陳大文"),
    "marks-alone": (" -·", "陳大文"),
}


@pytest.mark.parametrize(("query", "name"), HELD.values(), ids=HELD)
def test_a_part_is_held_in_any_script(query: str, name: str) -> None:
    assert names.holds(FOLD, query, [name])


@pytest.mark.parametrize(("query", "name"), HELD.values(), ids=HELD)
def test_what_is_held_is_found_by_its_pieces(query: str, name: str) -> None:
    assert set(names.wanted(FOLD, query)) <= set(names.pieces(FOLD, [name]))


@pytest.mark.parametrize(("query", "name"), NOT_HELD.values(), ids=NOT_HELD)
def test_what_is_no_part_is_not_held(query: str, name: str) -> None:
    assert not names.holds(FOLD, query, [name])


@pytest.mark.parametrize("query", ["陳", "a", "", " ", "陳 a"])
def test_single_characters_are_not_looked_for(query: str) -> None:
    assert names.wanted(FOLD, query) == ()


def test_two_names_of_one_person_are_not_mixed() -> None:
    assert not names.holds(FOLD, "陳大文 chan", ["陳大文", "CHAN Tai Man"])


@given(name=WRITING, data=st.data())
def test_every_part_of_two_letters_finds_its_name(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    part = name[start : data.draw(st.integers(start + 1, len(name)))]
    found = names.wanted(FOLD, part)
    assert set(found) <= set(names.pieces(FOLD, [name]))
    assert not found or names.holds(FOLD, part, [name])


@given(query=st.text(max_size=200))
def test_no_text_breaks_the_search(query: str) -> None:
    assert len(names.wanted(FOLD, query)) <= names.MOST_WANTED
    names.holds(FOLD, query, [query])


@given(name=st.text(min_size=1, max_size=40))
def test_a_masked_name_shows_no_more_than_each_words_first_character(name: str) -> None:
    shown = names.masked(name)
    assert len(shown.replace("*", "").split()) <= len(name.split())
    assert sum(char not in "* " for char in shown) <= len(name.split())


@pytest.mark.parametrize(("name", "shown"), [("陳大文", "陳**"), ("CHAN Tai Man", "C*** T** M**"), ("O", "*")])
def test_a_name_is_masked(name: str, shown: str) -> None:
    assert names.masked(name) == shown
