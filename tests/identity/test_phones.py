"""Mobile numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity import errors
from identity.phones import Region, parse, parse_region

ACCEPTED = {
    "hk-plain": ("HK", "61234567", "+85261234567", "+852 *****567"),
    "hk-grouped": ("HK", "6123 4567", "+85261234567", "+852 *****567"),
    "hk-full-width": ("HK", "６１２３　４５６７", "+85261234567", "+852 *****567"),
    "hk-own-code": ("HK", "+852 9123-4567", "+85291234567", "+852 *****567"),
    "hk-code-no-plus": ("HK", "852 9123 4567", "+85291234567", "+852 *****567"),
    "macao-plain": ("MO", "6612 3456", "+85366123456", "+853 *****456"),
    "macao-typed-at-a-hk-corner": ("HK", "+853 6612 3456", "+85366123456", "+853 *****456"),
    "mainland": ("CN", "138-1234-5678", "+8613812345678", "+86 ********678"),
    "mainland-own-code": ("CN", "0086 138 1234 5678", "+8613812345678", "+86 ********678"),
}

REFUSED = {
    "hk-land-line": ("HK", "2123 4567", errors.NotMobile),
    "hk-number-read-as-mainland": ("CN", "91234567", errors.WrongNumber),
    "hk-too-short": ("HK", "912345", errors.WrongNumber),
    "mainland-land-line": ("CN", "010 6512 3456", errors.NotMobile),
    "another-country": ("HK", "+44 7911 123456", errors.WrongNumber),
    "extension": ("HK", "6123 4567 ext 5", errors.WrongNumber),
    "letters-for-digits": ("HK", "6123HELP", errors.WrongNumber),
    "nothing": ("MO", "", errors.WrongNumber),
    "very-long": ("CN", "1" * 500, errors.WrongNumber),
}


@pytest.mark.parametrize(("region", "typed", "e164", "masked"), ACCEPTED.values(), ids=ACCEPTED)
def test_what_people_type_is_read(region: str, typed: str, e164: str, masked: str) -> None:
    phone = parse(typed, parse_region(region))
    assert (phone.e164, phone.masked) == (e164, masked)


@pytest.mark.parametrize(("region", "typed", "error"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_mobile_number_is_refused(region: str, typed: str, error: type[errors.PhoneError]) -> None:
    with pytest.raises(error):
        parse(typed, parse_region(region))


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(errors.UnknownRegion):
        parse_region("GB")


def test_a_phone_does_not_print_its_number() -> None:
    assert "61234567" not in repr(parse("61234567", Region.HK))


@pytest.mark.parametrize("region", Region)
@given(text=st.text(max_size=80))
def test_no_text_breaks_the_parser(region: Region, text: str) -> None:
    try:
        phone = parse(text, region)
    except errors.PhoneError:
        return
    assert parse(phone.e164, region) == phone
