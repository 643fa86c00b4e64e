"""A forecast never shortens for those behind, is never below nothing, and is none where nobody serves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from desk.model.turns.forecast import CONFIDENCE, forecast
from desk.model.turns.halls import Expected, Hall, Turn, Window, joined
from desk.model.turns.order import Priority
from desk.model.turns.seen import Habits, Service, seen

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LINE = "mo/trade/yue"
STEADY = Habits(missed=0.0, turnover=0.0, left=0.0)


def services(minutes: float = 10, times: int = 40, item: str = "A") -> list[Service]:
    return [
        Service(item=item, skill="trade", clerk="one", hour=9 + n % 8, seconds=60 * minutes * (0.8 + 0.1 * (n % 5)))
        for n in range(times)
    ]


def hall(ahead: int, windows: int = 1, *, is_open: bool = True) -> Hall:
    """So many turns ahead of `last`."""
    turns = [
        Turn(id=f"{n:03d}", item="A", skill="trade", line=LINE, stands_at=NOON - timedelta(minutes=100 - n))
        for n in range(ahead)
    ]
    last = Turn(id="last", item="A", skill="trade", line=LINE, stands_at=NOON)
    places = [Window(clerk=f"w{n}", lines=frozenset({LINE}), is_open=is_open) for n in range(windows)]
    return Hall(now=NOON, clock=12 * 3600, turns=[*turns, last], windows=places)


@settings(max_examples=40, deadline=None)
@given(ahead=st.integers(0, 25), windows=st.integers(1, 5))
def test_who_stands_behind_is_told_no_less(ahead: int, windows: int) -> None:
    standing = hall(ahead, windows)
    told = forecast(standing, seen(services(), Habits(missed=0.1, left=0.02)))
    ranges = [told[turn.id] for turn in standing.turns]
    for figure in ("low", "middle", "high"):
        figures = [getattr(found, figure) for found in ranges]
        assert figures == sorted(figures)


@settings(max_examples=40, deadline=None)
@given(ahead=st.integers(0, 20), windows=st.integers(1, 4))
def test_one_turn_more_ahead_never_shortens_the_wait(ahead: int, windows: int) -> None:
    known = seen(services(), STEADY)
    fewer, more = (forecast(hall(before, windows), known)["last"] for before in (ahead, ahead + 1))
    assert (fewer.low, fewer.middle, fewer.high) <= (more.low, more.middle, more.high)


@settings(max_examples=60, deadline=None)
@given(
    ahead=st.integers(0, 15),
    windows=st.integers(1, 4),
    busy=st.one_of(st.none(), st.floats(0, 1e5)),
    lasted=st.lists(st.floats(0, 1e5), min_size=3, max_size=20),
    left=st.floats(0, 0.2),
)
def test_a_range_is_never_below_nothing_and_never_upside_down(
    ahead: int, windows: int, busy: float | None, lasted: list[float], left: float
) -> None:
    found = [Service(item="A", skill="trade", clerk="one", hour=9, seconds=seconds) for seconds in lasted]
    standing = hall(ahead, windows)
    standing = replace(standing, windows=[replace(window, busy_for=busy, item="A") for window in standing.windows])
    for told in forecast(standing, seen(found, Habits(left=left, broke=0.1))).values():
        assert 0 <= told.low <= told.middle <= told.high


def test_where_nobody_serves_nothing_is_told() -> None:
    assert forecast(hall(3, windows=0), seen(services())) == {}


def test_where_every_window_is_closed_nothing_is_told() -> None:
    assert forecast(hall(3, windows=2, is_open=False), seen(services())) == {}


def test_where_no_open_window_serves_the_line_nothing_is_told() -> None:
    standing = hall(1)
    elsewhere = replace(standing.windows[0], lines=frozenset({"mo/other/yue"}))
    assert forecast(replace(standing, windows=[elsewhere]), seen(services())) == {}


def test_where_too_little_was_seen_nothing_is_told() -> None:
    assert forecast(hall(3), seen(services(times=2))) == {}


def test_who_is_not_reached_before_the_windows_close_is_told_nothing() -> None:
    closing = replace(STEADY, days={"w0": [((9 * 3600.0, 12.5 * 3600.0),)]})
    told = forecast(hall(12), seen(services(), closing))
    assert ("000" in told, "last" in told) == (True, False)


def test_the_same_hall_has_the_same_forecast() -> None:
    known = seen(services())
    assert forecast(hall(7, 2), known) == forecast(hall(7, 2), known)


def test_the_order_of_a_hall_is_that_of_the_places_and_not_of_the_list() -> None:
    standing, known = hall(7, 2), seen(services())
    assert forecast(replace(standing, turns=standing.turns[::-1]), known) == forecast(standing, known)


def test_two_windows_serve_sooner_than_one() -> None:
    known = seen(services(), STEADY)
    assert forecast(hall(8, 2), known)["last"].middle < forecast(hall(8, 1), known)["last"].middle


def test_a_free_window_serves_now() -> None:
    assert forecast(hall(0), seen(services(), STEADY))["last"].middle == 0


def test_a_meeting_that_has_lasted_long_is_nearer_its_end() -> None:
    known, standing = seen(services(), STEADY), hall(0)
    begun, old = (
        replace(standing, windows=[replace(standing.windows[0], busy_for=seconds, item="A", skill="trade")])
        for seconds in (0.0, 540.0)
    )
    assert forecast(old, known)["last"].middle < forecast(begun, known)["last"].middle


def test_ten_meetings_of_ten_minutes_are_about_a_hundred() -> None:
    told = forecast(hall(10), seen(services(10, times=400), STEADY))["last"]
    assert 85 <= told.middle <= 115


def test_an_item_that_was_never_seen_is_taken_to_last_as_others_of_its_skill() -> None:
    standing = hall(5)
    known = seen([*services(10, 200), *[replace(s, skill="tax", item="T") for s in services(60, 200)]], STEADY)
    unknown = [replace(turn, item="never") for turn in standing.turns]
    assert forecast(replace(standing, turns=unknown), known)["last"].middle < 75


def test_an_appointment_that_is_due_is_counted() -> None:
    known, standing = seen(services(), replace(STEADY, came=1.0)), hall(3)
    due = [Expected(id=f"due{n}", item="A", skill="trade", line=LINE, at=NOON + timedelta(minutes=5)) for n in range(3)]
    assert forecast(replace(standing, expected=due), known)["last"].middle > forecast(standing, known)["last"].middle


def test_those_who_usually_come_with_a_head_start_are_counted() -> None:
    usual = replace(STEADY, arrivals={(LINE, Priority.CARE, hour): 6.0 for hour in range(24)})
    later, quiet = seen(services(), usual), seen(services(), STEADY)
    assert forecast(hall(6), later)["last"].middle > forecast(hall(6), quiet)["last"].middle


def test_who_leaves_the_line_shortens_it() -> None:
    leaving = seen(services(), replace(STEADY, left=0.05))
    assert forecast(hall(12), leaving)["last"].middle < forecast(hall(12), seen(services(), STEADY))["last"].middle


def test_a_forecast_tells_its_confidence() -> None:
    assert forecast(hall(2), seen(services()))["last"].confidence == CONFIDENCE


def test_who_would_take_a_turn_now_is_behind_all_who_wait() -> None:
    standing, known = hall(4), seen(services(), STEADY)
    new = joined(standing, "A", "trade", LINE)
    told = forecast(replace(standing, turns=[*standing.turns, new]), known)
    assert told[""].middle >= told["last"].middle
