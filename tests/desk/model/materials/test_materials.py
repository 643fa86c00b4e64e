"""A material is asked for, kept page by page, and may be asked for again."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.model.errors import IllegalMove, Missing, TooManyPages
from desk.model.materials.materials import MORE, WHOLE, Material, State, ask, finish, keep, order, remove
from desk.model.materials.pages import Page, Picture, Source, digest

ASKED = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
LATER = ASKED + timedelta(seconds=20)


def page(name: str, leaves: int = 1) -> Page:
    picture = Picture(sha256=name * 64, media_type="image/jpeg", size=1, width=1, height=1, leaves=leaves)
    return Page(id=name, picture=picture, views=(), source=Source.STILL, by="visit:v", kept_at=ASKED)


def material(state: State, *names: str, wanted: str = WHOLE) -> Material:
    pages = tuple(page(name) for name in names)
    return Material(
        id="m", case_id="c", code="identity-document", state=state, moved_at=ASKED, wanted=wanted, pages=pages
    )


def ids(found: Material) -> str:
    return "".join(page.id for page in found.pages)


def test_asked_keep_kept() -> None:
    kept = keep(material(State.ASKED), page("a"), LATER)
    assert (kept.state, kept.pages, kept.moved_at) == (State.KEPT, (page("a"),), LATER)


def test_asked_add_asked_and_more_is_wanted() -> None:
    kept = keep(material(State.ASKED), page("a"), LATER, more=True)
    assert (kept.state, kept.wanted, ids(kept)) == (State.ASKED, MORE, "a")


def test_asked_ask_asked() -> None:
    assert ask(material(State.ASKED), LATER).state is State.ASKED


def test_kept_ask_asked_and_the_older_pages_stay_till_a_new_one_comes() -> None:
    again = ask(material(State.KEPT, "a", "b"), LATER)
    assert (again.state, ids(again)) == (State.ASKED, "ab")
    assert ids(keep(again, page("c"), LATER)) == "c"


def test_kept_keep_refused() -> None:
    with pytest.raises(IllegalMove):
        keep(material(State.KEPT, "a"), page("b"), LATER)


def test_a_further_page_stands_after_those_that_are_there() -> None:
    assert ids(keep(ask(material(State.KEPT, "a", "b"), LATER, MORE), page("c"), LATER)) == "abc"


def test_a_page_that_was_wanted_anew_takes_the_place_of_the_old_one() -> None:
    kept = keep(ask(material(State.KEPT, "a", "b", "c"), LATER, "b"), page("d"), LATER)
    assert (ids(kept), kept.state, kept.wanted) == ("adc", State.KEPT, WHOLE)


def test_a_page_that_is_not_there_is_not_asked_for_anew() -> None:
    with pytest.raises(Missing):
        ask(material(State.KEPT, "a"), LATER, "z")


def test_twenty_pages_are_the_most() -> None:
    full = material(State.ASKED, *"abcdefghijklmnopqrs", wanted=MORE)
    assert len(keep(full, page("t"), LATER).pages) == 20
    with pytest.raises(TooManyPages):
        keep(full, page("t", leaves=2), LATER)


def test_a_full_material_is_not_asked_for_more() -> None:
    with pytest.raises(TooManyPages):
        ask(material(State.KEPT, *"abcdefghijklmnopqrst"), LATER, MORE)


def test_without_a_further_page_what_came_is_the_whole() -> None:
    assert finish(material(State.ASKED, "a", wanted=MORE), LATER).state is State.KEPT


@pytest.mark.parametrize("unfinished", [material(State.ASKED, wanted=MORE), material(State.ASKED, "a")])
def test_nothing_is_finished_before_a_page_came(unfinished: Material) -> None:
    with pytest.raises(Missing):
        finish(unfinished, LATER)


def test_pages_are_put_in_order_and_what_stands_for_them_changes() -> None:
    before = material(State.KEPT, "a", "b")
    after = order(before, ["b", "a"], LATER)
    assert (ids(after), after.state) == ("ba", State.KEPT)
    assert after.digest != before.digest


@pytest.mark.parametrize("wrong", [["a"], ["a", "a"], ["a", "z"], ["a", "b", "b"]])
def test_an_order_names_every_page_once(wrong: list[str]) -> None:
    with pytest.raises(Missing):
        order(material(State.KEPT, "a", "b"), wrong, LATER)


def test_a_page_is_taken_away_and_the_others_stay() -> None:
    after = remove(material(State.KEPT, "a", "b", "c"), "b", LATER)
    assert (ids(after), after.state) == ("ac", State.KEPT)


def test_the_last_page_taken_away_the_material_is_asked_for_again() -> None:
    after = remove(material(State.KEPT, "a"), "a", LATER)
    assert (after.pages, after.state, after.digest) == ((), State.ASKED, "")


def test_a_page_wanted_anew_and_taken_away_is_wanted_as_a_further_one() -> None:
    after = remove(ask(material(State.KEPT, "a", "b"), LATER, "b"), "b", LATER)
    assert (ids(after), after.wanted, after.state) == ("a", MORE, State.ASKED)


def test_one_page_is_stood_for_by_its_own_hash() -> None:
    assert digest([page("a")]) == "a" * 64
