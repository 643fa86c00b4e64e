"""Where a turn is sent, and what is noted with it, as they are typed."""

import pytest

from desk.model.errors import BadInput
from desk.model.meetings.sendings import LONGEST_NOTE, Kind, Target, note_of, target_of


@pytest.mark.parametrize(
    ("told", "kind", "name"),
    [("window:A02", Kind.WINDOW, "A02"), ("skill:tax", Kind.SKILL, "tax"), ("zone:abc", Kind.ZONE, "abc")],
)
def test_a_target_is_read(told: str, kind: Kind, name: str) -> None:
    assert target_of(told) == Target(kind=kind, name=name)


@pytest.mark.parametrize("told", ["", "window", "window:", "house:1", "skill:" + "x" * 65, "WINDOW:1"])
def test_what_is_no_target_is_refused(told: str) -> None:
    with pytest.raises(BadInput):
        target_of(told)


def test_a_note_is_kept_to_the_code_point_without_the_blanks_around_it() -> None:
    assert note_of("  余范鍾 裡\n后 𨋢 ") == "余范鍾 裡\n后 𨋢"


def test_too_long_a_note_is_refused() -> None:
    with pytest.raises(BadInput):
        note_of("x" * (LONGEST_NOTE + 1))
