"""Authenticator codes of staff."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from secrets import token_bytes

import pyotp
import pytest

from identity import errors, totp

SECRET = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime.fromtimestamp(1111111109, UTC)

RFC_6238 = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}


@pytest.mark.parametrize(("seconds", "code"), RFC_6238.items())
def test_totp_agrees_with_rfc_6238(seconds: int, code: str) -> None:
    assert totp.verify(SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_step_either_side_is_accepted(seconds: int) -> None:
    there = NOW + timedelta(seconds=seconds)
    assert totp.verify(SECRET, totp.at(SECRET, there), NOW) == int(there.timestamp()) // 30


@pytest.mark.parametrize("seconds", [-60, 60])
def test_two_steps_away_is_refused(seconds: int) -> None:
    with pytest.raises(errors.WrongTotp):
        totp.verify(SECRET, totp.at(SECRET, NOW + timedelta(seconds=seconds)), NOW)


@pytest.mark.parametrize("typed", ["", "000000", "abcdef", "08180", "0818044"])
def test_another_code_is_refused(typed: str) -> None:
    with pytest.raises(errors.WrongTotp):
        totp.verify(SECRET, typed, NOW)


def test_a_code_is_used_once() -> None:
    used = totp.verify(SECRET, totp.at(SECRET, NOW), NOW)
    with pytest.raises(errors.TotpUsed):
        totp.verify(SECRET, totp.at(SECRET, NOW), NOW, last_step=used)


def test_a_new_secret_can_be_enrolled() -> None:
    secret = totp.new_secret(token_bytes)
    enrolled = pyotp.parse_uri(totp.provisioning_uri(secret, "clerk-7", "Remote handling desk"))
    assert isinstance(enrolled, pyotp.TOTP)
    assert enrolled.at(NOW) == totp.at(secret, NOW)
