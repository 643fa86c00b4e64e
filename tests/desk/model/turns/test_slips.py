"""A slip's letters are drawn fairly, read however they are typed, and confused with no digits."""

import itertools
import secrets

import pytest

from desk.model.turns.slips import ALPHABET, LETTERS, grouped, letters, plain


def test_there_are_twelve_letters_of_the_alphabet() -> None:
    drawn = letters(secrets.token_bytes)
    assert len(drawn) == LETTERS
    assert set(drawn) <= set(ALPHABET)


def test_no_letter_is_taken_for_a_digit() -> None:
    assert not set(ALPHABET) & set("IO01")


def test_bytes_that_would_favour_some_letters_are_drawn_again() -> None:
    fair = itertools.chain([bytes([255]) * 24], itertools.repeat(bytes(range(24))))
    assert letters(lambda _count: next(fair)) == ALPHABET[:LETTERS]


@pytest.mark.parametrize("typed", ["ABCD-EFGH-JKLM", "abcd efgh jklm", " ABCDEFGHJKLM ", "ABCD·EFGH·JKLM"])
def test_letters_are_read_however_they_are_typed(typed: str) -> None:
    assert plain(typed) == "ABCDEFGHJKLM"


@pytest.mark.parametrize("typed", ["", "ABCD-EFGH-JKL", "ABCD-EFGH-JKLMN", "ABCD-EFGH-JKL1", "IBCD-EFGH-JKLM"])
def test_what_can_be_no_letters_reads_as_nothing(typed: str) -> None:
    assert plain(typed) == ""


def test_letters_are_printed_in_groups() -> None:
    assert grouped("ABCDEFGHJKLM") == "ABCD-EFGH-JKLM"
