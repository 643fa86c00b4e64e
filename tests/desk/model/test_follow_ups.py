"""The course of a follow-up, when it is due, and which cases are closed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from desk.chores import data
from desk.model.cases import cases
from desk.model.errors import IllegalMove
from desk.model.follow_ups import DAYS, MOVES, FollowUp, Kind, Move, State, due_at, is_closed, step
from desk.model.turns.calendars import Calendar, calendar_of
from tests.desk.model.tables import illegal, legal

NOON = datetime(2026, 9, 30, 4, tzinfo=UTC)
MACAO = ZoneInfo("Asia/Macau")
UNKNOWN = Calendar(code="XX", years=frozenset(), rest=frozenset())
TABLE = """
    open         contact  contacted
    contacted    settle   settled
    open         miss     not-reached
    not-reached  contact  contacted
    open         decline  declined
    contacted    decline  declined
    open         drop     dropped
    contacted    drop     dropped
    not-reached  drop     dropped
"""


def follow_up(state: State) -> FollowUp:
    return FollowUp(
        id="f",
        kind=Kind.CALL,
        case_id="c",
        visit_id="v",
        zone_id="z",
        level=0,
        state=state,
        owner_id="",
        opened_at=NOON,
        due_at=NOON,
        warned_at=None,
        means="",
        outcome="",
        note=None,
        moved_at=NOON,
    )


def test_the_table_is_the_whole_of_it() -> None:
    assert len(MOVES) == len(TABLE.strip().splitlines())


@pytest.mark.parametrize(("state", "move", "after"), legal(TABLE))
def test_moves(state: str, move: str, after: str) -> None:
    assert step(follow_up(State(state)), Move(move), NOON).state == after


@pytest.mark.parametrize(("state", "move"), illegal(TABLE, State, Move))
def test_other_moves_are_refused(state: State, move: Move) -> None:
    with pytest.raises(IllegalMove):
        step(follow_up(state), move, NOON)


@pytest.mark.parametrize("state", ["done", "refused", "withdrawn"])
def test_a_case_from_which_no_move_leads_is_closed(state: str) -> None:
    assert is_closed(cases.State(state))


@pytest.mark.parametrize("state", ["drafting", "submitted", "accepted", "halted"])
def test_a_case_that_goes_on_is_not(state: str) -> None:
    assert not is_closed(cases.State(state))


def test_it_is_due_at_the_end_of_a_working_day_by_the_zone_s_clock() -> None:
    lists = [each for each in data.read(data.DEMO).calendars if each["code"] == "MO"]
    calendar = calendar_of("MO", lists)
    due = due_at(Kind.CALL, NOON, calendar, MACAO)
    last = calendar.working_day(date(2026, 9, 30), DAYS[Kind.CALL])
    assert (due.astimezone(MACAO).date() - last).days == 1
    assert due.astimezone(MACAO).hour == 0
    assert (last - date(2026, 9, 30)).days > 14, "the holidays of October were counted"


def test_where_no_calendar_is_known_the_week_counts() -> None:
    due = due_at(Kind.CALL, NOON, UNKNOWN, MACAO)
    assert due == datetime(2026, 10, 14, 16, tzinfo=UTC)
