"""Passwords of staff, kept as argon2id hashes.

Hashing takes tens of milliseconds and 64 MiB by design: an asynchronous caller runs it in a thread.
"""

from __future__ import annotations

import secrets
import unicodedata

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 256
"""Characters; a longer one is refused unread, so that nobody makes us hash megabytes."""


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


def _one_form(password: str) -> str:
    """NFC, so that é is é on every keyboard (RFC 8265, OpaqueString)."""
    return unicodedata.normalize("NFC", password)
