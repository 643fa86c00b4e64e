"""Who is shown where: slots are kept while people come and go."""

import pytest

from webrtc.slots import place, place_people


def test_whoever_comes_takes_the_first_free_slot() -> None:
    assert place(["a", "b"], (), 3) == ("a", "b", None)


def test_whoever_stays_keeps_their_slot() -> None:
    assert place(["b"], ("a", "b", None), 3) == (None, "b", None)


def test_whoever_comes_takes_the_slot_that_was_left() -> None:
    assert place(["b", "c"], ("a", "b", None), 3) == ("c", "b", None)


def test_of_too_many_the_last_go_without() -> None:
    assert place(["a", "b", "c"], (), 2) == ("a", "b")


def test_one_who_comes_before_others_takes_the_slot_of_the_last() -> None:
    assert place(["a", "new", "b", "c"], ("a", "b", "c"), 3) == ("a", "b", "new")


def test_no_slot_holds_nobody() -> None:
    assert place(["a"], (), 0) == ()


def test_the_main_persons_slot_stays_empty_while_they_are_away() -> None:
    assert place_people(["a", "b"], (), 3, first=None) == (None, "a", "b")


def test_the_main_person_comes_into_the_first_slot() -> None:
    assert place_people(["main", "a"], (None, "a", None), 3, first="main") == ("main", "a", None)


@pytest.mark.parametrize("first", [None, "main"])
def test_where_there_is_one_slot_the_first_of_all_has_it(first: str | None) -> None:
    assert place_people([*filter(None, [first]), "a"], (), 1, first=first) == (first or "a",)
