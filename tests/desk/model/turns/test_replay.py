"""The ledger alone tells who stood where, and at each call who was passed over and why."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.model.chain import Entry
from desk.model.turns.replay import Call, Replay, Why, calls

NOW = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)


def fact(position: int, ticket: str, state: str = "waiting", *, minutes: float = 0, **told: str) -> Entry:
    """The turn stands so many minutes after NOW; the fact is of its position in seconds after NOW."""
    stands = (NOW + timedelta(minutes=minutes)).isoformat()
    data = {"state": state, "line": "a", "stands_at": stands, "reason": "", "clerk": "", "kept_until": ""}
    return Entry(
        position=position,
        at=NOW + timedelta(seconds=position),
        tag="ticket.moved",
        subject=ticket,
        actor="desk",
        zone_id="z",
        visit_id="",
        case_id="",
        data=data | told,
    )


def serves(_clerk: str, line: str) -> bool:
    return line == "a"


def played(*entries: Entry) -> list[Call]:
    return calls(entries, serves)


def passed(*entries: Entry) -> list[tuple[str, str, str]]:
    """Who the only call passed: who, why, and by which reason."""
    (call,) = played(*entries)
    return [(each.ticket_id, each.why, each.reason) for each in call.passed]


def test_the_earlier_place_goes_first_and_of_one_place_the_lower_id() -> None:
    replay = Replay(serves)
    for entry in (fact(1, "c"), fact(2, "b"), fact(3, "a", minutes=1), fact(4, "d", minutes=-1)):
        replay.read(entry)
    assert replay.order() == ["d", "b", "c", "a"]


def test_who_is_called_is_not_in_line() -> None:
    replay = Replay(serves)
    for entry in (fact(1, "a"), fact(2, "a", "called", clerk="c")):
        replay.read(entry)
    assert replay.order() == []


def test_a_line_has_those_who_stand_in_it() -> None:
    replay = Replay(serves)
    for entry in (fact(1, "x"), fact(2, "y", line="b")):
        replay.read(entry)
    assert (replay.order("a"), replay.order("b")) == (["x"], ["y"])


def test_the_first_of_the_line_passes_nobody() -> None:
    assert passed(fact(1, "a"), fact(2, "b", minutes=1), fact(3, "a", "called", clerk="c")) == []


def test_who_goes_first_by_class_carries_the_reason() -> None:
    care = fact(2, "b", minutes=-30, reason="care")
    called = fact(3, "b", "called", minutes=-30, reason="care", clerk="c")
    assert passed(fact(1, "a"), care, called) == [("a", Why.CLASS, "care")]


def test_who_stands_in_a_line_that_the_clerk_does_not_serve_is_passed() -> None:
    entries = fact(1, "a", line="b"), fact(2, "b", minutes=1), fact(3, "b", "called", minutes=1, clerk="c")
    assert passed(*entries) == [("a", Why.OTHER_LINE, "")]


def test_who_is_kept_for_another_clerk_is_passed() -> None:
    kept = (NOW + timedelta(minutes=2)).isoformat()
    entries = fact(1, "a", clerk="d", kept_until=kept), fact(2, "b"), fact(3, "b", "called", clerk="c")
    assert passed(*entries) == [("a", Why.KEPT, "")]


@pytest.mark.parametrize(("clerk", "seconds"), [("c", 120), ("d", 3)])
def test_who_is_kept_for_this_clerk_or_no_longer_is_not_passed_by_right(clerk: str, seconds: int) -> None:
    kept = (NOW + timedelta(seconds=seconds)).isoformat()
    entries = fact(1, "a", clerk=clerk, kept_until=kept), fact(2, "b"), fact(3, "b", "called", clerk="c")
    assert passed(*entries) == [("a", Why.MOVING, "")]


def test_an_offer_taken_is_no_call_out_of_the_line() -> None:
    assert played(fact(1, "a"), fact(2, "a", "offered", clerk="c"), fact(3, "a", "called", clerk="c")) == []


def test_facts_that_tell_no_place_are_passed_by() -> None:
    other = Entry(
        position=1, at=NOW, tag="ticket.printed", subject="a", actor="", zone_id="", visit_id="", case_id="", data={}
    )
    assert Replay(serves).read(other) is None


def test_a_spoilt_entry_is_refused() -> None:
    with pytest.raises(ValueError, match="royal"):
        Replay(serves).read(fact(1, "a", "royal"))
