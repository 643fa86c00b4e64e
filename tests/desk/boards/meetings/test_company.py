"""What clerk, applicant, colleague and supervisor see of who else is in a meeting."""

from sqlalchemy import update

from desk.actions.meetings import consults, layouts, supervision, transfers
from desk.actions.turns import tickets
from desk.boards import console, corner
from desk.boards.corner import Stage
from desk.boards.meetings import live
from desk.boards.meetings.company import Tile
from desk.boards.meetings.console import AtConsole
from desk.boards.reader import Reader
from desk.model.meetings.participants import Mode
from desk.model.sessions import applicant_party
from desk.store.tables import zones
from tests.desk.actions.meetings.people import opened, window
from tests.desk.world import Meeting, World


def reader(world: World) -> Reader:
    return Reader(store=world.store, scripts=world.desk.scripts, is_up=world.media.is_up)


async def at(world: World, login: str) -> AtConsole:
    return (await console.desktop(reader(world), world.staff[login])).others


async def stage(world: World, meeting: Meeting) -> Stage:
    return await corner.stage(reader(world), meeting.visit_id)


async def consulted(world: World, meeting: Meeting) -> str:
    """The second clerk sits aside with the first; their participant's id."""
    await opened(world, "clerk2")
    one = await consults.ask(world.desk, meeting.session_id, meeting.clerk, window(world.staff["clerk2"]))
    await consults.accept(world.desk, one.id, world.staff["clerk2"])
    return one.id


async def test_who_is_asked_sees_a_card_and_the_clerk_whom_they_asked(world: World) -> None:
    meeting = await world.in_session()
    await opened(world, "clerk2")
    await consults.ask(world.desk, meeting.session_id, meeting.clerk, window(world.staff["clerk2"]))
    (guest,) = (await at(world, "clerk2")).guests
    assert (guest.state, guest.asked_by, guest.window) == ("asked", meeting.clerk.name, meeting.clerk.window)
    (line,) = (await at(world, "clerk1")).people
    assert (line.state, line.name) == ("asked", world.staff["clerk2"].name)


