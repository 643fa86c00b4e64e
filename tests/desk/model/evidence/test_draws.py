"""A draw is the same for whoever draws it, depends on its seed alone, and lets nobody review themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.model.evidence import draws
from desk.model.evidence.draws import Candidate, Pick, Pool

NOW = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
STAFF = st.sampled_from(["a", "b", "c", "d"])
POOLS = st.builds(
    lambda sat, reviewers: Pool(
        candidates=tuple(
            Candidate(session_id=f"s{number}", sat=tuple(sorted(each))) for number, each in enumerate(sat)
        ),
        reviewers=tuple(sorted(reviewers)),
    ),
    st.lists(st.sets(STAFF, min_size=1), max_size=12),
    st.sets(STAFF),
)

VECTOR = (
    Pick(session_id="s4", reviewer_id="c"),
    Pick(session_id="s0", reviewer_id="b"),
    Pick(session_id="s2", reviewer_id="b"),
)


def test_the_draw_of_a_seed_is_this_one() -> None:
    """For other programs: lots are SHA-256 over seed, session and reviewer with a line feed between."""
    pool = Pool(
        candidates=tuple(Candidate(session_id=f"s{number}", sat=("a",)) for number in range(5)),
        reviewers=("a", "b", "c"),
    )
    assert draws.draw("00" * 32, pool, 3) == VECTOR


@given(POOLS, st.integers(1, 12), st.text())
def test_nobody_reviews_a_meeting_they_sat_in(pool: Pool, count: int, seed: str) -> None:
    sat = {candidate.session_id: candidate.sat for candidate in pool.candidates}
    assert all(pick.reviewer_id not in sat[pick.session_id] for pick in draws.draw(seed, pool, count))


@given(POOLS, st.integers(1, 12), st.text())
def test_the_order_of_the_pool_does_not_matter(pool: Pool, count: int, seed: str) -> None:
    turned = Pool(candidates=pool.candidates[::-1], reviewers=pool.reviewers[::-1])
    assert draws.draw(seed, turned, count) == draws.draw(seed, pool, count)


@given(POOLS, st.integers(1, 12), st.text())
def test_no_meeting_is_drawn_twice_and_no_more_than_asked(pool: Pool, count: int, seed: str) -> None:
    drawn = [pick.session_id for pick in draws.draw(seed, pool, count)]
    assert len(drawn) == len(set(drawn)) <= count


def test_reviewers_have_as_many_as_each_other() -> None:
    pool = Pool(
        candidates=tuple(Candidate(session_id=f"s{number}", sat=("x",)) for number in range(9)),
        reviewers=("a", "b", "c"),
    )
    drawn = [pick.reviewer_id for pick in draws.draw("seed", pool, 9)]
    assert sorted(drawn) == ["a"] * 3 + ["b"] * 3 + ["c"] * 3


@pytest.mark.parametrize(
    ("day", "count", "may"),
    [
        (date(2026, 11, 21), 5, False),
        (date(2026, 11, 22), 5, True),
        (date(2026, 12, 21), 5, True),
        (date(2026, 12, 30), 5, False),
        (date(2026, 11, 22), 0, False),
        (date(2026, 11, 22), 101, False),
    ],
    ids=["today", "tomorrow", "in-a-month", "too-far", "none", "too-many"],
)
def test_only_a_day_whose_seal_cannot_be_known_may_be_named(day: date, count: int, may: bool) -> None:
    assert draws.may_announce(day, count, NOW) is may


def test_a_day_begins_at_midnight_of_the_zones() -> None:
    assert draws.begins(date(2026, 11, 22)) == datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
    assert draws.begins(date(2026, 11, 22)) - NOW < timedelta(hours=10)
