"""Tables that are carried away say the same when they are read again, and nothing in them is a formula."""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest

from desk.papers.sheets import Cell, Sheet, as_csv, as_workbook

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"]


def sheet(*rows: tuple[Cell, ...], name: str = "Waits") -> Sheet:
    return Sheet(name=name, heads=("what", "number"), rows=rows)


def read_csv(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))


def read_workbook(made: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(made))


def test_a_csv_says_the_same_when_it_is_read_again() -> None:
    assert read_csv(as_csv(sheet(("登記, “甲”\n乙", 3)))) == [["what", "number"], ["登記, “甲”\n乙", "3"]]


def test_a_csv_begins_with_the_mark_by_which_spreadsheets_know_utf_8() -> None:
    assert as_csv(sheet()).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_begins_as_a_formula(text: str) -> None:
    assert read_csv(as_csv(sheet((text, 1))))[1][0] == f"'{text}"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula(text: str) -> None:
    page = read_workbook(as_workbook([sheet((text, 1))])).worksheets[0]
    assert page["A2"].data_type == "s"


def test_a_number_below_nothing_stays_a_number() -> None:
    assert read_csv(as_csv(sheet(("a", -3))))[1] == ["a", "-3"]


def test_instants_are_told_with_their_zone() -> None:
    assert read_csv(as_csv(sheet((AT, None))))[1] == ["2026-03-02T09:30:00+00:00", ""]


def test_a_workbook_has_a_page_for_each_table() -> None:
    book = read_workbook(
        as_workbook([sheet(name="等候時間"), sheet(name="等候時間"), sheet(name="a/b [x]:*? " + "y" * 40)])
    )
    assert (len(book.worksheets), len(set(book.sheetnames)), max(map(len, book.sheetnames))) == (3, 3, 31)


def test_a_workbook_says_the_same_when_it_is_read_again() -> None:
    page = read_workbook(as_workbook([sheet(("澳門專區", 7), ("x", 1.5), (AT, None))])).worksheets[0]
    assert [tuple(row) for row in page.iter_rows(values_only=True)] == [
        ("what", "number"),
        ("澳門專區", 7),
        ("x", 1.5),
        ("2026-03-02T09:30:00+00:00", None),
    ]
