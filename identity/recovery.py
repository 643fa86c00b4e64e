"""Recovery codes: ten single-use codes of 80 bits, for whoever has lost their authenticator.

Written in Crockford's base 32 without the letters that are mistaken for digits, in groups of four. The caller keeps
each as a keyed hash only, and marks it used by compare-and-set before believing it. As NIST SP 800-63B, 5.1.2 asks of
look-up secrets, each is used once; with 80 bits none can be guessed, and so none needs a slow hash.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
COUNT = 10
BYTES = 10
LENGTH = BYTES * 8 // 5
GROUP = 4
MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", "u": "v"})


def new_codes(chance: Callable[[int], bytes]) -> tuple[str, ...]:
    """Ten codes in their canonical form, 16 characters each: what is hashed and kept."""
    return tuple(_written(int.from_bytes(chance(BYTES))) for _ in range(COUNT))


def shown(code: str) -> str:
    """A code as it is printed: `ab12-cd34-ef56-gh78`."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def canonical(typed: str) -> str:
    """What was typed in canonical form; empty where it cannot be a recovery code."""
    plain = unicodedata.normalize("NFKC", typed[:64]).lower()
    code = "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Pd").translate(MISREAD)
    return code if len(code) == LENGTH and all(c in ALPHABET for c in code) else ""


def _written(value: int) -> str:
    return "".join(ALPHABET[value >> shift & 31] for shift in range((LENGTH - 1) * 5, -1, -5))
