"""Document numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity import checksums, errors
from identity.documents import Check, Kind, RawNumber, parse, parse_kind

ACCEPTED = {
    "hkid-as-printed": ("hkid", "A123456(3)", "A123456(3)", "A123***(*)", Check.CHECKSUM),
    "hkid-two-letters": ("hkid", "AB987654(3)", "AB987654(3)", "AB987***(*)", Check.CHECKSUM),
    "hkid-check-digit-a": ("hkid", "G123456(A)", "G123456(A)", "G123***(*)", Check.CHECKSUM),
    "hkid-lower-case-no-brackets": ("hkid", "a1234563", "A123456(3)", "A123***(*)", Check.CHECKSUM),
    "hkid-full-width": ("hkid", "Ａ１２３４５６（３）", "A123456(3)", "A123***(*)", Check.CHECKSUM),
    "hkid-corner-brackets-spaces": ("hkid", " a 123 456【3】 ", "A123456(3)", "A123***(*)", Check.CHECKSUM),
    "hkid-pasted-invisibles": ("hkid", "\u200bA123456\u00a0(3)\u200e\n", "A123456(3)", "A123***(*)", Check.CHECKSUM),
    "hkid-without-check-digit": ("hkid", "A123456", "A123456(3)", "A123***(*)", Check.SHAPE),
    "macao-as-printed": ("macao-bir", "1234567(8)", "1234567(8)", "1234***(*)", Check.SHAPE),
    "macao-old-style-slashes": ("macao-bir", "5/234567/8", "5234567(8)", "5234***(*)", Check.SHAPE),
    "macao-full-width": ("macao-bir", "７２３４５６７（８）", "7234567(8)", "7234***(*)", Check.SHAPE),
    "permit-card": ("home-return-permit", "H12345678", "H12345678", "H123*****", Check.SHAPE),
    "permit-with-renewal": ("home-return-permit", "m12345678-02", "M12345678", "M123*****", Check.SHAPE),
    "permit-non-chinese": ("home-return-permit", "HA1234567", "HA1234567", "HA12*****", Check.SHAPE),
    "residence-hk": (
        "residence-permit", "810000 19940823 0021", "810000199408230021", "810***********002*", Check.CHECKSUM,
    ),
    "mainland-x": (
        "mainland-id", "11010519491231002x", "11010519491231002X", "110***********002*", Check.CHECKSUM,
    ),
    "passport-hk": ("passport", "k 01234567", "K01234567", "K01******", Check.SHAPE),
    "passport-macao": ("passport", "MA1234567", "MA1234567", "MA1******", Check.SHAPE),
    "uscc": ("uscc", "91110000600037341l", "91110000600037341L", "9111**********341*", Check.CHECKSUM),
}  # fmt: skip

REFUSED = {
    "hkid-wrong-check-digit": ("hkid", "A123456(4)", errors.WrongCheckDigit),
    "hkid-swapped-digits": ("hkid", "A124356(3)", errors.WrongCheckDigit),
    "hkid-too-short": ("hkid", "A12345(3", errors.WrongShape),
    "hkid-no-letter": ("hkid", "1234567", errors.WrongShape),
    "hkid-cyrillic-a": ("hkid", "А123456(3)", errors.WrongShape),
    "hkid-arabic-indic-digits": ("hkid", "A١٢٣٤٥٦(٣)", errors.WrongShape),
    "hkid-empty": ("hkid", "", errors.WrongShape),
    "hkid-chinese-words": ("hkid", "身份證 A123456(3)", errors.WrongShape),
    "hkid-very-long": ("hkid", "A123456(3)" * 40, errors.WrongShape),
    "hkid-control": ("hkid", "A123456(3);--", errors.WrongShape),
    "macao-first-digit": ("macao-bir", "2234567(8)", errors.WrongShape),
    "macao-without-check-digit": ("macao-bir", "1234567", errors.WrongShape),
    "permit-of-taiwan": ("home-return-permit", "T12345678", errors.WrongShape),
    "permit-one-renewal-digit": ("home-return-permit", "H1234567801X", errors.WrongShape),
    "residence-no-such-day": ("residence-permit", "810000199402300021", errors.WrongShape),
    "residence-wrong-check-digit": ("residence-permit", "810000199408230022", errors.WrongCheckDigit),
    "residence-of-the-mainland": ("residence-permit", "11010519491231002X", errors.WrongShape),
    "mainland-of-hong-kong": ("mainland-id", "810000199408230021", errors.WrongShape),
    "mainland-no-such-province": ("mainland-id", "16010519491231002X", errors.WrongShape),
    "mainland-fifteen-digits": ("mainland-id", "110105491231002", errors.WrongShape),
    "passport-words": ("passport", "PASSPORT", errors.WrongShape),
    "uscc-letter-o": ("uscc", "9111000060003734OL", errors.WrongShape),
    "uscc-wrong-check": ("uscc", "911100006000373411", errors.WrongCheckDigit),
}


@pytest.mark.parametrize(("kind", "typed", "canonical", "masked", "checked"), ACCEPTED.values(), ids=ACCEPTED)
def test_what_people_type_is_read(kind: str, typed: str, canonical: str, masked: str, checked: Check) -> None:
    document = parse(parse_kind(kind), RawNumber(typed))
    assert (document.canonical, document.masked, document.checked) == (canonical, masked, checked)


@pytest.mark.parametrize(("kind", "typed", "error"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_number_is_refused(kind: str, typed: str, error: type[errors.IdentityError]) -> None:
    with pytest.raises(error):
        parse(parse_kind(kind), RawNumber(typed))


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(errors.UnknownKind):
        parse_kind("library-card")


def test_a_renewed_permit_is_the_same_person() -> None:
    first, second = (parse(Kind.HOME_RETURN_PERMIT, RawNumber(f"H12345678{n}")) for n in ("00", "01"))
    assert first.canonical == second.canonical
    assert (first.edition, second.edition) == ("00", "01")


def test_a_document_does_not_print_its_number() -> None:
    assert "123456" not in repr(parse(Kind.HKID, RawNumber("A123456(3)")))


@pytest.mark.parametrize("typed", ["A123456(4)", "A12345"])
def test_an_error_does_not_hold_the_number(typed: str) -> None:
    with pytest.raises(errors.DocumentError) as caught:
        parse(Kind.HKID, RawNumber(typed))
    assert typed[1:6] not in f"{caught.value!r} {caught.value} {vars(caught.value)}"


@pytest.mark.parametrize("kind", Kind)
@given(text=st.text(max_size=80))
def test_no_text_breaks_a_parser(kind: Kind, text: str) -> None:
    try:
        document = parse(kind, RawNumber(text))
    except errors.DocumentError:
        return
    assert parse(kind, RawNumber(document.canonical)).canonical == document.canonical


@given(body=st.from_regex(r"[A-Z]{1,2}[0-9]{6}", fullmatch=True))
def test_exactly_one_check_digit_fits_an_hkid(body: str) -> None:
    fitting = [digit for digit in "0123456789A" if checksums.hkid(body) == digit]
    assert parse(Kind.HKID, RawNumber(body + fitting[0])).checked is Check.CHECKSUM
    assert len(fitting) == 1


@given(
    body=st.from_regex(r"[A-Z][0-9]{6}", fullmatch=True),
    place=st.integers(1, 6),
    other=st.sampled_from("0123456789"),
)
def test_an_hkid_with_one_digit_mistyped_is_noticed(body: str, place: int, other: str) -> None:
    typed = body[:place] + other + body[place + 1 :]
    if typed == body:
        return
    assert checksums.hkid(typed) != checksums.hkid(body)


@given(body=st.from_regex(r"[0-9]{17}", fullmatch=True), place=st.integers(0, 15))
def test_two_neighbouring_digits_swapped_are_noticed(body: str, place: int) -> None:
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert swapped == body or checksums.resident(swapped) != checksums.resident(body)


@given(body=st.from_regex(r"[A-Z]{1,2}[0-9]{6}", fullmatch=True))
def test_a_mask_leaves_a_thousand_numbers(body: str) -> None:
    masked = parse(Kind.HKID, RawNumber(body)).masked
    assert masked == f"{body[:-3]}***(*)"
