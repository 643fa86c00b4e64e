"""`server.py catalogue import | lint`: brings items and themes from files into the store, once they are found sound.

A folder is laid out as the demonstration's is: `items/`, `themes/`, and beside them `departments.yaml` and
`shared.yaml`; a file is YAML, an XLSX workbook, or `items.csv` with its tables beside it. Brought in again, it changes
nothing; a definition that changed is a new version. While anything is refused, nothing is brought in.
"""

import hashlib
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.chores import stores
from desk.chores.catalogues import lined, tabled
from desk.chores.data import BadData, load
from desk.config import Settings
from desk.model.catalogue import theme_lint
from desk.model.catalogue.findings import Entry, Finding, Known, Rule, Told, finding
from desk.model.catalogue.lint import lint
from desk.model.catalogue.shared import NotShared, expanded
from desk.model.chance import utc_now
from desk.model.errors import Missing
from desk.model.events import Event, Tag
from desk.store import staff
from desk.store.catalogue import definitions, themes
from desk.store.unit import Unit
from i18n import languages
from identity.documents import Kind

TABLES = frozenset({".xlsx", ".csv"})
TEXTS = frozenset({".yaml", ".yml"})
TERMS = ("LICENCE", "LICENSE", "LICENSE.txt", "TERMS.txt", "NOTICE")
MOST_TERMS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the files say: items with their shared parts in place, and what is wrong with them already."""

    items: tuple[Told, ...]
    themes: tuple[Told, ...]
    departments: Mapping[str, Any]
    skills: frozenset[str]
    findings: tuple[Finding, ...] = ()


def arguments(parser: ArgumentParser) -> None:
    """What follows `catalogue`."""
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    bring = parts.add_parser("import", help="bring in what is new or changed, if nothing is refused")
    check = parts.add_parser("lint", help="say what would be refused, and bring in nothing")
    for part in (bring, check):
        part.add_argument("path", metavar="FILE|FOLDER", type=Path, help="YAML, XLSX or CSV, or a folder of them")
    bring.add_argument("--by", default="", metavar="LOGIN", help="who of the staff brings it in, for the ledger")
    check.add_argument("--alone", action="store_true", help="look at the files alone, not at the store")


async def run(settings: Settings, chosen: Namespace) -> int:
    """The exit status: 1 when something is refused. Raises BadData: a file cannot be read at all."""
    told = read(chosen.path)
    for line in terms(chosen.path):
        print(f"terms of the source: {line}")
    if chosen.part == "lint" and chosen.alone:
        return _said(refused(told, known_alone(told)), told)
    async with stores.opened(settings) as store:
        async with store.read() as connection:
            told = named(told, await definitions.departments(connection))
            known = await held_against(connection, told)
        wrong = refused(told, known)
        if chosen.part == "lint" or wrong:
            return _said(wrong, told)
        async with store.write() as unit:
            brought = await bring(unit, told, chosen.by)
    print(f"OK: {len(told.items)} items and {len(told.themes)} themes read, {brought} new versions")
    return 0


async def bring(unit: Unit, told: Read, login: str) -> int:
    """How many versions came new, which is a fact, with who brought them in. Raises Missing: nobody of that login."""
    people = {one.login: one for one in await staff.every(unit.connection)} if login else {}
    if login and login not in people:
        raise Missing("staff")
    items = await definitions.bring(unit, [one.entry for one in told.items])
    opened = await themes.bring(unit, [one.entry for one in told.themes])
    if items or opened:
        entries = [one.entry for one in (*told.items, *told.themes)]
        digest = hashlib.sha256(json.dumps(entries, sort_keys=True, default=str).encode()).hexdigest()
        data: dict[str, str | int] = {"items": items, "themes": opened, "read": len(entries), "sha256": digest}
        actor = f"staff:{people[login].id}" if login else "desk"
        unit.record(Event(tag=Tag.CATALOGUE_IMPORTED, subject="catalogue", actor=actor, data=data))
    return items + opened


def terms(path: Path) -> list[str]:
    """What the source says of its terms, in a file beside its definitions: its first lines."""
    root = path if path.is_dir() else path.parent
    found = next((root / name for name in TERMS if (root / name).is_file()), None)
    return [line for line in found.read_text("utf-8").splitlines() if line.strip()][:MOST_TERMS] if found else []


def refused(told: Read, known: Known) -> list[Finding]:
    """Everything that is refused."""
    codes = {one.code for one in told.items} | known.kept.keys()
    return [*told.findings, *lint(told.items, known), *theme_lint.lint(told.themes, known, codes)]


def read(path: Path) -> Read:
    """Everything beneath a path. Raises BadData."""
    root = path if path.is_dir() else path.parent
    departments = _beside(root, "departments.yaml") or []
    shared = _beside(root, "shared.yaml") or {}
    items, findings = [], []
    for file in _files(path):
        for told in tabled.read(file) if file.suffix.lower() in TABLES else lined.read(file):
            try:
                entry = expanded(told.entry, shared)
            except NotShared as error:
                findings.append(finding(told, error.where, Rule.UNKNOWN, f"no shared part is called {error.code!r}."))
            else:
                items.append(replace(told, entry=entry))
    names = {entry["key"]: entry["name"] for entry in departments}
    skills = frozenset(skill for entry in departments for skill in entry.get("skills", (entry["key"],)))
    opens = path / "themes" if path.is_dir() else path
    themed = [one for file in sorted(opens.glob("*.yaml")) for one in lined.read(file)]
    whole = Read(items=tuple(items), themes=tuple(themed), departments={}, skills=skills, findings=tuple(findings))
    return named(whole, names)


def named(told: Read, departments: Mapping[str, Any]) -> Read:
    """With the names of these departments in the items, as the store keeps them; names that are there stay."""
    names = {**departments, **told.departments}
    return replace(told, departments=names, items=tuple(_with_department(one, names) for one in told.items))


async def held_against(connection: AsyncConnection, told: Read) -> Known:
    """What is known in the files and in the store together."""
    return replace(
        known_alone(told),
        skills=told.skills | await definitions.skills(connection),
        kept=await definitions.kept(
            connection, [*(one.code for one in told.items), *(code for one in told.themes for code in _opens(one))]
        ),
        titles=await definitions.titles(connection, utc_now()),
    )


def known_alone(told: Read) -> Known:
    """What is known in the files themselves."""
    return Known(
        languages=frozenset(language.tag for language in languages.LANGUAGES),
        departments=frozenset(told.departments),
        skills=told.skills,
        documents=frozenset(kind.value for kind in Kind),
    )


def _opens(theme: Told) -> list[str]:
    said = theme.entry.get("items")
    return [code for code in said if isinstance(code, str)] if isinstance(said, list) else []


def _said(wrong: Sequence[Finding], told: Read) -> int:
    for one in wrong:
        print(one)
    if wrong:
        print(f"REFUSED: {len(wrong)} findings in {len(told.items)} items; nothing was brought in")
        return 1
    print(f"OK: {len(told.items)} items and {len(told.themes)} themes, nothing to refuse")
    return 0


def _files(path: Path) -> list[Path]:
    """The files of items: the path itself, or those in a folder (`items/`, where it has one). Raises BadData."""
    if path.is_file():
        found = [path]
    else:
        folder = path / "items" if (path / "items").is_dir() else path
        named = [one for one in sorted(folder.glob("*")) if one.suffix.lower() in TEXTS | {".xlsx"}]
        found = [one for one in named if one.stem not in ("departments", "shared", "staff", "zones")]
        found += [one for one in (folder / "items.csv",) if one.exists()]
    if not found or any(one.suffix.lower() not in TABLES | TEXTS for one in found):
        raise BadData(f"{path}: no definitions in YAML, XLSX or CSV")
    return found


def _beside(root: Path, name: str) -> Any:
    """A file of the folder, or of the one above it (the folder may be `items/` itself)."""
    return next((load(folder / name) for folder in (root, root.parent) if (folder / name).exists()), None)


def _with_department(told: Told, names: Mapping[str, Any]) -> Told:
    """The entry as the store keeps it: with its department's name, where the files say it."""
    entry: Entry = told.entry
    name = names.get(str(entry.get("department", "")))
    return replace(told, entry=entry | {"department_name": name}) if name else told
