"""A material is asked for, kept, and may be asked for again."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.model.errors import IllegalMove
from desk.model.materials.materials import Material, Picture, State, ask, keep

ASKED = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
LATER = ASKED + timedelta(seconds=20)
PICTURE = Picture(sha256="0" * 64, media_type="image/jpeg", size=1, width=1, height=1)


def material(state: State) -> Material:
    picture = PICTURE if state is State.KEPT else None
    return Material(id="m", case_id="c", code="identity-document", state=state, moved_at=ASKED, picture=picture)


def test_asked_keep_kept() -> None:
    kept = keep(material(State.ASKED), PICTURE, LATER)
    assert (kept.state, kept.picture, kept.moved_at) == (State.KEPT, PICTURE, LATER)


def test_asked_ask_asked() -> None:
    assert ask(material(State.ASKED), LATER).state is State.ASKED


def test_kept_ask_asked_and_the_older_picture_stays_till_a_new_one_comes() -> None:
    again = ask(material(State.KEPT), LATER)
    assert (again.state, again.picture) == (State.ASKED, PICTURE)


def test_kept_keep_refused() -> None:
    with pytest.raises(IllegalMove):
        keep(material(State.KEPT), PICTURE, LATER)
