"""Passwords of staff, kept as argon2id hashes, and which ones are refused when they are chosen.

Hashing takes tens of milliseconds and 64 MiB by design: an asynchronous caller runs it in a thread. What is asked of
a new password is what NIST SP 800-63B, 5.1.1.2 asks: length, and that it is none of those that are tried first. There
is no rule of composition, and nobody has to change theirs for its age.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 256
"""Characters; a longer one is refused unread, so that nobody makes us hash megabytes."""

SHORTEST = 12
"""Characters, counted as people count them: after composition."""
OWN = 6
"""So many characters at least must be left when login, name and the words of the house are taken out."""
PERIOD = 6
RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
LIST = """
1314520131452 5201314520131 a123456789a1 a1b2c3d4e5f6 aa123456789a abc123abc123 abcd1234abcd adminadminadmin
administrator administrator1 baseball1234 changeme1234 changemechangeme computer1234 correcthorsebatterystaple
defaultpassword dragon123456 football1234 guangdong123 hongkong1234 hongkonghongkong iloveyou1234
iloveyouforever internet1234 jiangmen1234 jiangmen2024 jiangmen2025 jiangmen2026 letmein12345 letmeinletmein
macaomacao123 macaumacau123 monkeymonkey123 mypassword123 mypassword1234 p@ssw0rd1234 p@ssw0rd12345
p@ssword1234 pa$$w0rd1234 passw0rd1234 passw0rd12345 password1234 password1234! password12345 password123456
password@123 password@1234 passwordpassword princess1234 q1w2e3r4t5y6 qazwsxedcrfv qwer1234asdf qwerasdfzxcv
qwerty123456 qwerty1234567 qwertyqwerty rootrootroot secretsecret starwars1234 sunshine1234 superman1234
superuser123 trustno1trustno1 welcome12345 welcome123456 welcometothe whatever1234 woaini1314520 woaini520520
woaini521521 woaizhongguo zaq12wsxcde3 zxcvbnm123456
"""
TRIED_FIRST = frozenset(LIST.split())
"""Of the lists of passwords that were stolen most often, those of twelve characters and more, folded."""


class Weakness(StrEnum):
    """Why a password is not accepted."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    NEAR = "near"


class Passwords:
    """Hashes and verifies; the defaults are RFC 9106's second recommendation (3 passes, 64 MiB, 4 lanes)."""

    def __init__(self, *, passes: int = 3, memory_kib: int = 65536, lanes: int = 4) -> None:
        self._hasher = argon2.PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """The hash to keep. Raises ValueError for an empty or far too long password."""
        if not 0 < len(password) <= LONGEST:
            raise ValueError("a password of 1 to 256 characters is needed")
        return self._hasher.hash(_one_form(password))

    def verify(self, kept: str | None, password: str) -> bool:
        """Whether it is the password; takes as long when there is no such person (`kept` is None)."""
        try:
            self._hasher.verify(self._nobody if kept is None else kept, _one_form(password[:LONGEST]))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None and len(password) <= LONGEST

    def needs_rehash(self, kept: str) -> bool:
        """Whether the hash was made with weaker parameters than are used now."""
        return self._hasher.check_needs_rehash(kept)


def weakness(password: str, near: Iterable[str] = ()) -> Weakness | None:
    """Why this password is not accepted, or None. `near`: words of its owner, login and name, and of the house."""
    plain = _one_form(password)
    if len(plain) < SHORTEST:
        return Weakness.SHORT
    if len(plain) > LONGEST:
        return Weakness.LONG
    folded = unicodedata.normalize("NFKC", plain).casefold()
    if folded in TRIED_FIRST or _repeats(folded) or _runs(folded):
        return Weakness.COMMON
    left = folded
    for word in sorted((each.casefold() for each in near if len(each) > 1), key=len, reverse=True):
        left = left.replace(word, "")
    return Weakness.NEAR if len(left) < OWN and left != folded else None


def _repeats(folded: str) -> bool:
    """Whether it is one short piece again and again: `aaaaaaaaaaaa`, `abc123abc123`."""
    return any(folded == (folded[:size] * len(folded))[: len(folded)] for size in range(1, PERIOD + 1))


def _runs(folded: str) -> bool:
    """Whether it is a stretch of the alphabet, of the digits or of the keyboard, to and fro."""
    return any(folded in run * 2 or folded[::-1] in run * 2 for run in RUNS)


def _one_form(password: str) -> str:
    """NFC, so that é is é on every keyboard (RFC 8265, OpaqueString)."""
    return unicodedata.normalize("NFC", password)
