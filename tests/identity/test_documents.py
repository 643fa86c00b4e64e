"""Document numbers as people type them."""

from __future__ import annotations

import pytest

from identity import errors
from identity.documents import Check, Kind, RawNumber, agree, parse, parse_kind
from identity.shapes import Holder

ACCEPTED = {
    "hkid-as-printed": ("hkid", "A123456(3)", "A123456(3)", "A123***(*)", Check.CHECKSUM),
    "hkid-two-letters": ("hkid", "AB987654(3)", "AB987654(3)", "AB987***(*)", Check.CHECKSUM),
    "hkid-check-digit-a": ("hkid", "G123456(A)", "G123456(A)", "G123***(*)", Check.CHECKSUM),
    "hkid-check-digit-zero": ("hkid", "L555555(0)", "L555555(0)", "L555***(*)", Check.CHECKSUM),
    "hkid-full-width-letters-lower": ("hkid", "ａｂ９８７６５４（３）", "AB987654(3)", "AB987***(*)", Check.CHECKSUM),
    "hkid-tortoise-shell-brackets": ("hkid", "G123456〔a〕", "G123456(A)", "G123***(*)", Check.CHECKSUM),
    "hkid-lower-case-no-brackets": ("hkid", "a1234563", "A123456(3)", "A123***(*)", Check.CHECKSUM),
    "hkid-full-width": ("hkid", "Ａ１２３４５６（３）", "A123456(3)", "A123***(*)", Check.CHECKSUM),
    "hkid-corner-brackets-spaces": ("hkid", " a 123 456【3】 ", "A123456(3)", "A123***(*)", Check.CHECKSUM),
    "hkid-pasted-invisibles": ("hkid", "\u200bA123456\u00a0(3)\u200e\n", "A123456(3)", "A123***(*)", Check.CHECKSUM),
    "hkid-without-check-digit": ("hkid", "A123456", "A123456(3)", "A123***(*)", Check.SHAPE),
    "macao-as-printed": ("macao-bir", "1234567(8)", "1234567(8)", "1234***(*)", Check.SHAPE),
    "macao-old-style-slashes": ("macao-bir", "5/234567/8", "5234567(8)", "5234***(*)", Check.SHAPE),
    "macao-full-width": ("macao-bir", "７２３４５６７（８）", "7234567(8)", "7234***(*)", Check.SHAPE),
    "macao-full-width-brackets": ("macao-bir", "1234567（8）", "1234567(8)", "1234***(*)", Check.SHAPE),
    "macao-without-check-digit": ("macao-bir", "1234567", "1234567", "1234***(*)", Check.SHAPE),
    "permit-card": ("home-return-permit", "H12345678", "H12345678", "H123*****", Check.SHAPE),
    "permit-with-renewal": ("home-return-permit", "m12345678-02", "M12345678", "M123*****", Check.SHAPE),
    "permit-non-chinese": ("home-return-permit", "HA1234567", "HA1234567", "HA12*****", Check.SHAPE),
    "permit-non-chinese-macao": ("home-return-permit", "ｍａ 765 4321", "MA7654321", "MA76*****", Check.SHAPE),
    "permit-renewal-in-brackets": ("home-return-permit", "H12345678（01）", "H12345678", "H123*****", Check.SHAPE),
    "permit-eleven-characters": ("home-return-permit", "H1234567800", "H12345678", "H123*****", Check.SHAPE),
    "residence-macao": (
        "residence-permit", "820000199909090014", "820000199909090014", "820***********001*", Check.CHECKSUM,
    ),
    "residence-taiwan": (
        "residence-permit", "83000019810715006x", "83000019810715006X", "830***********006*", Check.CHECKSUM,
    ),
    "mainland-gb-11643": (
        "mainland-id", "440524 18800101 0014", "440524188001010014", "440***********001*", Check.CHECKSUM,
    ),
    "residence-hk": (
        "residence-permit", "810000 19940823 0021", "810000199408230021", "810***********002*", Check.CHECKSUM,
    ),
    "mainland-x": (
        "mainland-id", "11010519491231002x", "11010519491231002X", "110***********002*", Check.CHECKSUM,
    ),
    "passport-hk": ("passport", "k 01234567", "K01234567", "K01******", Check.SHAPE),
    "passport-macao": ("passport", "MA1234567", "MA1234567", "MA1******", Check.SHAPE),
    "passport-mainland": ("passport", "ＥＡ1234567", "EA1234567", "EA1******", Check.SHAPE),
    "passport-british": ("passport", "123 456 789", "123456789", "123******", Check.SHAPE),
    "passport-with-its-country": ("passport", "prt： ca123456", "PRT:CA123456", "CA1*****", Check.SHAPE),
    "uscc-gb-32100": ("uscc", "91350100M000100Y43", "91350100M000100Y43", "9135**********0Y4*", Check.CHECKSUM),
    "uscc-grouped": ("uscc", "9111 0108 5513 8508 2q", "91110108551385082Q", "9111**********082*", Check.CHECKSUM),
    "uscc": ("uscc", "91110000600037341l", "91110000600037341L", "9111**********341*", Check.CHECKSUM),
}  # fmt: skip

