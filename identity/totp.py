"""Authenticator codes of staff (RFC 6238): six digits, thirty seconds, one step either side, each used once.

Pure: `verify` gives the time step the code belongs to, and the caller stores it with a compare-and-set on
the step stored before, ahead of believing it; of two simultaneous submissions one is stored. There is no
throttling here.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime

import pyotp
from pyotp.exceptions import OTPVerificationError

from identity.codes import tidy
from identity.errors import TotpUsed, WrongTotp

SECRET_BYTES = 20
WINDOW = 1
NEVER = 0
"""The last step of an authenticator that was not used yet."""


def new_secret(chance: Callable[[int], bytes]) -> str:
    """A secret of 160 bits in base 32, to be sealed where it is kept."""
    return base64.b32encode(chance(SECRET_BYTES)).decode()


def provisioning_uri(secret: str, account: str, issuer: str) -> str:
    """The otpauth address an authenticator's camera reads; as secret as the secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def at(secret: str, now: datetime) -> str:
    """The code for this moment: for enrolment's own check, demonstrations and tests."""
    return pyotp.TOTP(secret).at(_aware(now))


def verify(secret: str, typed: str, now: datetime, last_step: int = NEVER) -> int:
    """The step the code belongs to, greater than `last_step`. Raises WrongTotp or TotpUsed."""
    try:
        step = pyotp.TOTP(secret).verify_and_get_timecode(tidy(typed), for_time=_aware(now), valid_window=WINDOW)
    except OTPVerificationError:
        raise WrongTotp from None
    if step <= last_step:
        raise TotpUsed
    return step


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("time must be aware")
    return now
