"""The zone board: today's tickets by state, corners, windows, figures."""

from desk.actions import corners, sessions
from desk.actions.turns import duties, missed
from desk.boards import zone
from desk.boards.turns.lines import Wanted
from desk.boards.zone import Board
from desk.model.turns.duties import Reason
from desk.store import items
from tests.desk.boards.hall import ITEM, ONE_ENGINE, Hall


async def board(hall: Hall, code: str = "macao") -> Board:
    return await zone.board(hall.reader, await hall.zone_id(code), "zh-Hant-MO")


def numbers(shown: Board) -> dict[str, list[str]]:
    return {state: [line.number for line in lines] for state, lines in shown.columns}


@ONE_ENGINE
async def test_every_zone_can_be_chosen(hall: Hall) -> None:
    assert [name for _, name in await zone.zones(hall.reader, "en-HK")] == [
        "Jiangmen Service Zone in Hong Kong (demonstration)",
        "Jiangmen Service Zone in Macao (demonstration)",
    ]


async def test_tickets_stand_in_the_column_of_their_state(hall: Hall) -> None:
    await hall.serve(5)
    await hall.meet("MO-01", login="clerk1")
    await hall.wait_at("MO-02")
    await hall.call("clerk3")
    await hall.wait_at("MO-03")
    await hall.wait_at("HK-01")
    assert numbers(await board(hall)) == {
        "waiting": ["D-004"],
        "called": ["D-003"],
        "in-session": ["D-002"],
        "done": ["D-001"],
    }


@ONE_ENGINE
async def test_missed_tickets_have_a_column_when_there_are_any(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    session = await hall.call()
    await missed.miss(hall.desk, session.ticket_id, await hall.clerk("clerk1"))
    assert numbers(await board(hall))["missed"] == ["D-001"]


async def test_the_night_takes_what_is_done_and_leaves_who_still_waits(hall: Hall) -> None:
    await hall.serve(5)
    await hall.wait_at("MO-02")
    hall.clock.pass_by(hours=9)
    shown = numbers(await board(hall))
    assert (shown["waiting"], shown["done"]) == (["D-002"], [])


@ONE_ENGINE
async def test_a_wait_grows_long_and_then_late(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    levels = []
    for minutes in (8, 1, 9, 1):
        hall.clock.pass_by(minutes=minutes)
        line = dict((await board(hall)).columns)["waiting"][0]
        levels.append((line.minutes, line.level))
    assert levels == [(9, "calm"), (10, "long"), (19, "long"), (20, "late")]


async def test_an_item_says_how_long_a_wait_for_it_may_be(hall: Hall) -> None:
    async with hall.desk.store.write() as unit:
        known = await items.newest(unit.connection, ITEM)
        assert known is not None
        told = known[1] | {"patience": {"long": 2, "late": 5}}
        await items.add(unit, ITEM, known[0] + 1, unit.now, told)
    await hall.wait_at("MO-01")
    levels = []
    for _ in range(2):
        hall.clock.pass_by(minutes=2)
        levels.append(dict((await board(hall)).columns)["waiting"][0].level)
    assert levels == ["long", "late"]


async def test_who_waits_stands_in_one_line_however_they_came_to_it(hall: Hall) -> None:
    session = await hall.meet("MO-01")
    await hall.wait_at("MO-02")
    await sessions.put_back(hall.desk, session.id, await hall.clerk("clerk1"))
    lane = (await board(hall)).lanes["line"]
    assert [(line.number, line.priority, line.reason) for line in lane] == [
        ("D-001", "returning", "broken"),
        ("D-002", "ordinary", ""),
    ]


async def test_the_board_is_narrowed_and_its_figures_are_not(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    shown = await zone.board(hall.reader, await hall.zone_id("macao"), "pt-MO", Wanted(priority="care"))
    assert (numbers(shown)["waiting"], shown.today.waiting) == ([], 1)


async def test_the_day_stands_beside_last_weeks_up_to_the_same_hour(hall: Hall) -> None:
    await hall.serve(5)
    hall.clock.pass_by(days=7, minutes=-3)
    before = (await board(hall)).today.last_week
    hall.clock.pass_by(minutes=3)
    after = (await board(hall)).today.last_week
    assert ((before.taken, before.done), (after.taken, after.done)) == ((1, 0), (1, 1))


async def test_a_paused_window_says_so(hall: Hall) -> None:
    clerk = await hall.clerk("clerk1")
    await hall.open_console("clerk1")
    await duties.open_window(hall.desk, clerk)
    await duties.pause(hall.desk, clerk, Reason.BREAK)
    line = (await board(hall)).windows[0]
    assert (line.state, line.reason) == ("paused", "break")


async def test_a_meeting_whose_console_is_gone_says_so(hall: Hall) -> None:
    await hall.meet("MO-01")
    hall.clock.pass_by(minutes=2)
    line = (await board(hall)).windows[0]
    assert (line.state, line.ticket_number) == ("away", "D-001")


@ONE_ENGINE
async def test_a_called_ticket_names_its_window_and_corner(hall: Hall) -> None:
    await hall.wait_at("MO-02")
    await hall.call("clerk3")
    line = dict((await board(hall)).columns)["called"][0]
    assert (line.window, line.corner_name, line.level) == ("B01", "二號服務角（大堂）", "calm")


async def test_a_corner_is_offline_free_or_busy(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    await hall.wait_at("MO-02")
    hall.clock.pass_by(minutes=1)
    await hall.open_screens(*[f"corner:{await hall.corner_id(code)}" for code in ("MO-02", "MO-03")])
    shown = {line.code: (line.state, line.ticket_number) for line in (await board(hall)).corners}
    assert shown == {"MO-01": ("offline", "D-001"), "MO-02": ("busy", "D-002"), "MO-03": ("free", "")}


@ONE_ENGINE
async def test_a_corner_that_calls_for_a_person_says_so(hall: Hall) -> None:
    corner_id = await hall.corner_id("MO-02")
    await corners.call_for_help(hall.desk, corner_id, asked=True, actor=f"corner:{corner_id}")
    assert [line.code for line in (await board(hall)).corners if line.help] == ["MO-02"]


async def test_a_window_is_closed_open_or_as_its_session_stands(hall: Hall) -> None:
    await hall.meet("MO-01", login="clerk1")
    await hall.wait_at("MO-02")
    await hall.call("clerk3")
    for login in ("clerk1", "clerk2", "clerk3"):
        await hall.open_console(login)
    shown = {line.window: (line.state, line.ticket_number) for line in (await board(hall)).windows}
    assert shown == {"A01": ("live", "D-001"), "A02": ("open", ""), "B01": ("ringing", "D-002"), "C01": ("closed", "")}


@ONE_ENGINE
async def test_a_window_busy_for_another_zone_shows_no_number_of_it(hall: Hall) -> None:
    await hall.meet("HK-01", login="clerk1")
    await hall.open_console("clerk1")
    line = (await board(hall)).windows[0]
    assert (line.state, line.ticket_number) == ("live", "")


async def test_todays_figures_add_up(hall: Hall) -> None:
    await hall.serve(5)
    await hall.wait_at("MO-01")
    hall.clock.pass_by(minutes=2)
    await hall.wait_at("MO-02")
    session = await hall.call()
    await sessions.answer(hall.desk, session.id, session.visit_id)
    today = (await board(hall)).today
    assert (today.waiting, today.in_session, today.done, today.longest_wait) == (1, 1, 1, 1)
    assert today.mean_wait == 2


@ONE_ENGINE
async def test_there_is_no_mean_wait_before_the_first_call(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    assert (await board(hall)).today.mean_wait is None