async def test_the_applicant_is_told_nothing_before_the_colleague_joins(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await opened(sqlite_world, "clerk2")
    clerk2 = sqlite_world.staff["clerk2"]
    await consults.ask(sqlite_world.desk, meeting.session_id, meeting.clerk, window(clerk2))
    shown = (await stage(sqlite_world, meeting)).company
    assert (shown.aside, shown.colleague) == (False, False)


async def test_the_applicant_is_told_of_a_talk_aside_and_of_one_together(world: World) -> None:
    meeting = await world.in_session()
    await consulted(world, meeting)
    aside = (await stage(world, meeting)).company
    await consults.set_aside(world.desk, meeting.session_id, meeting.clerk, aside=False)
    together = (await stage(world, meeting)).company
    assert (aside.aside, aside.colleague, together.aside, together.colleague) == (True, True, False, True)


async def test_the_applicant_is_told_of_a_supervisor_by_the_zones_rule(world: World) -> None:
    meeting = await world.in_session()
    await supervision.be_there(world.desk, meeting.session_id, world.staff["supervisor1"], Mode.WHISPERING)
    assert (await stage(world, meeting)).company.supervisor


async def test_the_clerk_sees_a_supervisor_of_whom_the_applicant_is_not_told(world: World) -> None:
    async with world.store.write() as unit:
        await unit.connection.execute(update(zones).values(rules={"shows_supervisor": False}))
    meeting = await world.in_session()
    await supervision.be_there(world.desk, meeting.session_id, world.staff["supervisor1"])
    (line,) = (await at(world, "clerk1")).people
    assert (line.role, line.mode) == ("supervisor", "listening")
    assert not (await stage(world, meeting)).company.supervisor


async def test_a_turn_sent_on_says_so_at_the_corner_until_it_is_called(world: World) -> None:
    meeting = await world.in_session()
    await opened(world, "clerk2")
    await transfers.send_on(world.desk, meeting.session_id, meeting.clerk, window(world.staff["clerk2"]), "看第二頁")
    before = await stage(world, meeting)
    await tickets.call_next(world.desk, world.staff["clerk2"])
    after = await stage(world, meeting)
    assert (before.kind, before.company.sent, after.kind, after.company.sent) == ("returning", True, "called", False)


async def test_the_next_clerk_reads_the_note_and_who_sent_it(world: World) -> None:
    meeting = await world.in_session()
    await opened(world, "clerk2")
    await transfers.send_on(world.desk, meeting.session_id, meeting.clerk, window(world.staff["clerk2"]), "看第二頁")
    await tickets.call_next(world.desk, world.staff["clerk2"])
    sent = (await at(world, "clerk2")).sent
    assert sent is not None
    assert (sent.note, sent.name, sent.window) == ("看第二頁", meeting.clerk.name, meeting.clerk.window)


async def test_a_released_clerk_is_told_by_whom_until_their_next_call(world: World) -> None:
    meeting = await world.in_session(corner="MO-01")
    boss = world.staff["supervisor1"]
    await supervision.be_there(world.desk, meeting.session_id, boss)
    world.clock.pass_by(seconds=1)
    await supervision.take_over(world.desk, meeting.session_id, boss)
    told = (await at(world, "clerk1")).released
    world.clock.pass_by(seconds=1)
    await world.called(corner="MO-02")
    assert told is not None
    assert (told.supervisor, (await at(world, "clerk1")).released) == (boss.name, None)


async def test_pictures_carry_the_names_that_the_media_plane_places(world: World) -> None:
    meeting = await world.in_session()
    await consulted(world, meeting)
    party = applicant_party(meeting.visit_id)
    await layouts.note(world.desk, meeting.session_id, party, {"1": "expert"})
    name = world.staff["clerk2"].name
    assert (await stage(world, meeting)).company.tiles == (Tile(place=1, role="expert", name=name),)
    await layouts.note(world.desk, meeting.session_id, party, {})
    assert (await stage(world, meeting)).company.tiles == ()


async def test_the_same_layout_is_told_once(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    for _ in range(3):
        await layouts.note(sqlite_world.desk, meeting.session_id, "staff:1", {"1": "expert"})
    assert (await sqlite_world.tags()).count("session.laid-out") == 1


async def test_a_bridge_that_is_no_session_is_passed_over(sqlite_world: World) -> None:
    await layouts.note(sqlite_world.desk, "echo:1", "visit:1", {"1": "expert"})
    await layouts.note(sqlite_world.desk, "nothing", "visit:1", {"1": "expert"})
    assert "session.laid-out" not in await sqlite_world.tags()


async def test_whom_to_ask_is_who_is_open_and_free(world: World) -> None:
    await world.in_session()
    await opened(world, "clerk2")
    asked = {choice.to for choice in (await at(world, "clerk1")).targets.ask if choice.kind == "window"}
    sent = {choice.to: choice.state for choice in (await at(world, "clerk1")).targets.send}
    assert asked == {f"window:{world.staff['clerk2'].window}"}
    assert sent[f"window:{world.staff['clerk2'].window}"] == "free"
    assert sent[f"window:{world.staff['clerk3'].window}"] == "closed"


async def test_a_supervisor_sees_the_meetings_under_way_and_their_own(world: World) -> None:
    first = await world.in_session(corner="MO-01", clerk="clerk1")
    world.clock.pass_by(minutes=7)
    await world.in_session(corner="MO-02", clerk="clerk2")
    boss = world.staff["supervisor1"]
    await supervision.be_there(world.desk, first.session_id, boss)
    shown = await live.live(reader(world), boss)
    assert [(line.minutes, line.mine) for line in shown.lines] == [(7, True), (0, False)]
    assert shown.watched is not None
    assert (shown.watched.session_id, shown.own) == (first.session_id, False)
