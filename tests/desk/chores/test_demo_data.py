"""The demonstration's data is whole in five languages, each written in its own script and spelling."""

import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desk.chores.data import load
from desk.model import retention
from desk.model.catalogue.shared import expanded
from desk.model.notices import Purpose
from desk.model.quality import Picture
from desk.model.recordings import Rule

DEMO = Path(__file__).parents[3] / "desk" / "chores" / "demo"
LANGUAGES = ("zh-Hant-HK", "zh-Hant-MO", "zh-Hans-CN", "pt-MO", "en-HK")
IDENTITY_KINDS = {"hkid", "macao-bir", "home-return-permit", "residence-permit", "mainland-id", "passport", "uscc"}
ITEM_FILES = sorted((DEMO / "items").glob("*.yaml"))
NOTICE_FILES = sorted((DEMO / "notices").glob("*.yaml"))
LIST_FILES = [DEMO / f"{name}.yaml" for name in ("departments", "shared", "staff", "zones")]
THEME_FILES = sorted((DEMO / "themes").glob("*.yaml"))
ALL_FILES = [*ITEM_FILES, *NOTICE_FILES, *THEME_FILES, *LIST_FILES]

HAN = re.compile(r"[\u3400-\u9fff]")
QUOTED_LAW = re.compile(r"《[^》]*》")
IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Hong Kong's own characters, which plain Big5 lacks.
BEYOND_BIG5 = set("裏攞揸咗嚟咭畀喺啲嘢")
# Simplified forms that Big5 happens to hold; never right in a traditional text of ours.
SIMPLIFIED_IN_BIG5 = set("万与丰价优体儿党凄几划厂听坏复宁异怀怜惊据扑机极构洁确种筑网胜茧虫蚕蜡触赶适")
# Traditional forms that GB 2312 happens to hold.
TRADITIONAL_IN_GB2312 = set("乾著於後馀")
# Macao keeps the Portuguese spelling from before the agreement of 1990.
AGREEMENT_SPELLING = re.compile(
    r"(?i)\b(proteção|direção|atua\w*|eletr\w+|receção|ação|objeto|afet\w+|coletiv\w+|respetiv\w+)\b"
)


@functools.cache
def read(path: Path) -> Any:
    """One file's data, parsed once for all tests, which only look at it; an item with its shared parts in place."""
    told = load(path)
    return expanded(told, load(DEMO / "shared.yaml")) if path in ITEM_FILES else told


