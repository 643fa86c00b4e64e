"""What came out of a bag is told sheet by sheet: the right page, another place, twice, none, and what is missing."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.model.errors import IllegalMove
from desk.model.materials.originals import Bag, State, Verdict, judge, missing, open_bag

SEALED = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
LATER = SEALED + timedelta(days=3)
BAG = Bag(
    id="b",
    case_id="c",
    number="MO-2026-0001",
    state=State.SEALED,
    sha256="0" * 64,
    sealed_by="s",
    sealed_at=SEALED,
    moved_at=SEALED,
)


def rows(*of: str) -> list[list[int]]:
    """Three pages a, b, c; `x` is like none of them, `?` as like one as another."""
    known = {"a": [900, 100, 100], "b": [100, 900, 100], "c": [100, 100, 900], "x": [200, 90, 90], "?": [700, 690, 10]}
    return [known[each] for sheet in of for each in sheet]


CASES = {
    "whole": ("abc", [Verdict.MATCHED] * 3, ()),
    "swapped": ("bac", [Verdict.MOVED, Verdict.MOVED, Verdict.MATCHED], ()),
    "one missing": ("ab", [Verdict.MATCHED] * 2, (2,)),
    "another sheet": ("axc", [Verdict.MATCHED, Verdict.UNKNOWN, Verdict.MATCHED], (1,)),
    "one twice": ("aac", [Verdict.MATCHED, Verdict.TWICE, Verdict.MATCHED], (1,)),
    "not clear": ("?bc", [Verdict.UNKNOWN, Verdict.MATCHED, Verdict.MATCHED], (0,)),
    "empty": ("", [], (0, 1, 2)),
}


@pytest.mark.parametrize(("sheets", "verdicts", "lacking"), CASES.values(), ids=CASES)
def test_each_sheet_is_told(sheets: str, verdicts: list[Verdict], lacking: tuple[int, ...]) -> None:
    found = judge(rows(sheets))
    assert [each.verdict for each in found] == verdicts
    assert missing(found, 3) == lacking


@pytest.mark.parametrize(
    ("sheets", "state"), [("abc", State.WHOLE), ("bac", State.AMISS), ("ab", State.AMISS), ("abcx", State.AMISS)]
)
def test_a_bag_is_whole_when_every_page_lies_in_its_place(sheets: str, state: State) -> None:
    assert open_bag(BAG, judge(rows(sheets)), 3, LATER).state is state


def test_a_bag_found_whole_is_not_opened_again() -> None:
    whole = open_bag(BAG, judge(rows("abc")), 3, LATER)
    with pytest.raises(IllegalMove):
        open_bag(whole, judge(rows("ab")), 3, LATER)
