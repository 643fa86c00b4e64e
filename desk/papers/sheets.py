"""Tables that are carried away: as CSV, and as a workbook of Office Open XML.

No cell is ever a formula. A text that a spreadsheet would take for one is written after an apostrophe in CSV (OWASP,
*CSV Injection*), and as a plain string in a workbook. Instants are ISO 8601 with their zone.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

Cell = str | int | float | datetime | None
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31
BOM = "\ufeff"
"""Without it, spreadsheets take the file for one of the local code page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table: its name, the heads of its columns, and its rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def as_csv(sheet: Sheet) -> bytes:
    """RFC 4180, UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_safe(head) for head in sheet.heads])
    writer.writerows([[_plain(cell) for cell in row] for row in sheet.rows])
    return (BOM + text.getvalue()).encode()


def as_workbook(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with a page for each table."""
    whole = io.BytesIO()
    book = xlsxwriter.Workbook(whole, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for number, sheet in enumerate(sheets, start=1):
        page = book.add_worksheet(_name(sheet.name, number))
        page.freeze_panes(1, 0)
        page.set_column(0, 0, 32)
        page.set_column(1, max(1, len(sheet.heads) - 1), 14)
        for column, text in enumerate(sheet.heads):
            page.write_string(0, column, text, head)
        for at, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                _write(page, at, column, cell)
    book.close()
    return whole.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif cell is not None:
        page.write_string(row, column, cell.isoformat() if isinstance(cell, datetime) else cell)


def _plain(cell: Cell) -> str | int | float:
    if isinstance(cell, datetime):
        return cell.isoformat()
    if isinstance(cell, str):
        return _safe(cell)
    return "" if cell is None else cell


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(RISKY) else text


def _name(name: str, number: int) -> str:
    """What a page may be called: no more than 31 characters, some of them none, and no name twice."""
    told = FORBIDDEN.sub(" ", name).strip()
    return f"{number} {told}"[:LONGEST_NAME]