def worded(node: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping of languages to words beneath node, with the place where it stands."""
    if isinstance(node, dict):
        if set(node) & set(LANGUAGES):
            yield where, node
        else:
            for key, value in node.items():
                yield from worded(value, f"{where}/{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from worded(value, f"{where}/{number}")


def strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for value in node.values() if isinstance(node, dict) else node:
            yield from strings(value)


def texts(path: Path, prefix: str) -> Iterator[str]:
    """Each text of one file in the languages whose tag begins with prefix."""
    for _, words in worded(read(path)):
        for tag, value in words.items():
            if tag.startswith(prefix):
                yield from strings(value)


def encodable(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def by_name(path: Path) -> str:
    return path.stem


every_file = pytest.mark.parametrize("path", ALL_FILES, ids=by_name)
every_item = pytest.mark.parametrize("path", ITEM_FILES, ids=by_name)
every_notice = pytest.mark.parametrize("path", NOTICE_FILES, ids=by_name)


def test_the_catalogue_has_sixty_items_and_more() -> None:
    assert len(ITEM_FILES) >= 60


@every_file
def test_every_text_stands_in_all_five_languages(path: Path) -> None:
    lacking = [where for where, words in worded(read(path)) if tuple(words) != LANGUAGES]
    assert lacking == []


@every_file
def test_no_text_is_empty(path: Path) -> None:
    empty = [
        where
        for where, words in worded(read(path))
        for value in words.values()
        if not value or (isinstance(value, str) and not value.strip())
    ]
    assert empty == []


@every_file
def test_no_text_has_stray_space_or_line_break(path: Path) -> None:
    stray = [text for text in texts(path, "") if text != " ".join(text.split())]
    assert stray == []


@every_file
def test_traditional_texts_hold_no_simplified_character(path: Path) -> None:
    chars = set(HAN.findall("".join(texts(path, "zh-Hant")))) - BEYOND_BIG5
    assert {char for char in chars if not encodable(char, "big5") or char in SIMPLIFIED_IN_BIG5} == set()


@every_file
def test_simplified_texts_hold_no_traditional_character(path: Path) -> None:
    chars = set(HAN.findall("".join(texts(path, "zh-Hans"))))
    assert {char for char in chars if not encodable(char, "gb2312") or char in TRADITIONAL_IN_GB2312} == set()


@every_file
def test_latin_texts_hold_chinese_only_in_the_names_of_laws(path: Path) -> None:
    latin = [*texts(path, "pt"), *texts(path, "en")]
    assert [text for text in latin if HAN.search(QUOTED_LAW.sub("", text))] == []


@every_file
def test_portuguese_is_spelt_as_in_macao(path: Path) -> None:
    assert [text for text in texts(path, "pt") if AGREEMENT_SPELLING.search(text)] == []


@every_item
def test_an_item_is_filed_under_its_code(path: Path) -> None:
    assert read(path)["code"] == path.stem


@every_item
def test_an_item_says_that_it_is_demonstration_data(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("# Demonstration data")


@every_item
def test_an_item_has_every_part_of_a_guide(path: Path) -> None:
    expected = {"code", "department", "skill", "business", "assurance", "documents"}
    expected |= {"fee", "time_limit_days", "assurance_within", "picture", "recording", "keywords"}
    expected |= {"title", "summary", "who", "legal_basis", "materials", "form"}
    assert set(read(path)) - {"retention", "everyday", "terms", "enterprise"} == expected


@every_item
def test_an_item_is_kept_for_periods_that_can_be_kept(path: Path) -> None:
    assert set(retention.periods(read(path).get("retention", {}))) == set(retention.Kind)


@every_item
def test_an_item_says_whether_it_must_be_recorded(path: Path) -> None:
    assert read(path)["recording"] in {rule.value for rule in Rule}


@every_item
def test_an_item_belongs_to_a_known_department(path: Path) -> None:
    assert read(path)["department"] in {entry["key"] for entry in read(DEMO / "departments.yaml")}


@every_item
def test_an_item_can_be_handled_by_some_clerk(path: Path) -> None:
    clerks = [entry for entry in read(DEMO / "staff.yaml") if entry["role"] == "clerk"]
    assert any(read(path)["skill"] in clerk["skills"] for clerk in clerks)


@every_item
def test_an_item_accepts_known_kinds_of_document(path: Path) -> None:
    documents = read(path)["documents"]
    assert documents
    assert set(documents) <= IDENTITY_KINDS


@every_item
def test_an_item_has_a_known_assurance_and_ticket_letter(path: Path) -> None:
    item = read(path)
    assert item["assurance"] in {"low", "substantial", "high"}
    assert 15 <= item["assurance_within"] <= 480
    assert re.fullmatch("[A-Z]", item["business"])


@every_item
def test_an_item_that_takes_stills_asks_for_a_line_that_shows_them(path: Path) -> None:
    item = read(path)
    assert Picture(item["picture"]) is not Picture.VOICE or not any(paper["still"] for paper in item["materials"])


@every_item
def test_a_fee_is_a_decimal_text_with_its_currency(path: Path) -> None:
    fee = read(path)["fee"]
    assert Decimal(fee["amount"]) >= 0
    assert isinstance(fee["amount"], str)
    assert fee["currency"] == "CNY"


@every_item
def test_the_promised_time_is_within_the_statutory(path: Path) -> None:
    limit = read(path)["time_limit_days"]
    assert 0 <= limit["promised"] <= limit["statutory"]


@every_item
def test_each_language_names_the_same_laws(path: Path) -> None:
    basis = read(path)["legal_basis"]
    entries = {tag: [set(law) for law in basis[tag]] for tag in LANGUAGES}
    assert all(found == [{"name", "article"}] * len(basis["en-HK"]) for found in entries.values())


@every_item
def test_each_law_keeps_its_chinese_title_beside_the_gloss(path: Path) -> None:
    basis = read(path)["legal_basis"]
    chinese = [law["name"] for law in basis["zh-Hans-CN"]]
    for tag in ("pt-MO", "en-HK"):
        assert [QUOTED_LAW.findall(law["name"])[0] for law in basis[tag]] == chinese


@every_item
def test_an_article_is_cited_in_every_language_or_in_none(path: Path) -> None:
    basis = read(path)["legal_basis"]
    cited = {tuple(bool(law["article"]) for law in basis[tag]) for tag in LANGUAGES}
    assert len(cited) == 1


@every_item
def test_materials_begin_with_the_identity_document(path: Path) -> None:
    """A general enquiry asks for no paper."""
    first = next(iter(read(path)["materials"]), None)
    if first is None:
        assert [field["name"] for field in read(path)["form"]] == ["remark"]
        return
    assert first["code"] == "identity-document"
    assert first["required"]
    assert first["still"]


@every_item
def test_each_material_is_complete_and_named_once(path: Path) -> None:
    materials = read(path)["materials"]
    codes = [material["code"] for material in materials]
    assert len(set(codes)) == len(codes)
    assert all(IDENTIFIER.fullmatch(code) for code in codes)
    needed = {"code", "name", "note", "required", "still"}
    assert all(set(material) - {"origins", "licence"} == needed for material in materials)


@every_item
def test_a_form_has_four_to_eight_fields_named_once_or_takes_a_remark(path: Path) -> None:
    names = [field["name"] for field in read(path)["form"]]
    assert 4 <= len(names) <= 8 or names == ["remark"]
    assert len(set(names)) == len(names)
    assert all(IDENTIFIER.fullmatch(name) for name in names)


@every_item
def test_a_minute_of_reading_is_marked_in_each_form(path: Path) -> None:
    """A form of remarks alone has nothing to mark."""
    form = read(path)["form"]
    asked = [field["name"] for field in form if field["required"] or field["name"] != "remark"]
    marked = [field["name"] for field in form if field.get("key")]
    assert not asked or 2 <= len(marked) <= 4


@every_item
def test_each_field_is_complete(path: Path) -> None:
    for field in read(path)["form"]:
        assert {"name", "label", "by", "kind", "required", "max_length"} <= set(field), field["name"]
        assert set(field) <= {
            "name",
            "label",
            "hint",
            "by",
            "kind",
            "required",
            "max_length",
            "choices",
            "schema",
            "key",
        }
        assert field["by"] in {"clerk", "applicant", "either"}
        assert field["kind"] in {"text", "long-text", "date", "choice", "name", "number"}
        assert isinstance(field["required"], bool)
        assert 1 <= field["max_length"] <= 2000


@every_item
def test_choices_belong_to_choice_fields_and_fit_them(path: Path) -> None:
    for field in read(path)["form"]:
        values = [choice["value"] for choice in field.get("choices", [])]
        assert bool(values) == (field["kind"] == "choice"), field["name"]
        assert all(isinstance(value, str) and IDENTIFIER.fullmatch(value) for value in values), field["name"]
        assert len(set(values)) == len(values)
        assert all(len(value) <= field["max_length"] for value in values)


@every_item
def test_both_clerk_and_applicant_have_something_to_fill(path: Path) -> None:
    filled = {field["by"] for field in read(path)["form"]}
    assert all({hand, "either"} & filled for hand in ("clerk", "applicant"))


@pytest.mark.parametrize("purpose", Purpose)
def test_there_is_a_notice_of_each_purpose_for_each_jurisdiction(purpose: Purpose) -> None:
    found = [read(path)["jurisdiction"] for path in NOTICE_FILES if read(path)["purpose"] == purpose]
    assert sorted(found) == ["HK", "MO"]


@every_notice
def test_a_notice_has_its_version_and_six_to_eight_sections(path: Path) -> None:
    notice = read(path)
    assert notice["id"] == f"consent-{path.stem}"
    assert isinstance(notice["version"], int)
    assert 6 <= len(notice["sections"]) <= 8


@every_notice
def test_a_notice_tells_what_consent_needs_to_know(path: Path) -> None:
    keys = [section["key"] for section in read(path)["sections"]]
    needed = ["recipient", "purpose", "kinds", "recording", "cross-border", "retention", "rights", "withdrawal"]
    recorded = read(path)["purpose"] == Purpose.VISIT
    assert keys == [key for key in needed if recorded or key != "recording"]


@every_notice
@pytest.mark.parametrize("section", ["recipient", "cross-border", "rights", "withdrawal"])
def test_a_notice_says_whom_to_ask(path: Path, section: str) -> None:
    (text,) = [part["text"] for part in read(path)["sections"] if part["key"] == section]
    assert all("@" in words for words in text.values())


@every_notice
def test_a_notice_speaks_of_its_own_place_alone(path: Path) -> None:
    """Each pair of notices says the same in two places."""
    other = {"HK": ("澳門", "澳门", "Macau", "Macao"), "MO": ("香港", "Hong Kong")}[read(path)["jurisdiction"]]
    assert not [text for text in strings(read(path)["sections"]) for name in other if name in text]


@pytest.mark.parametrize("place", ["hk", "macao"])
def test_the_base_notice_says_that_a_supervisor_may_listen(place: str) -> None:
    (said,) = [
        part["text"] for part in read(DEMO / "notices" / f"{place}.yaml")["sections"] if part["key"] == "recording"
    ]
    assert "A supervisor may listen" in said["en-HK"]


@every_notice
@pytest.mark.parametrize("key", ["sensitive", "provision", "cross-border"])
def test_sensitive_data_provision_and_crossing_are_each_consented_to_apart(path: Path, key: str) -> None:
    """PIPL articles 23, 29 and 39."""
    statements = {entry["key"]: entry["text"] for entry in read(path)["statements"]}
    assert "单独同意" in statements[key]["zh-Hans-CN"]


@every_notice
def test_a_notice_names_the_law_of_its_place(path: Path) -> None:
    notice = read(path)
    said = " ".join(text for text in strings(notice["sections"]))
    assert {"HK": "Cap. 486", "MO": "Law No. 8/2005"}[notice["jurisdiction"]] in said


def test_each_zone_offers_all_five_languages() -> None:
    assert all(sorted(zone["languages"]) == sorted(LANGUAGES) for zone in read(DEMO / "zones.yaml"))


def test_zones_have_the_corners_planned() -> None:
    corners = {zone["code"]: len(zone["corners"]) for zone in read(DEMO / "zones.yaml")}
    assert corners == {"macao": 3, "hongkong": 2}


def test_corner_codes_are_unique() -> None:
    codes = [corner["code"] for zone in read(DEMO / "zones.yaml") for corner in zone["corners"]]
    assert len(set(codes)) == len(codes)


def test_each_zone_has_a_notice_of_its_jurisdiction() -> None:
    notices = {read(path)["jurisdiction"] for path in NOTICE_FILES}
    assert {zone["jurisdiction"] for zone in read(DEMO / "zones.yaml")} <= notices


def test_staff_are_plainly_synthetic() -> None:
    assert all(re.match("示范|示範", entry["name"]) for entry in read(DEMO / "staff.yaml"))


def test_staff_fill_the_roles_planned() -> None:
    roles = [entry["role"] for entry in read(DEMO / "staff.yaml")]
    counted = {role: roles.count(role) for role in roles}
    assert counted == {"clerk": 4, "helper": 4, "supervisor": 2, "zone-staff": 2, "administrator": 2, "auditor": 1}


def test_staff_logins_are_unique() -> None:
    logins = [entry["login"] for entry in read(DEMO / "staff.yaml")]
    assert len(set(logins)) == len(logins)


def test_each_clerk_and_no_one_else_has_a_window() -> None:
    assert all((entry["role"] == "clerk") == bool(entry["window"]) for entry in read(DEMO / "staff.yaml"))


def test_windows_are_given_to_one_clerk_each() -> None:
    windows = [entry["window"] for entry in read(DEMO / "staff.yaml") if entry["window"]]
    assert len(set(windows)) == len(windows)


def test_zone_people_belong_to_a_known_zone_and_others_to_none() -> None:
    zones = {zone["code"] for zone in read(DEMO / "zones.yaml")}
    for entry in read(DEMO / "staff.yaml"):
        of_zone = entry["role"] in {"helper", "zone-staff"}
        assert (entry["zone"] in zones) if of_zone else entry["zone"] is None, entry["login"]


def test_staff_read_a_language_of_the_house() -> None:
    assert {entry["language"] for entry in read(DEMO / "staff.yaml")} <= set(LANGUAGES)
