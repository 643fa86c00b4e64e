"""Reads a folder of seed data (zones, departments, staff, items, notices) from its YAML files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from desk.model.catalogue.shared import NotShared, expanded
from desk.model.notices import Purpose
from desk.model.turns.calendars import calendar_of
from i18n import languages

DEMO = Path(__file__).parent / "demo"
"""The demonstration's own data."""
CALENDARS = Path(__file__).parent / "calendars"
"""The holidays of the three places as published, for every installation; a folder may bring its own."""

DAYS = ("effective_from", "effective_until")
"""Days of an item; the store keeps their text."""

Entry = dict[str, Any]


class BadData(ValueError):
    """A file of the folder cannot be used; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What the files say, as they say it; each item also holds its department's name (`department_name`)."""

    zones: tuple[Entry, ...]
    staff: tuple[Entry, ...]
    items: tuple[Entry, ...]
    notices: tuple[Entry, ...]
    calendars: tuple[Entry, ...] = ()
    themes: tuple[Entry, ...] = ()

    def corner_codes(self) -> tuple[str, ...]:
        """Every corner of every zone."""
        return tuple(corner["code"] for zone in self.zones for corner in zone["corners"])


def read(folder: Path) -> Data:
    """The data of a folder, items and notices in order of their file names. Raises BadData."""
    departments = {entry["key"]: entry["name"] for entry in load(folder / "departments.yaml")}
    return Data(
        zones=tuple(load(folder / "zones.yaml")),
        staff=tuple(load(folder / "staff.yaml") if (folder / "staff.yaml").exists() else ()),
        items=tuple(_with_department(item, departments) for item in _items(folder)),
        notices=tuple(_checked(notice) for notice in _all(folder / "notices")),
        themes=tuple(_dated(theme) for theme in _all(folder / "themes")),
        calendars=tuple(_calendar(entry) for entry in _all(_calendars_of(folder))),
    )


def _items(folder: Path) -> Iterator[Entry]:
    """Each item with its shared parts in place. Raises BadData."""
    shared = load(path) if (path := folder / "shared.yaml").exists() else {}
    for item in _all(folder / "items"):
        try:
            yield _dated(expanded(item, shared))
        except NotShared as error:
            raise BadData(f"item {item['code']}: no shared part {error.code!r}") from None


def _dated(entry: Entry) -> Entry:
    return {**entry, **{day: str(entry[day]) for day in DAYS if day in entry}}


def _with_department(item: Entry, departments: dict[str, Entry]) -> Entry:
    if item["department"] not in departments:
        raise BadData(f"item {item['code']}: no department {item['department']!r}")
    return item | {"department_name": departments[item["department"]]}


def _calendars_of(folder: Path) -> Path:
    own = folder / "calendars"
    return own if own.exists() else CALENDARS


def _calendar(entry: Entry) -> Entry:
    """A place's list of a year, its dates in text, as the store keeps it. Raises BadData."""
    told: Entry = json.loads(json.dumps(entry, default=str, ensure_ascii=False))
    try:
        calendar_of(told["code"], [told])
    except (KeyError, TypeError, ValueError) as error:
        raise BadData(f"calendar {told.get('code')} {told.get('year')}: {type(error).__name__}") from None
    return told


def _checked(notice: Entry) -> Entry:
    """A notice that anybody may be shown: of a known purpose, with every word in every language."""
    try:
        name = f"notice {notice['id']}"
        Purpose(notice["purpose"])
        texts = [notice["title"], *(part[word] for part in notice["sections"] for word in ("heading", "text"))]
        statements = [part["text"] for part in notice["statements"]]
        keys = [part["key"] for part in notice["statements"]]
    except (KeyError, TypeError, ValueError) as error:
        raise BadData(f"a notice lacks a part: {error}") from None
    tags = {language.tag for language in languages.LANGUAGES}
    lacking = [text for text in (*texts, *statements) if not tags <= {tag for tag, words in text.items() if words}]
    if lacking or not statements or len(set(keys)) != len(keys):
        raise BadData(f"{name}: a text lacks a language, or its statements are none or not told apart")
    return notice


def _all(folder: Path) -> Iterator[Entry]:
    return (load(path) for path in sorted(folder.glob("*.yaml")))


def load(path: Path) -> Any:
    """One file, by libyaml where the wheel brought it (30 times as quick). Raises BadData."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both loaders are the safe one
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadData(f"{path.name}: {type(error).__name__}") from error
