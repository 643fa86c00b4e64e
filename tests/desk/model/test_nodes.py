"""Which media node a room is placed on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from desk.model.nodes import STALE, UNLINKED, Node, State, least_loaded

NOW = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)


def node(name: str, legs: int = 0, state: State = State.OPEN, age: timedelta = timedelta()) -> Node:
    return Node(name=name, legs=legs, state=state, seen_at=NOW - age)


def chosen(*nodes: Node, **coming: int) -> str:
    found = least_loaded(nodes, coming, NOW)
    return found.name if found else ""


def test_the_one_with_the_fewest_legs_is_chosen() -> None:
    assert chosen(node("one", 3), node("two", 2), node("three", 4)) == "two"


def test_rooms_that_were_just_placed_count() -> None:
    assert chosen(node("one", 3), node("two", 2), two=2) == "one"


def test_of_equals_the_first_by_name_is_chosen() -> None:
    assert chosen(node("two"), node("one")) == "one"


def test_one_that_drains_is_not_chosen() -> None:
    assert chosen(node("one", 9), node("two", 0, State.DRAINING)) == "one"


def test_one_that_gave_no_sign_of_life_is_not_chosen() -> None:
    assert chosen(node("one", 9), node("two", age=STALE)) == "one"


def test_one_whose_connection_ended_is_soon_gone() -> None:
    assert not replace(node("one", age=UNLINKED), linked=False).is_alive(NOW)


def test_one_that_is_just_connecting_again_is_alive() -> None:
    assert replace(node("one"), linked=False).is_alive(NOW)


def test_with_none_there_is_none() -> None:
    assert chosen(node("one", age=STALE)) == ""
