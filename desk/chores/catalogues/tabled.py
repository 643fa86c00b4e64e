"""Items in tables: a workbook of five sheets, or a folder with five CSV files, one row a thing.

`items`: code, department, skill, business, assurance, assurance_within, documents, picture, recording, fee, currency,
statutory_days, promised_days, effective_from, effective_until, enterprise, refusals, and title.TAG, summary.TAG,
who.TAG, everyday.TAG, keywords.TAG for each language; retention.KIND in days. `materials`: item, code, name.TAG,
note.TAG, required, still, licence, origin.PLACE (a proof, with `+` where the original follows). `form`: item, name,
label.TAG, hint.TAG, by, kind, required, key, max_length, schema.RULE (minLength, pattern). `choices`: item, field,
value, label.TAG. `laws`: item, name.TAG, article.TAG.
Several words stand in one cell with `;` between them. A column `use` names a shared part.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from desk.chores.data import BadData
from desk.model.catalogue.findings import Entry, Spot, Told, Where
from desk.model.catalogue.shared import by_language

SHEETS = ("items", "materials", "form", "choices", "laws")
LISTS = frozenset({"documents", "everyday", "keywords", "refusals"})
YES_OR_NO = frozenset({"enterprise", "key", "required", "still"})
NUMBERS = frozenset({"assurance_within", "statutory_days", "promised_days", "max_length", "minLength", "retention"})
FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "1", "是", "sim"), True),
    **dict.fromkeys(("false", "no", "0", "否", "não"), False),
}
GROUPED: Mapping[str, tuple[str, str]] = {
    "fee": ("fee", "amount"),
    "currency": ("fee", "currency"),
    "statutory_days": ("time_limit_days", "statutory"),
    "promised_days": ("time_limit_days", "promised"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a sheet: its cells that hold something, by the name of their column."""

    cells: Entry
    spot: Spot


Sheets = dict[str, list[Row]]


def read(path: Path) -> list[Told]:
    """The items of a workbook, or of `items.csv` and the tables beside it. Raises BadData."""
    sheets = _workbook(path) if path.suffix.lower() == ".xlsx" else _tables(path)
    below: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for sheet in SHEETS[1:]:
        for row in sheets[sheet]:
            below[sheet, str(row.cells.get("item", ""))].append(row)
    told = [_item(row, below) for row in sheets["items"]]
    codes = {one.code for one in told}
    for (sheet, code), rows in below.items():
        if code not in codes:
            raise BadData(f"{rows[0].spot.file}:{rows[0].spot.line}: {sheet} of {code!r}, and no such item in `items`")
    return told


def _item(row: Row, below: Mapping[tuple[str, str], Sequence[Row]]) -> Told:
    entry = _nested(row.cells)
    code = str(entry.get("code", ""))
    spots: dict[Where, Spot] = {(): row.spot}
    for sheet in ("materials", "form"):
        entry[sheet] = []
        for number, part in enumerate(below.get((sheet, code), ())):
            entry[sheet].append(_part(part, below.get(("choices", code), ()), spots, (sheet, number)))
    laws = below.get(("laws", code), ())
    if laws:
        entry["legal_basis"] = [_without(_nested(law.cells), "item") for law in laws]
        spots[("legal_basis",)] = laws[0].spot
        if not any("use" in law for law in entry["legal_basis"]):
            entry["legal_basis"] = by_language(entry["legal_basis"])
    return Told(entry=entry, spots=spots)


def _part(row: Row, choices: Iterable[Row], spots: dict[Where, Spot], where: Where) -> Entry:
    part = _without(_nested(row.cells), "item")
    spots[where] = row.spot
    if where[0] == "materials" and (places := part.pop("origin", None)):
        part["origins"] = {place: _rule(str(said)) for place, said in places.items()}
    own = [one for one in choices if str(one.cells.get("field", "")) == str(part.get("name", "")) and part.get("name")]
    if own:
        part["choices"] = [_without(_nested(one.cells), "item", "field") for one in own]
        spots |= {(*where, "choices", number): one.spot for number, one in enumerate(own)}
    return part


def _rule(said: str) -> Entry:
    """`attested+` is attested, and the original follows."""
    return {"proof": said.rstrip("+").strip(), **({"follows": True} if said.endswith("+") else {})}


def _nested(cells: Mapping[str, Any]) -> Entry:
    """`title.pt-MO` is a part of `title`; what is a list, a number or a flag is made one."""
    entry: Entry = {}
    for column, said in cells.items():
        group, _, name = column.partition(".")
        value = _value(name if group == "schema" else group, said)
        if column in GROUPED:
            outer, inner = GROUPED[column]
            entry.setdefault(outer, {})[inner] = value
        elif name:
            entry.setdefault(group, {})[name] = value
        else:
            entry[group] = value
    return entry


def _value(column: str, said: Any) -> Any:
    if column in LISTS:
        return [word.strip() for word in str(said).replace("；", ";").split(";") if word.strip()]
    if column in NUMBERS:
        return int(said) if str(said).isdecimal() else said
    if column in YES_OR_NO:
        return FLAGS.get(str(said).strip().lower(), said)
    return str(said)


def _workbook(path: Path) -> Sheets:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise BadData(f"{path.name}: no workbook that can be read ({type(error).__name__})") from error
    try:
        if "items" not in book.sheetnames:
            raise BadData(f"{path.name}: the workbook has no sheet called items")
        return {
            sheet: _rows(f"{path.name}[{sheet}]", book[sheet].iter_rows(values_only=True))
            if sheet in book.sheetnames
            else []
            for sheet in SHEETS
        }
    finally:
        book.close()


def _tables(path: Path) -> Sheets:
    found: Sheets = {}
    for sheet in SHEETS:
        table = path if sheet == "items" else path.with_name(f"{sheet}.csv")
        found[sheet] = []
        if table.exists():
            try:
                with table.open(encoding="utf-8-sig", newline="") as file:
                    found[sheet] = _rows(table.name, csv.reader(file))
            except (OSError, UnicodeDecodeError, csv.Error) as error:
                raise BadData(f"{table.name}: {type(error).__name__}") from error
    return found


def _rows(file: str, rows: Iterable[Sequence[Any]]) -> list[Row]:
    """The rows beneath the first, which names the columns. Raises BadData: one name twice."""
    lines: Iterator[tuple[int, Sequence[Any]]] = enumerate(rows, start=1)
    _, head = next(lines, (1, ()))
    columns = [str(name).strip() if name is not None else "" for name in head]
    twice = {name for name in columns if name and columns.count(name) > 1}
    if twice:
        raise BadData(f"{file}:1: two columns are called {min(twice)}")
    found = []
    for line, cells in lines:
        said = {name: _cell(cell) for name, cell in zip(columns, cells, strict=False) if name and _cell(cell) != ""}
        if said:
            found.append(Row(cells=said, spot=Spot(file=file, line=line)))
    return found


def _cell(cell: Any) -> Any:
    """A cell as it was written: a day as a day, a number without a point where it is whole."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _without(entry: Entry, *names: str) -> Entry:
    return {name: value for name, value in entry.items() if name not in names}
