"""The life of a one-time code."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity import errors
from identity.codes import MOVES, TRIES, Challenge, Codes, Move, Purpose, State, dump, hotp, load, step

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LATER = timedelta(minutes=4, seconds=59)
CONTENT = b"the exact content confirmed"
PHONE = Purpose(subject="a visit", name="visit.phone", content=CONTENT)


@pytest.fixture
def codes() -> Codes:
    return Codes(bytes(range(32)), token_bytes)


def wrong(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def after_misses(codes: Codes, challenge: Challenge, code: str, misses: int) -> Challenge:
    for _ in range(misses):
        challenge = codes.check(challenge, wrong(code), PHONE, NOW).challenge
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
    issued = codes.issue(PHONE, NOW)
    answer = codes.check(issued.challenge, typed.format(issued.code), PHONE, NOW + LATER)
    assert answer.accepted
    assert answer.challenge.state is State.USED


def test_full_width_digits_and_a_gap_are_accepted(codes: Codes) -> None:
    issued = codes.issue(PHONE, NOW)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in issued.code)
    typed = f"{wide[:3]}\u3000{wide[3:]}"
    assert codes.check(issued.challenge, typed, PHONE, NOW).accepted


@pytest.mark.parametrize("misses", range(1, TRIES))
def test_a_wrong_code_tells_the_tries_left(codes: Codes, misses: int) -> None:
    issued = codes.issue(PHONE, NOW)
    challenge = after_misses(codes, issued.challenge, issued.code, misses - 1)
    refusal = codes.check(challenge, wrong(issued.code), PHONE, NOW).refusal
    assert isinstance(refusal, errors.WrongCode)
    assert refusal.tries_left == TRIES - misses


LIVES: dict[str, tuple[Callable[[Challenge], Challenge], timedelta, Purpose, type[errors.CodeError]]] = {
    "used-again": (lambda c: replace(c, state=State.USED), timedelta(0), PHONE, errors.CodeUsed),
    "locked": (lambda c: replace(c, state=State.LOCKED), timedelta(0), PHONE, errors.CodeLocked),
    "five-minutes-old": (lambda c: c, timedelta(minutes=5), PHONE, errors.CodeExpired),
    "another-purpose": (lambda c: c, timedelta(0), replace(PHONE, name="case.confirm"), errors.CodeForAnother),
    "another-subject": (lambda c: c, timedelta(0), replace(PHONE, subject="another"), errors.CodeForAnother),
    "other-content": (lambda c: c, timedelta(0), replace(PHONE, content=b"."), errors.CodeForAnother),
    "seal-altered": (lambda c: replace(c, seal=bytes(32)), timedelta(0), PHONE, errors.WrongCode),
    "purpose-altered": (
        lambda c: replace(c, purpose="case.confirm"),
        timedelta(0),
        replace(PHONE, name="case.confirm"),
        errors.WrongCode,
    ),
    "subject-altered": (
        lambda c: replace(c, subject="another"),
        timedelta(0),
        replace(PHONE, subject="another"),
        errors.WrongCode,
    ),
}


@pytest.mark.parametrize("life", LIVES)
def test_the_right_code_is_refused_when(codes: Codes, life: str) -> None:
    change, age, purpose, error = LIVES[life]
    issued = codes.issue(PHONE, NOW)
    answer = codes.check(change(issued.challenge), issued.code, purpose, NOW + age)
    assert type(answer.refusal) is error


@given(typed=st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_no_code_answers_a_decoy(typed: str) -> None:
    codes = Codes(bytes(32), token_bytes)
    assert isinstance(codes.check(codes.decoy(PHONE, NOW), typed, PHONE, NOW).refusal, errors.WrongCode)


def test_a_decoy_looks_like_any_other(codes: Codes) -> None:
    decoy, real = codes.decoy(PHONE, NOW), codes.issue(PHONE, NOW).challenge
    assert replace(decoy, salt=real.salt, seal=real.seal) == real
    assert (len(decoy.salt), len(decoy.seal)) == (len(real.salt), len(real.seal))


def test_a_challenge_from_before_subjects_is_answered_by_no_code(codes: Codes) -> None:
    issued = codes.issue(PHONE, NOW)
    older = json.loads(dump(issued.challenge))
    del older["subject"]
    answer = codes.check(load(json.dumps(older)), issued.code, PHONE, NOW)
    assert isinstance(answer.refusal, errors.CodeForAnother)


def test_the_fifth_wrong_code_locks_even_against_the_right_one(codes: Codes) -> None:
    issued = codes.issue(PHONE, NOW)
    challenge = after_misses(codes, issued.challenge, issued.code, TRIES)
    answer = codes.check(challenge, issued.code, PHONE, NOW)
    assert challenge.state is State.LOCKED
    assert isinstance(answer.refusal, errors.CodeLocked)


def test_another_key_does_not_know_the_code(codes: Codes) -> None:
    issued = codes.issue(PHONE, NOW)
    answer = Codes(bytes(32), token_bytes).check(issued.challenge, issued.code, PHONE, NOW)
    assert isinstance(answer.refusal, errors.WrongCode)


def test_what_is_kept_does_not_hold_the_code(codes: Codes) -> None:
    issued = codes.issue(PHONE, NOW)
    assert issued.code not in repr(issued)
    assert issued.code not in repr(issued.challenge)


def test_a_challenge_is_kept_and_read_again(codes: Codes) -> None:
    challenge = codes.issue(PHONE, NOW).challenge
    assert load(dump(challenge)) == challenge


@given(typed=st.lists(st.sampled_from(["right", "wrong"]), max_size=8))
def test_each_change_has_a_greater_version(typed: list[str]) -> None:
    codes = Codes(bytes(32), token_bytes)
    issued = codes.issue(PHONE, NOW)
    challenge = issued.challenge
    for word in typed:
        code = issued.code if word == "right" else wrong(issued.code)
        kept = codes.check(challenge, code, PHONE, NOW).challenge
        assert kept == challenge or kept.version > challenge.version
        challenge = kept


@pytest.mark.parametrize(("state", "move"), [(s, m) for s in State for m in Move if (s, m) not in MOVES], ids=str)
def test_a_closed_challenge_does_not_move(state: State, move: Move) -> None:
    with pytest.raises(ValueError, match=f"{state} cannot {move}"):
        step(state, move)


def test_a_naive_time_is_refused(codes: Codes) -> None:
    with pytest.raises(ValueError, match="aware"):
        codes.issue(PHONE, NOW.replace(tzinfo=None))
