"""A theme that could not be handled is refused: unknown items, an order nobody could keep, a missing language."""

import copy
from typing import Any

import pytest

from desk.model.catalogue.findings import Entry, Known, Rule, Spot, Told
from desk.model.catalogue.theme_lint import lint
from tests.desk.world import demo_data

SOUND: Entry = next(entry for entry in demo_data().themes if entry["code"] == "YJS-001")
KNOWN = Known(
    languages=frozenset({"zh-Hant-HK", "zh-Hant-MO", "zh-Hans-CN", "pt-MO", "en-HK"}),
    departments=frozenset(),
    skills=frozenset(),
    documents=frozenset(),
)


def told(file: str = "one.yaml", **said: Any) -> Told:
    return Told(entry=copy.deepcopy(SOUND) | said, spots={(): Spot(file=file, line=1)})


def rules(*themes: Told) -> list[Rule]:
    return [one.rule for one in lint(themes, KNOWN, SOUND["items"])]


def test_a_sound_theme_is_not_refused() -> None:
    assert rules(told()) == []


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        pytest.param({"code": ""}, Rule.SHAPE, id="no-code"),
        pytest.param({"title": {"en-HK": "Starting a company"}}, Rule.LANGUAGE, id="title-in-one-language"),
        pytest.param({"summary": None}, Rule.SHAPE, id="no-summary"),
        pytest.param({"items": ["JM-CR-001"], "needs": {}}, Rule.SHAPE, id="one-item-alone"),
        pytest.param({"items": ["JM-CR-001", "JM-XX-999"], "needs": {}}, Rule.UNKNOWN, id="unknown-item"),
        pytest.param({"items": ["JM-CR-001", "JM-CR-001"], "needs": {}}, Rule.TWICE, id="an-item-twice"),
        pytest.param({"needs": {"JM-CR-001": ["JM-CR-003"]}}, Rule.UNKNOWN, id="needs-what-comes-later"),
        pytest.param({"needs": {"JM-XX-999": ["JM-CR-001"]}}, Rule.UNKNOWN, id="an-unknown-item-needs"),
        pytest.param({"needs": ["JM-CR-001"]}, Rule.SHAPE, id="needs-as-a-list"),
        pytest.param({"effective_from": "soon"}, Rule.SHAPE, id="a-day-that-is-none"),
    ],
)
def test_a_spoilt_theme_is_refused(said: dict[str, Any], rule: Rule) -> None:
    assert rule in rules(told(**said))


def test_one_code_for_two_themes_is_a_contradiction() -> None:
    assert rules(told(), told("two.yaml")) == [Rule.CONTRADICTION]
