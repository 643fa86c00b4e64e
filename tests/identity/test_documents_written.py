"""Properties of the document numbers of every kind: however they are written, and whatever is mistyped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from identity import checksums, errors
from identity.documents import Check, Kind, RawNumber, agree, parse, spellings
from identity.shapes import PROVINCES

SEPARATORS = st.sampled_from(["", "", "", " ", "-", "\u3000", "\u2013", "\u00a0", "\u200b", "·", "/"])
FULL_WIDTH = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
DAY = st.dates(date(1850, 1, 1), date(2099, 12, 31)).map(lambda day: f"{day.year:04}{day.month:02}{day.day:02}")
ALPHABET = st.sampled_from(checksums.USCC_ALPHABET)


def _written(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(pattern, fullmatch=True)


def _checked(bodies: st.SearchStrategy[str], rule: Callable[[str], str]) -> st.SearchStrategy[str]:
    return bodies.map(lambda body: body + rule(body))


def _resident(heads: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    bodies = st.tuples(heads, DAY, _written("[0-9]{3}")).map("".join)
    return _checked(bodies, checksums.resident)


PROVINCE_HEADS = st.tuples(st.sampled_from(sorted(PROVINCES)), _written("[0-9]{4}")).map("".join)
CREDIT_BODIES = st.tuples(
    st.lists(ALPHABET, min_size=2, max_size=2).map("".join),
    _written("[0-9]{6}"),
    st.lists(ALPHABET, min_size=9, max_size=9).map("".join),
).map("".join)

NUMBERS: dict[Kind, st.SearchStrategy[str]] = {
    Kind.HKID: _checked(_written("[A-Z]{1,2}[0-9]{6}"), checksums.hkid),
    Kind.MACAO_BIR: _written("[157][0-9]{6}[0-9]?"),
    Kind.HOME_RETURN_PERMIT: _written("[HM](?:[0-9]{8}|A[0-9]{7})(?:[0-9]{2})?"),
    Kind.RESIDENCE_PERMIT: _resident(st.sampled_from(["810000", "820000", "830000"])),
    Kind.MAINLAND_ID: _resident(PROVINCE_HEADS),
    Kind.PASSPORT: _written("(?:[A-Z]{3}:)?[A-Z]{1,2}[0-9]{5,7}"),
    Kind.USCC: _checked(CREDIT_BODIES, checksums.credit_code),
}
"""Sound numbers of each kind, without any writing between their characters."""

CHECKED = [Kind.HKID, Kind.RESIDENCE_PERMIT, Kind.MAINLAND_ID, Kind.USCC]
"""The kinds whose rule is published."""


@st.composite
def spelt(draw: st.DrawFn, number: str) -> str:
    """The number as somebody may type it: any width, either case, marks between."""
    width, lower = draw(st.booleans()), draw(st.booleans())
    cased = number.lower() if lower else number
    wide = [FULL_WIDTH[char] if width else char for char in cased]
    return "".join(char + draw(SEPARATORS) for char in wide)


def test_every_kind_has_its_numbers() -> None:
    assert set(NUMBERS) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
@given(data=st.data())
def test_the_canonical_form_reads_as_itself(kind: Kind, data: st.DataObject) -> None:
    document = parse(kind, RawNumber(data.draw(NUMBERS[kind])))
    assert parse(kind, RawNumber(document.canonical)).canonical == document.canonical


@pytest.mark.parametrize("kind", Kind)
@given(data=st.data())
def test_every_way_of_writing_gives_the_same(kind: Kind, data: st.DataObject) -> None:
    number = data.draw(NUMBERS[kind])
    typed = data.draw(spelt(number))
    assert parse(kind, RawNumber(typed)) == parse(kind, RawNumber(number))


@pytest.mark.parametrize("kind", CHECKED)
@given(data=st.data())
def test_a_number_with_its_check_digit_is_said_to_be_checked(kind: Kind, data: st.DataObject) -> None:
    assert parse(kind, RawNumber(data.draw(NUMBERS[kind]))).checked is Check.CHECKSUM


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in CHECKED])
@given(data=st.data())
def test_a_number_without_a_published_rule_is_said_to_have_a_shape_alone(kind: Kind, data: st.DataObject) -> None:
    assert parse(kind, RawNumber(data.draw(NUMBERS[kind]))).checked is Check.SHAPE


@pytest.mark.parametrize("kind", CHECKED)
@given(data=st.data())
def test_one_digit_mistyped_is_found(kind: Kind, data: st.DataObject) -> None:
    number = data.draw(NUMBERS[kind])
    place = data.draw(st.sampled_from([place for place, char in enumerate(number) if char.isdigit()]))
    other = data.draw(st.sampled_from("0123456789"))
    assume(other != number[place])
    with pytest.raises(errors.DocumentError):
        parse(kind, RawNumber(number[:place] + other + number[place + 1 :]))


@pytest.mark.parametrize("kind", [Kind.HKID, Kind.RESIDENCE_PERMIT, Kind.MAINLAND_ID])
@given(data=st.data())
def test_two_neighbouring_digits_swapped_are_found(kind: Kind, data: st.DataObject) -> None:
    number = data.draw(NUMBERS[kind])
    places = range(len(number) - 2)
    place = data.draw(st.sampled_from([at for at in places if number[at : at + 2].isdigit()]))
    one, two = number[place], number[place + 1]
    assume(one != two)
    with pytest.raises(errors.DocumentError):
        parse(kind, RawNumber(number[:place] + two + one + number[place + 2 :]))


@pytest.mark.parametrize("kind", Kind)
@given(data=st.data())
def test_a_mask_leaves_a_thousand_numbers(kind: Kind, data: st.DataObject) -> None:
    document = parse(kind, RawNumber(data.draw(NUMBERS[kind])))
    hidden = document.masked.removesuffix("(*)").count("*")
    assert hidden >= 3


@pytest.mark.parametrize("kind", Kind)
@given(data=st.data())
def test_a_mask_shows_no_check_digit_and_no_day_of_birth(kind: Kind, data: st.DataObject) -> None:
    document = parse(kind, RawNumber(data.draw(NUMBERS[kind])))
    assert document.masked.rstrip(")").endswith("*")
    if kind in {Kind.RESIDENCE_PERMIT, Kind.MAINLAND_ID}:
        assert document.masked[6:14] == "*" * 8


@pytest.mark.parametrize("kind", Kind)
@given(data=st.data())
def test_a_number_agrees_with_every_spelling_of_itself(kind: Kind, data: st.DataObject) -> None:
    canonical = parse(kind, RawNumber(data.draw(NUMBERS[kind]))).canonical
    assert all(agree(kind, canonical, spelling) for spelling in spellings(kind, canonical))


@pytest.mark.parametrize("kind", Kind)
@given(text=st.one_of(st.text(max_size=80), st.text(alphabet="AHM0123456789()（）８X:- ", max_size=24)))
def test_no_text_breaks_a_parser(kind: Kind, text: str) -> None:
    try:
        document = parse(kind, RawNumber(text))
    except errors.DocumentError:
        return
    assert parse(kind, RawNumber(document.canonical)).canonical == document.canonical


@given(body=_written("[A-Z]{1,2}[0-9]{6}"))
def test_exactly_one_check_digit_fits_an_hkid(body: str) -> None:
    taken = 0
    for digit in "0123456789A":
        try:
            taken += parse(Kind.HKID, RawNumber(f"{body}({digit})")).checked is Check.CHECKSUM
        except errors.WrongCheckDigit:
            continue
    assert taken == 1
