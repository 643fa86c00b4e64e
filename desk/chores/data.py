"""Reads a folder of seed data (zones, departments, staff, items, notices) from its YAML files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DEMO = Path(__file__).parent / "demo"
"""The demonstration's own data."""

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

    def corner_codes(self) -> tuple[str, ...]:
        """Every corner of every zone."""
        return tuple(corner["code"] for zone in self.zones for corner in zone["corners"])


def read(folder: Path) -> Data:
    """The data of a folder, items and notices in order of their file names. Raises BadData."""
    departments = {entry["key"]: entry["name"] for entry in load(folder / "departments.yaml")}
    return Data(
        zones=tuple(load(folder / "zones.yaml")),
        staff=tuple(load(folder / "staff.yaml")),
        items=tuple(_with_department(item, departments) for item in _all(folder / "items")),
        notices=tuple(_all(folder / "notices")),
    )


def _with_department(item: Entry, departments: dict[str, Entry]) -> Entry:
    if item["department"] not in departments:
        raise BadData(f"item {item['code']}: no department {item['department']!r}")
    return item | {"department_name": departments[item["department"]]}


def _all(folder: Path) -> Iterator[Entry]:
    return (load(path) for path in sorted(folder.glob("*.yaml")))


def load(path: Path) -> Any:
    """One file, by libyaml where the wheel brought it (30 times as quick). Raises BadData."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both loaders are the safe one
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadData(f"{path.name}: {type(error).__name__}") from error
