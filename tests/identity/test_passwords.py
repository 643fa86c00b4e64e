"""Passwords of staff."""

from __future__ import annotations

import pytest

from identity.passwords import LONGEST, Passwords, Weakness, weakness


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords(passes=1, memory_kib=64, lanes=1)


def test_the_password_is_verified(passwords: Passwords) -> None:
    assert passwords.verify(passwords.hash("clavis aurea 鑰匙"), "clavis aurea 鑰匙")


def test_composed_and_decomposed_accents_are_one_password(passwords: Passwords) -> None:
    assert passwords.verify(passwords.hash("conceic\u0327a\u0303o"), "concei\u00e7\u00e3o")


@pytest.mark.parametrize("typed", ["", "clavis", "Clavis aurea", "clavis aurea" + "a" * LONGEST])
def test_another_password_is_refused(passwords: Passwords, typed: str) -> None:
    assert not passwords.verify(passwords.hash("clavis aurea"), typed)


def test_a_long_password_is_not_cut(passwords: Passwords) -> None:
    assert not passwords.verify(passwords.hash("a" * LONGEST), "a" * (LONGEST + 1))


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
def test_nobody_has_no_password(passwords: Passwords, kept: str | None) -> None:
    assert not passwords.verify(kept, "clavis aurea")


def test_hashes_are_argon2id_and_salted(passwords: Passwords) -> None:
    first, second = passwords.hash("same"), passwords.hash("same")
    assert first.startswith("$argon2id$")
    assert first != second


def test_a_weaker_hash_is_to_be_made_anew(passwords: Passwords) -> None:
    kept = passwords.hash("same")
    assert not passwords.needs_rehash(kept)
    assert Passwords(passes=2, memory_kib=64, lanes=1).needs_rehash(kept)


@pytest.mark.parametrize("password", ["", "a" * (LONGEST + 1)])
def test_no_password_and_an_endless_one_are_refused(passwords: Passwords, password: str) -> None:
    with pytest.raises(ValueError):
        passwords.hash(password)


WEAK = {
    "eleven-characters": ("elevenchars", Weakness.SHORT),
    "eleven-with-combining-accents": ("e\u0301" * 11, Weakness.SHORT),
    "far-too-long": ("ab" * 129, Weakness.LONG),
    "tried-first": ("password1234", Weakness.COMMON),
    "tried-first-in-capitals": ("PassWord1234", Weakness.COMMON),
    "tried-first-in-full-width": ("ｐａｓｓｗｏｒｄ1234", Weakness.COMMON),
    "one-letter": ("a" * 14, Weakness.COMMON),
    "one-piece-again-and-again": ("abc123abc123ab", Weakness.COMMON),
    "along-the-alphabet": ("cdefghijklmnop", Weakness.COMMON),
    "along-the-keyboard-backwards": ("lkjhgfdsapoiuy", Weakness.COMMON),
    "along-the-digits": ("345678901234", Weakness.COMMON),
    "the-login-and-a-year": ("chan.taiman2026", Weakness.NEAR),
    "the-name-and-the-house": ("Desk示範一號desk1", Weakness.NEAR),
}
GOOD = ["four words of mine", "kb4e-9x2m-q7wz", "密码也可以是一句完整的中文话", "ção-única-de-12"]


@pytest.mark.parametrize("case", WEAK)
def test_what_is_tried_first_is_refused(case: str) -> None:
    password, weak = WEAK[case]
    assert weakness(password, ("chan.taiman", "示範一號", "desk")) is weak


@pytest.mark.parametrize("password", GOOD)
def test_any_other_is_accepted_whatever_it_is_made_of(password: str) -> None:
    assert weakness(password, ("chan.taiman", "示範一號", "desk")) is None
