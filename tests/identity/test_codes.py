"""The life of a one-time code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity import errors
from identity.codes import MOVES, TRIES, Challenge, Codes, Move, State, dump, hotp, load, step

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LATER = timedelta(minutes=4, seconds=59)
CONTENT = b"the exact content confirmed"


@pytest.fixture
def codes() -> Codes:
    return Codes(bytes(range(32)), token_bytes)


def wrong(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def after_misses(codes: Codes, challenge: Challenge, code: str, misses: int) -> Challenge:
    for _ in range(misses):
        challenge = codes.check(challenge, wrong(code), "visit.phone", CONTENT, NOW).challenge
    return challenge


@pytest.mark.parametrize(
    ("counter", "code"),
    list(
        enumerate(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"])
    ),
)
def test_hotp_agrees_with_rfc_4226(counter: int, code: str) -> None:
    assert hotp(b"12345678901234567890", counter) == code


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\u200b"])
def test_the_right_code_is_accepted(codes: Codes, typed: str) -> None:
    issued = codes.issue("visit.phone", CONTENT, NOW)
    answer = codes.check(issued.challenge, typed.format(issued.code), "visit.phone", CONTENT, NOW + LATER)
    assert answer.accepted
    assert answer.challenge.state is State.USED


def test_full_width_digits_and_a_gap_are_accepted(codes: Codes) -> None:
    issued = codes.issue("visit.phone", CONTENT, NOW)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in issued.code)
    typed = f"{wide[:3]}\u3000{wide[3:]}"
    assert codes.check(issued.challenge, typed, "visit.phone", CONTENT, NOW).accepted


@pytest.mark.parametrize("misses", range(1, TRIES))
def test_a_wrong_code_tells_the_tries_left(codes: Codes, misses: int) -> None:
    issued = codes.issue("visit.phone", CONTENT, NOW)
    challenge = after_misses(codes, issued.challenge, issued.code, misses - 1)
    refusal = codes.check(challenge, wrong(issued.code), "visit.phone", CONTENT, NOW).refusal
    assert isinstance(refusal, errors.WrongCode)
    assert refusal.tries_left == TRIES - misses


LIVES: dict[
    str, tuple[Callable[[Challenge], Challenge], timedelta, str, bytes, type[errors.CodeError]]
] = {
    "used-again": (lambda c: replace(c, state=State.USED), timedelta(0), "visit.phone", CONTENT, errors.CodeUsed),
    "locked": (lambda c: replace(c, state=State.LOCKED), timedelta(0), "visit.phone", CONTENT, errors.CodeLocked),
    "five-minutes-old": (lambda c: c, timedelta(minutes=5), "visit.phone", CONTENT, errors.CodeExpired),
    "another-purpose": (lambda c: c, timedelta(0), "case.confirm", CONTENT, errors.CodeForAnother),
    "other-content": (lambda c: c, timedelta(0), "visit.phone", CONTENT + b".", errors.CodeForAnother),
    "seal-altered": (lambda c: replace(c, seal=bytes(32)), timedelta(0), "visit.phone", CONTENT, errors.WrongCode),
    "purpose-altered": (
        lambda c: replace(c, purpose="case.confirm"), timedelta(0), "case.confirm", CONTENT, errors.WrongCode,
    ),
}  # fmt: skip


@pytest.mark.parametrize("life", LIVES)
def test_the_right_code_is_refused_when(codes: Codes, life: str) -> None:
    change, age, purpose, content, error = LIVES[life]
    issued = codes.issue("visit.phone", CONTENT, NOW)
    answer = codes.check(change(issued.challenge), issued.code, purpose, content, NOW + age)
    assert type(answer.refusal) is error


def test_the_fifth_wrong_code_locks_even_against_the_right_one(codes: Codes) -> None:
    issued = codes.issue("visit.phone", CONTENT, NOW)
    challenge = after_misses(codes, issued.challenge, issued.code, TRIES)
    answer = codes.check(challenge, issued.code, "visit.phone", CONTENT, NOW)
    assert challenge.state is State.LOCKED
    assert isinstance(answer.refusal, errors.CodeLocked)


def test_another_key_does_not_know_the_code(codes: Codes) -> None:
    issued = codes.issue("visit.phone", CONTENT, NOW)
    answer = Codes(bytes(32), token_bytes).check(issued.challenge, issued.code, "visit.phone", CONTENT, NOW)
    assert isinstance(answer.refusal, errors.WrongCode)


def test_what_is_kept_does_not_hold_the_code(codes: Codes) -> None:
    issued = codes.issue("visit.phone", CONTENT, NOW)
    assert issued.code not in repr(issued)
    assert issued.code not in repr(issued.challenge)


def test_a_challenge_is_kept_and_read_again(codes: Codes) -> None:
    challenge = codes.issue("visit.phone", CONTENT, NOW).challenge
    assert load(dump(challenge)) == challenge


@given(typed=st.lists(st.sampled_from(["right", "wrong"]), max_size=8))
def test_each_change_has_a_greater_version(typed: list[str]) -> None:
    codes = Codes(bytes(32), token_bytes)
    issued = codes.issue("visit.phone", CONTENT, NOW)
    challenge = issued.challenge
    for word in typed:
        code = issued.code if word == "right" else wrong(issued.code)
        kept = codes.check(challenge, code, "visit.phone", CONTENT, NOW).challenge
        assert kept == challenge or kept.version > challenge.version
        challenge = kept


@pytest.mark.parametrize(("state", "move"), [(s, m) for s in State for m in Move if (s, m) not in MOVES], ids=str)
def test_a_closed_challenge_does_not_move(state: State, move: Move) -> None:
    with pytest.raises(ValueError, match=f"{state} cannot {move}"):
        step(state, move)


def test_a_naive_time_is_refused(codes: Codes) -> None:
    with pytest.raises(ValueError, match="aware"):
        codes.issue("visit.phone", CONTENT, NOW.replace(tzinfo=None))
