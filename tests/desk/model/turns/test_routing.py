"""A line is one zone, skill and spoken language, or one window; a clerk serves every line that they can."""

import pytest

from desk.model.turns.routing import OF_LANGUAGE, Speech, line, line_of_window, lines_of
from i18n import languages


def test_a_line_names_zone_skill_and_spoken_language() -> None:
    assert line("z", "tax", Speech.PUTONGHUA) == "z/tax/cmn"


def test_a_window_has_a_line_of_its_own() -> None:
    assert line_of_window("A01") == "window/A01"


def test_a_clerk_serves_each_zone_skill_and_language_once() -> None:
    lines = lines_of(["m", "h"], ["tax", "visa"], [Speech.CANTONESE, Speech.ENGLISH], "")
    assert sorted(lines) == sorted(f"{z}/{s}/{o}" for z in "mh" for s in ("tax", "visa") for o in ("yue", "en"))


def test_a_clerk_at_a_window_serves_its_line_too() -> None:
    assert lines_of([], [], [], "A01") == ("window/A01",)


def test_a_clerk_who_speaks_nothing_serves_no_skill() -> None:
    assert lines_of(["m"], ["tax"], [], "") == ()


@pytest.mark.parametrize("tag", [language.tag for language in languages.LANGUAGES])
def test_every_language_of_the_desk_is_taken_to_be_spoken(tag: str) -> None:
    assert OF_LANGUAGE[tag] in Speech