REFUSED = {
    "hkid-wrong-check-digit": ("hkid", "A123456(4)", errors.WrongCheckDigit),
    "hkid-swapped-digits": ("hkid", "A124356(3)", errors.WrongCheckDigit),
    "hkid-too-short": ("hkid", "A12345(3", errors.WrongShape),
    "hkid-empty-brackets": ("hkid", "A123456()", errors.WrongShape),
    "hkid-letter-o-for-nought": ("hkid", "A12345O(3)", errors.WrongShape),
    "hkid-letter-l-for-one": ("hkid", "Al23456(3)", errors.WrongShape),
    "hkid-full-width-letter-o": ("hkid", "A12345Ｏ(3)", errors.WrongShape),
    "hkid-greek-alpha": ("hkid", "Α123456(3)", errors.WrongShape),
    "hkid-check-digit-b": ("hkid", "A123456(B)", errors.WrongShape),
    "hkid-three-letters": ("hkid", "ABC123456(3)", errors.WrongShape),
    "hkid-two-numbers": ("hkid", "A123456(3) A123456(3)", errors.WrongShape),
    "hkid-with-a-colon": ("hkid", "HKG:A123456(3)", errors.WrongShape),
    "hkid-no-letter": ("hkid", "1234567", errors.WrongShape),
    "hkid-cyrillic-a": ("hkid", "А123456(3)", errors.WrongShape),
    "hkid-arabic-indic-digits": ("hkid", "A١٢٣٤٥٦(٣)", errors.WrongShape),
    "hkid-empty": ("hkid", "", errors.WrongShape),
    "hkid-chinese-words": ("hkid", "身份證 A123456(3)", errors.WrongShape),
    "hkid-very-long": ("hkid", "A123456(3)" * 40, errors.WrongShape),
    "hkid-control": ("hkid", "A123456(3);--", errors.WrongShape),
    "macao-first-digit": ("macao-bir", "2234567(8)", errors.WrongShape),
    "macao-lost-digit": ("macao-bir", "123456(7)", errors.WrongShape),
    "macao-empty-brackets": ("macao-bir", "1234567()", errors.WrongShape),
    "permit-to-leave-the-mainland": ("home-return-permit", "C12345678", errors.WrongShape),
    "permit-second-letter-b": ("home-return-permit", "HB1234567", errors.WrongShape),
    "permit-letter-o-for-nought": ("home-return-permit", "H1234567O", errors.WrongShape),
    "permit-of-taiwan": ("home-return-permit", "T12345678", errors.WrongShape),
    "permit-one-renewal-digit": ("home-return-permit", "H1234567801X", errors.WrongShape),
    "residence-no-such-day": ("residence-permit", "810000199402300021", errors.WrongShape),
    "residence-wrong-check-digit": ("residence-permit", "810000199408230022", errors.WrongCheckDigit),
    "residence-of-nowhere": ("residence-permit", "840000199408230021", errors.WrongShape),
    "residence-of-the-mainland": ("residence-permit", "11010519491231002X", errors.WrongShape),
    "mainland-of-hong-kong": ("mainland-id", "810000199408230021", errors.WrongShape),
    "mainland-no-such-province": ("mainland-id", "16010519491231002X", errors.WrongShape),
    "mainland-fifteen-digits": ("mainland-id", "110105491231002", errors.WrongShape),
    "passport-ten-characters": ("passport", "K012345678", errors.WrongShape),
    "passport-country-of-two-letters": ("passport", "PT:CA123456", errors.WrongShape),
    "passport-two-countries": ("passport", "PRT:PRT:CA123456", errors.WrongShape),
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


HOLDERS = {
    "H12345678": ("home-return-permit", Holder.HK),
    "M12345678": ("home-return-permit", Holder.MO),
    "HA1234567": ("home-return-permit", Holder.HK_NON_CHINESE),
    "MA1234567": ("home-return-permit", Holder.MO_NON_CHINESE),
    "810000199408230021": ("residence-permit", Holder.HK),
    "820000199909090014": ("residence-permit", Holder.MO),
    "83000019810715006X": ("residence-permit", Holder.TW),
    "A123456(3)": ("hkid", Holder.UNTOLD),
}


@pytest.mark.parametrize(("number", "kind", "holder"), [(n, *told) for n, told in HOLDERS.items()], ids=HOLDERS)
def test_a_number_says_whom_it_is_given_to_where_it_tells(number: str, kind: str, holder: Holder) -> None:
    assert parse(Kind(kind), RawNumber(number)).holder is holder


AGREEING = {
    "macao-with-and-without-its-check-digit": (Kind.MACAO_BIR, "1234567(8)", "1234567", True),
    "macao-two-check-digits": (Kind.MACAO_BIR, "1234567(8)", "1234567(9)", False),
    "passport-with-and-without-its-country": (Kind.PASSPORT, "PRT:CA123456", "CA123456", True),
    "passport-of-two-countries": (Kind.PASSPORT, "PRT:CA123456", "GBR:CA123456", False),
    "hkid-one-digit-apart": (Kind.HKID, "A123456(3)", "A123457(1)", False),
    "hkid-the-same": (Kind.HKID, "A123456(3)", "A123456(3)", True),
}


@pytest.mark.parametrize(("kind", "one", "other", "may"), AGREEING.values(), ids=AGREEING)
def test_two_numbers_agree_when_nothing_told_of_both_differs(kind: Kind, one: str, other: str, may: bool) -> None:
    assert (agree(kind, one, other), agree(kind, other, one)) == (may, may)


def test_a_passport_number_names_one_person_only_with_its_country() -> None:
    without, within = (parse(Kind.PASSPORT, RawNumber(typed)) for typed in ("CA123456", "PRT:CA123456"))
    assert (without.names_one, within.names_one) == (False, True)


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
