"""Properties of what else reads typing or stored bytes: phones, one-time codes, authenticators, sealed values."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from string import hexdigits

import phonenumbers
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from identity import codes, errors, totp
from identity.federation import tokens
from identity.phones import Region, parse
from identity.vault import Place, Vault, from_ring, ring_line

NATIONAL = {
    Region.HK: st.from_regex(r"(?:6[0-9]|9[1-8])[0-9]{6}", fullmatch=True),
    Region.MO: st.from_regex(r"6[2368][0-9]{6}", fullmatch=True),
    Region.CN: st.from_regex(r"1(?:3[0-9]|5[0-35-9]|8[0-9])[0-9]{8}", fullmatch=True),
}
CODES = {Region.HK: "852", Region.MO: "853", Region.CN: "86"}
PLACE = Place(table="documents", column="number", row="1")
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def _mobile(national: str, region: Region) -> bool:
    """Whether the numbering plan has this number at all: the patterns above are wider than the plans."""
    number = phonenumbers.parse(national, region.value)
    mobile = phonenumbers.number_type(number) is phonenumbers.PhoneNumberType.MOBILE
    return phonenumbers.is_valid_number(number) and mobile


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def _vault(key: bytes = b"k" * 32, chance: bytes = b"n") -> Vault:
    return Vault({"one": key}, "one", lambda count: chance * count)


@pytest.mark.parametrize("region", Region)
@given(data=st.data())
def test_every_way_of_writing_a_phone_gives_the_same(region: Region, data: st.DataObject) -> None:
    national = data.draw(NATIONAL[region])
    assume(_mobile(national, region))
    asked = data.draw(st.sampled_from(Region))
    gap = data.draw(st.sampled_from(["", " ", "-", "\u3000"]))
    full = f"+{CODES[region]}{gap}{national[:4]}{gap}{national[4:]}"
    ways = {parse(national, region).e164, parse(_wide(full), asked).e164, parse(f"00{full[1:]}", Region.CN).e164}
    assert ways == {f"+{CODES[region]}{national}"}


@pytest.mark.parametrize("region", Region)
@given(data=st.data())
def test_a_phone_in_its_canonical_form_reads_as_itself_anywhere(region: Region, data: st.DataObject) -> None:
    national = data.draw(NATIONAL[region])
    assume(_mobile(national, region))
    phone = parse(national, region)
    assert all(parse(phone.e164, asked) == phone for asked in Region)


@pytest.mark.parametrize("region", Region)
@given(data=st.data())
def test_a_masked_phone_leaves_at_least_ten_thousand_numbers(region: Region, data: st.DataObject) -> None:
    national = data.draw(NATIONAL[region])
    assume(_mobile(national, region))
    assert parse(national, region).masked.count("*") >= 4


@given(code=st.from_regex(r"[0-9]{6}", fullmatch=True), gaps=st.lists(st.sampled_from(["", " ", "-", "\u200b"])))
def test_a_code_is_the_same_however_it_is_typed(code: str, gaps: list[str]) -> None:
    typed = "".join(char + gap for char, gap in zip(_wide(code), [*gaps, *[""] * 6], strict=False))
    assert codes.tidy(typed) == code


@given(text=st.text(max_size=200))
def test_what_is_typed_as_a_code_is_never_longer_than_sixteen(text: str) -> None:
    assert len(codes.tidy(text)) <= 16


@given(secret=st.binary(min_size=20, max_size=20), text=st.text(max_size=40))
def test_no_text_breaks_an_authenticator(secret: bytes, text: str) -> None:
    try:
        totp.verify(base64.b32encode(secret).decode(), text, NOW)
    except errors.TotpError:
        return


@given(secret=st.binary(min_size=20, max_size=20), gap=st.sampled_from([" ", "-", "\u3000"]))
def test_an_authenticators_code_is_taken_full_width_and_grouped(secret: bytes, gap: str) -> None:
    kept = base64.b32encode(secret).decode()
    code = totp.at(kept, NOW)
    assert totp.verify(kept, _wide(code[:3]) + gap + code[3:], NOW) == totp.verify(kept, code, NOW)


@pytest.mark.parametrize("header", [b'"{alg"', b'["alg"]', b"7", b"null", b"{}", b"\xff"])
def test_a_tokens_header_that_is_no_object_is_refused(header: bytes) -> None:
    signed = base64.urlsafe_b64encode(header).rstrip(b"=").decode() + ".e30.AAAA"
    with pytest.raises(errors.NotSigned):
        tokens.key_id(signed)


@given(value=st.binary(max_size=200), row=st.text(max_size=20))
def test_what_is_sealed_opens_as_it_was(value: bytes, row: str) -> None:
    place = Place(table="t", column="c", row=row)
    assert _vault().open(_vault().seal(value, place), place) == value


@given(value=st.binary(max_size=40), bit=st.integers(min_value=0), cut=st.booleans())
def test_one_changed_bit_or_one_lost_byte_does_not_open(value: bytes, bit: int, cut: bool) -> None:
    sealed = bytearray(_vault().seal(value, PLACE))
    place = bit // 8 % len(sealed)
    if cut:
        del sealed[place]
    else:
        sealed[place] ^= 1 << bit % 8
    with pytest.raises(errors.VaultError):
        _vault().open(bytes(sealed), PLACE)


@given(noise=st.one_of(st.binary(max_size=80), st.binary(max_size=60).map(lambda rest: b"\x01\x03one" + rest)))
def test_no_bytes_break_the_vault(noise: bytes) -> None:
    with pytest.raises(errors.VaultError):
        _vault().open(noise, PLACE)


@given(ring=st.one_of(st.binary(max_size=120), st.text(alphabet=hexdigits + " =\n", max_size=120).map(str.encode)))
def test_no_bytes_break_the_reading_of_a_key_ring(ring: bytes) -> None:
    with pytest.raises(errors.BadKeyRing):
        from_ring(ring, bytes)


@settings(max_examples=20)
@given(names=st.lists(st.from_regex(r"[a-z0-9]{1,12}", fullmatch=True), min_size=1, max_size=4, unique=True))
def test_a_key_ring_reads_as_it_was_written(names: list[str]) -> None:
    vault = from_ring(b"".join(ring_line(name, lambda count: b"k" * count) for name in names), bytes)
    assert vault.is_current(_vault(b"k" * 32).seal(b"x", PLACE)) == (names[0] == "one")
