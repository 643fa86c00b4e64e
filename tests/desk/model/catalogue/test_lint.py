"""The linter refuses what would make a catalogue contradict itself, and says where, which field, and why."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from desk.chores import data
from desk.model.catalogue.findings import Entry, Finding, Kept, Known, Rule, Spot, Told, Where
from desk.model.catalogue.lint import lint
from identity.documents import Kind
from tests.desk.world import demo_data

LANGUAGES = frozenset({"zh-Hant-HK", "zh-Hant-MO", "zh-Hans-CN", "pt-MO", "en-HK"})
SOUND: Entry = next(item for item in demo_data().items if item["code"] == "JM-RP-004")
DEPARTMENTS = frozenset(entry["key"] for entry in data.load(data.DEMO / "departments.yaml"))


def known(**said: Any) -> Known:
    documents = frozenset(kind.value for kind in Kind)
    return Known(languages=LANGUAGES, departments=DEPARTMENTS, skills=DEPARTMENTS, documents=documents, **said)


def told(file: str = "one.yaml", **said: Any) -> Told:
    """A sound item but for what is said; each of its parts stands on a line of its own."""
    entry = copy.deepcopy(SOUND) | copy.deepcopy(said)
    spots: dict[Where, Spot] = {(part,): Spot(file=file, line=line) for line, part in enumerate(entry, start=2)}
    return Told(entry=entry, spots={(): Spot(file=file, line=1), **spots})


def rules(*definitions: Told, **said: Any) -> set[Rule]:
    return {one.rule for one in lint(definitions, known(**said))}


def one_of(*definitions: Told, **said: Any) -> Finding:
    (found,) = lint(definitions, known(**said))
    return found


def edited(part: str, edit: Callable[[Any], object]) -> Told:
    """A sound item with one part of it spoilt."""
    said = copy.deepcopy(SOUND[part])
    edit(said)
    return told(**{part: said})


def kept(definition: Entry, day: int = 1) -> Kept:
    return Kept(version=1, effective_from=datetime(2026, 1, day, tzinfo=UTC), definition=definition)


def test_a_sound_item_is_not_refused() -> None:
    assert lint([told()], known()) == []


@pytest.mark.parametrize(
    ("part", "edit", "rule"),
    [
        pytest.param("title", lambda it: it.pop("pt-MO"), Rule.LANGUAGE, id="title-without-portuguese"),
        pytest.param("title", lambda it: it.update({"fr": "Titre"}), Rule.LANGUAGE, id="title-in-french"),
        pytest.param("summary", lambda it: it.update({"en-HK": " "}), Rule.LANGUAGE, id="summary-of-a-space"),
        pytest.param("keywords", lambda it: it.update({"en-HK": []}), Rule.LANGUAGE, id="no-keywords-in-english"),
        pytest.param("legal_basis", lambda it: it["pt-MO"].clear(), Rule.LANGUAGE, id="law-missing-in-portuguese"),
        pytest.param("materials", lambda it: it[0]["name"].pop("en-HK"), Rule.LANGUAGE, id="material-without-english"),
        pytest.param("form", lambda it: it[0]["label"].pop("zh-Hant-MO"), Rule.LANGUAGE, id="label-without-macao"),
        pytest.param("documents", lambda it: it.append("library-card"), Rule.UNKNOWN, id="unknown-document"),
        pytest.param("form", lambda it: it[0].update(kind="drawing"), Rule.UNKNOWN, id="unknown-kind-of-field"),
        pytest.param("form", lambda it: it[0].update(by="machine"), Rule.UNKNOWN, id="unknown-hand"),
        pytest.param("fee", lambda it: it.update(currency="XXX"), Rule.UNKNOWN, id="unknown-currency"),
        pytest.param("fee", lambda it: it.update(amount=80.0), Rule.SHAPE, id="fee-as-a-float"),
        pytest.param("fee", lambda it: it.update(amount="-1"), Rule.SHAPE, id="fee-below-nothing"),
        pytest.param("time_limit_days", lambda it: it.update(promised=99), Rule.TIME, id="promised-past-statutory"),
        pytest.param("time_limit_days", lambda it: it.update(promised=-1), Rule.SHAPE, id="promised-below-nothing"),
        pytest.param("form", lambda it: it.append(it[0]), Rule.TWICE, id="two-fields-of-a-name"),
        pytest.param("materials", lambda it: it.append(it[0]), Rule.TWICE, id="two-materials-of-a-code"),
        pytest.param("form", lambda it: it[1]["choices"].append(it[1]["choices"][0]), Rule.TWICE, id="two-choices"),
        pytest.param("form", lambda it: it[1].pop("choices"), Rule.SHAPE, id="choice-without-choices"),
        pytest.param("form", lambda it: it[0].update(required="yes"), Rule.SHAPE, id="flag-as-a-word"),
        pytest.param("form", lambda it: it[0].update(max_length=0), Rule.SHAPE, id="no-room-for-an-answer"),
        pytest.param("form", lambda it: it[0].update(schema={"format": "email"}), Rule.UNKNOWN, id="unknown-rule"),
        pytest.param("form", lambda it: it[0].update(schema={"pattern": r"^\d+$"}), Rule.SHAPE, id="read-two-ways"),
        pytest.param("form", lambda it: it[0].update(schema={"minLength": True}), Rule.SHAPE, id="length-as-a-flag"),
        pytest.param("form", lambda it: it[0].update(schema={"minLength": 9_999}), Rule.SHAPE, id="never-long-enough"),
        pytest.param("form", lambda it: it[0].update(schema="short"), Rule.SHAPE, id="rules-as-a-word"),
        pytest.param("form", lambda it: it[1].update(schema={"minLength": 2}), Rule.SHAPE, id="rule-of-a-choice"),
        pytest.param(
            "materials", lambda it: it[-1]["origins"].update(moon={"proof": "none"}), Rule.UNKNOWN, id="unknown-place"
        ),
    ],
)
def test_a_spoilt_part_is_refused(part: str, edit: Callable[[Any], object], rule: Rule) -> None:
    assert rule in rules(edited(part, edit))


@pytest.mark.parametrize("part", ["department", "skill", "assurance", "recording", "picture"])
def test_a_word_that_nobody_knows_is_refused(part: str) -> None:
    assert one_of(told(**{part: "nobody"})).rule is Rule.UNKNOWN


@pytest.mark.parametrize("part", sorted(set(SOUND) & {"code", "title", "fee", "materials", "form", "documents"}))
def test_a_part_of_another_kind_is_refused_and_breaks_nothing(part: str) -> None:
    spoilt: dict[str, Any] = {part: 7}
    assert Rule.SHAPE in rules(told(**spoilt))


def test_a_finding_names_file_line_item_field_and_reason() -> None:
    found = one_of(told("two.yaml", department="nobody"))
    assert str(found) == f"two.yaml:{found.spot.line}: JM-RP-004: department: 'nobody' is no department that is known."
    assert found.spot.line > 1


def test_one_code_defined_twice_and_not_alike_is_a_contradiction() -> None:
    found = one_of(told(), told("two.yaml", assurance="high"))
    assert found.rule is Rule.CONTRADICTION
    assert "assurance" in found.sentence
    assert "one.yaml:1" in found.sentence


def test_one_code_defined_twice_alike_is_refused_too() -> None:
    assert one_of(told(), told("two.yaml")).rule is Rule.TWICE


def test_one_title_under_two_codes_is_a_contradiction() -> None:
    """Two departments describe one item: 二次統籌."""
    found = one_of(told(), told("two.yaml", code="JM-XX-001"))
    assert (found.rule, found.part) == (Rule.CONTRADICTION, "title.zh-Hant-HK")


def test_a_title_of_the_store_under_another_code_is_a_contradiction() -> None:
    titles = {("en-HK", SOUND["title"]["en-HK"].casefold()): "JM-XX-001"}
    assert one_of(told(), titles=titles).rule is Rule.CONTRADICTION


def test_one_code_of_a_material_for_two_papers_is_a_contradiction() -> None:
    other = copy.deepcopy(SOUND["materials"])
    other[1]["name"]["en-HK"] = "Something else"
    title = {tag: f"{words} 2" for tag, words in SOUND["title"].items()}
    found = one_of(told(), told("two.yaml", code="JM-XX-001", title=title, materials=other))
    assert (found.rule, found.part) == (Rule.CONTRADICTION, "materials.1.name")


def test_versions_that_follow_one_another_are_not_refused() -> None:
    first = told(effective_from="2026-01-01", effective_until="2026-06-30")
    assert lint([first, told("two.yaml", effective_from="2026-07-01", assurance="high")], known()) == []


def test_versions_whose_days_overlap_are_refused() -> None:
    first = told(effective_from="2026-01-01", effective_until="2026-07-01")
    assert Rule.OVERLAP in rules(first, told("two.yaml", effective_from="2026-07-01", assurance="high"))


def test_a_version_that_ends_before_it_begins_is_refused() -> None:
    assert one_of(told(effective_from="2026-02-01", effective_until="2026-01-01")).rule is Rule.TIME


def test_a_day_that_is_none_is_refused() -> None:
    assert one_of(told(effective_from="2026-02-30")).rule is Rule.SHAPE


def test_a_changed_definition_has_to_begin_after_the_one_in_the_store() -> None:
    changed = told(effective_from="2026-01-01", assurance="high")
    assert one_of(changed, kept={SOUND["code"]: (kept(SOUND, day=2),)}).rule is Rule.OVERLAP


def test_a_definition_the_store_has_is_not_refused() -> None:
    entry = told(effective_from="2025-12-31").entry
    assert lint([told(effective_from="2025-12-31")], known(kept={SOUND["code"]: (kept(entry),)})) == []
