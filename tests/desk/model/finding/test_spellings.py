"""What a name is found by: any whole of it at once, any part by its pieces, and never by a single character."""

import pytest

from desk.model.finding import spellings
from desk.model.finding.spellings import Near
from i18n.scripts import Scripts

FOLD = Scripts().fold
NAMES = ("陳大文", "CHAN Tai Man")


def nearest(query: str, *names: str) -> Near | None:
    """The first tier whose marks the names have, without what it leaves out."""
    known = set(spellings.marks(FOLD, names))
    for tier in spellings.tiers(FOLD, query):
        left_out = any(group and set(group) <= known for group in tier.unless)
        if set(tier.wanted) <= known and not left_out:
            return tier.near
    return None


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("陳大文", Near.EXACT),
        ("CHAN  Tai Man", Near.EXACT),
        ("陈大文", Near.FOLDED),
        ("chan tai man", Near.FOLDED),
        ("chantaiman", Near.FOLDED),
        ("Man Tai Chan", Near.WORDS),
        ("tai", Near.WORDS),
        ("陳大", Near.PARTS),
        ("taiman", Near.PARTS),
        ("cha", Near.PARTS),
        ("何小明", None),
        ("Cheung", None),
    ],
)
def test_the_nearest_tier_that_has_a_name(query: str, near: Near | None) -> None:
    assert nearest(query, *NAMES) == near


@pytest.mark.parametrize("query", ["", " ", "陳", "a", "·-"])
def test_too_little_asks_for_nothing(query: str) -> None:
    assert spellings.tiers(FOLD, query) == ()


@pytest.mark.parametrize("query", ["joao", "CONCEICAO", "dos santos", "João dos Santos"])
def test_accents_and_case_are_levelled(query: str) -> None:
    assert nearest(query, "João Conceição dos Santos") is not None


def test_two_letters_find_a_whole_word_alone() -> None:
    assert (nearest("Ng", "NG Siu Ming"), nearest("ng", "WONG Siu Ming")) == (Near.WORDS, None)


@pytest.mark.parametrize(("one", "other"), [("范", "範"), ("余", "餘"), ("于", "於"), ("鍾", "钟"), ("﨑", "崎")])
def test_what_is_written_otherwise_is_the_same_name_and_not_exact(one: str, other: str) -> None:
    assert (nearest(f"{other}小明", f"{one}小明"), nearest(f"{one}小明", f"{one}小明")) == (Near.FOLDED, Near.EXACT)


def test_no_mark_is_of_a_single_character() -> None:
    assert [mark for mark in spellings.marks(FOLD, NAMES) if mark[0] == "*" and len(mark) < 3] == []


def test_words_of_two_names_are_not_taken_for_one() -> None:
    assert not spellings.holds(FOLD, "chan mei", ("CHAN Tai Man", "LEI Mei"))


def test_a_name_has_no_more_marks_than_are_kept() -> None:
    long = (" ".join(chr(0x4E00 + 7 * n) for n in range(9 * at, 9 * at + 9)) for at in range(20))
    assert len(spellings.marks(FOLD, long)) == spellings.MOST_MARKS
