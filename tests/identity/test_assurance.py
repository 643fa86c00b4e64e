"""Assurance: what a recognition is worth, over everything that can be said of one; demanded and had."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import chain, combinations, product

import pytest

from identity.assurance import (
    BODILY,
    ORDER,
    Assurance,
    Demand,
    Factor,
    Grade,
    Level,
    Method,
    Proofing,
    Reason,
    level_of,
    unmet,
)

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SUBSETS = [
    frozenset(each) for each in chain.from_iterable(combinations(Factor, size) for size in range(len(Factor) + 1))
]
EVERY = list(product(Method, Proofing, SUBSETS))
KEYS = frozenset({Factor.KNOWLEDGE, Factor.POSSESSION})
SEEN = frozenset({Factor.DOCUMENT_SEEN, Factor.WITNESS})
SEEN_BY_TWO = SEEN | {Factor.SECOND_WITNESS}

WORTH = {
    "password-of-anybody": (Method.PROVIDER, Proofing.SELF_ASSERTED, {Factor.KNOWLEDGE}, Level.LOW),
    "two-factors-of-anybody": (Method.PROVIDER, Proofing.SELF_ASSERTED, KEYS, Level.LOW),
    "password-proofed-in-person": (Method.PROVIDER, Proofing.IN_PERSON, {Factor.KNOWLEDGE}, Level.LOW),
    "two-factors-proofed-from-afar": (Method.PROVIDER, Proofing.REMOTE, KEYS, Level.SUBSTANTIAL),
    "two-factors-proofed-in-person": (Method.PROVIDER, Proofing.IN_PERSON, KEYS, Level.HIGH),
    "device-opened-by-face": (Method.PROVIDER, Proofing.IN_PERSON, {Factor.POSSESSION, Factor.FACE}, Level.HIGH),
    "password-and-face": (Method.PROVIDER, Proofing.IN_PERSON, {Factor.KNOWLEDGE, Factor.FACE}, Level.LOW),
    "face-and-finger": (Method.PROVIDER, Proofing.IN_PERSON, BODILY, Level.NONE),
    "document-that-nobody-saw": (Method.ASSISTED, Proofing.IN_PERSON, {Factor.DOCUMENT_SEEN}, Level.NONE),
    "seen-by-one": (Method.ASSISTED, Proofing.IN_PERSON, SEEN, Level.LOW),
    "seen-by-two": (Method.ASSISTED, Proofing.IN_PERSON, SEEN_BY_TWO, Level.SUBSTANTIAL),
    "seen-by-the-second-alone": (
        Method.ASSISTED, Proofing.IN_PERSON, {Factor.DOCUMENT_SEEN, Factor.SECOND_WITNESS}, Level.NONE,
    ),
    "seen-from-afar": (Method.ASSISTED, Proofing.REMOTE, SEEN_BY_TWO, Level.NONE),
    "witnesses-told-by-a-provider": (Method.PROVIDER, Proofing.IN_PERSON, SEEN_BY_TWO, Level.NONE),
}  # fmt: skip


@pytest.mark.parametrize(("method", "proofing", "factors", "level"), WORTH.values(), ids=WORTH)
def test_what_was_done_is_worth(method: Method, proofing: Proofing, factors: set[Factor], level: Level) -> None:
    assert level_of(method, proofing, frozenset(factors)) is level


def test_a_face_alone_is_worth_nothing() -> None:
    worth = {level_of(method, proofing, {Factor.FACE}) for method, proofing in product(Method, Proofing)}
    assert worth == {Level.NONE}


def test_nothing_bodily_adds_to_what_holds_no_thing_the_person_has() -> None:
    without = [row for row in EVERY if Factor.POSSESSION not in row[2]]
    assert all(level_of(*row) is level_of(row[0], row[1], row[2] - BODILY) for row in without)


def test_more_factors_are_never_worth_less() -> None:
    assert all(
        level_of(method, proofing, factors | {more}).meets(level_of(method, proofing, factors))
        for method, proofing, factors in EVERY
        for more in Factor
    )


def test_assisted_is_never_high() -> None:
    assert all(level_of(*row) is not Level.HIGH for row in EVERY if row[0] is Method.ASSISTED)


def test_high_needs_proofing_in_person_and_two_factors() -> None:
    high = [row for row in EVERY if level_of(*row) is Level.HIGH]
    assert high
    assert all(row[1] is Proofing.IN_PERSON and Factor.POSSESSION in row[2] for row in high)
    assert all((row[2] - {Factor.POSSESSION}) & (BODILY | {Factor.KNOWLEDGE}) for row in high)


def test_who_was_never_proofed_is_nobody() -> None:
    assert {level_of(*row) for row in EVERY if row[1] is Proofing.NONE} == {Level.NONE}


def test_a_grade_is_worth_what_was_done() -> None:
    assert Grade(proofing=Proofing.REMOTE, factors=KEYS).level is Level.SUBSTANTIAL


def had(
    method: Method = Method.PROVIDER,
    proofing: Proofing = Proofing.REMOTE,
    factors: frozenset[Factor] = KEYS,
    *,
    minutes: int = 0,
    proofed_days: int | None = None,
) -> Assurance:
    proofed = None if proofed_days is None else NOW - timedelta(days=proofed_days)
    return Assurance(
        method=method,
        proofing=proofing,
        factors=factors,
        verified_at=NOW - timedelta(minutes=minutes),
        proofed_at=proofed,
    )


HOUR = timedelta(hours=1)
DEMAND = Demand(level=Level.SUBSTANTIAL, within=HOUR)
HIGHEST = Demand(level=Level.HIGH, within=HOUR)
LATELY = Demand(level=Level.SUBSTANTIAL, within=HOUR, proofed_within=timedelta(days=365))
BY_FACE_TOO = Demand(level=Level.SUBSTANTIAL, within=HOUR, factors_needed=frozenset({Factor.FACE}))

ROWS = {
    "just-enough": (had(minutes=60), DEMAND, None),
    "more-than-enough": (had(proofing=Proofing.IN_PERSON), DEMAND, None),
    "too-low": (had(factors=frozenset({Factor.KNOWLEDGE})), DEMAND, Reason.TOO_LOW),
    "too-old": (had(minutes=61), DEMAND, Reason.TOO_OLD),
    "from-the-future": (had(minutes=-1), DEMAND, Reason.TOO_OLD),
    "face-alone": (had(proofing=Proofing.IN_PERSON, factors=frozenset({Factor.FACE})), DEMAND, Reason.FACE_ALONE),
    "seen-by-one": (had(Method.ASSISTED, Proofing.IN_PERSON, SEEN), DEMAND, Reason.WITNESS_MISSING),
    "seen-by-two": (had(Method.ASSISTED, Proofing.IN_PERSON, SEEN_BY_TWO), DEMAND, None),
    "seen-by-one-for-high": (had(Method.ASSISTED, Proofing.IN_PERSON, SEEN), HIGHEST, Reason.ASSISTED_TOO_LOW),
    "seen-by-two-for-high": (had(Method.ASSISTED, Proofing.IN_PERSON, SEEN_BY_TWO), HIGHEST, Reason.ASSISTED_TOO_LOW),
    "proofed-lately": (had(proofed_days=365), LATELY, None),
    "proofed-long-ago": (had(proofed_days=366), LATELY, Reason.PROOFING_TOO_OLD),
    "proofed-nobody-knows-when": (had(), LATELY, Reason.PROOFING_TOO_OLD),
    "a-factor-is-missing": (had(), BY_FACE_TOO, Reason.FACTOR_MISSING),
    "every-factor-is-there": (had(factors=KEYS | {Factor.FACE}), BY_FACE_TOO, None),
}


@pytest.mark.parametrize(("have", "demand", "reason"), ROWS.values(), ids=ROWS)
def test_a_demand_is_met_or_says_why_not(have: Assurance, demand: Demand, reason: Reason | None) -> None:
    assert unmet(have, demand, NOW) is reason


def test_who_was_not_recognised_meets_no_demand() -> None:
    assert unmet(None, DEMAND, NOW) is Reason.NOT_RECOGNISED


def test_who_was_not_recognised_may_do_what_demands_nothing() -> None:
    assert unmet(None, Demand(level=Level.NONE, within=timedelta(0)), NOW) is None


def test_every_level_has_its_place() -> None:
    assert set(ORDER) == set(Level)
