"""The published check-digit rules: the part of a number before its check digit in, the check digit out."""

from __future__ import annotations

HKID_VALUES = {char: value for value, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ ")}
"""Digits for themselves, A = 10 to Z = 35, a blank = 36."""

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: 31 characters, without I, O, S, V, Z."""


def hkid(body: str) -> str:
    """One or two letters and six digits → 0–9 or A. Weights 9…2, the check digit's own is 1, modulo 11."""
    total = sum(weight * HKID_VALUES[char] for weight, char in zip(range(9, 1, -1), body.rjust(8), strict=True))
    return "0123456789A"[-total % 11]


def resident(body: str) -> str:
    """Seventeen digits → 0–9 or X. GB 11643-1999, ISO/IEC 7064 MOD 11-2."""
    total = 0
    for digit in body:
        total = (total + int(digit)) * 2 % 11
    return "0123456789X"[(12 - total) % 11]


def credit_code(body: str) -> str:
    """Seventeen characters of USCC_ALPHABET → one more. GB 32100-2015: weights are powers of 3, modulo 31."""
    total = sum(USCC_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return USCC_ALPHABET[-total % 31]
