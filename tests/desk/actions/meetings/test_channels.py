"""Either side of a meeting steps down to sound or writing and up again; what is written is kept to the code point."""

import pytest

from desk.actions import erasure, sessions, visits
from desk.actions.meetings import channels, chat
from desk.actions.meetings.chat import Said
from desk.actions.turns import tickets
from desk.boards import console, corner, office
from desk.boards.parts import Text
from desk.boards.reader import Reader
from desk.model.channels import Channel, Move, Why
from desk.model.errors import BadInput, Missing, NotAllowed, NotReady, Stale, TextTooLong, WritingUnrecorded
from desk.model.events import Event, Tag
from desk.model.sessions import Seat
from desk.store.meetings import chat as kept
from tests.desk.world import Meeting, World

HARD = "余范鍾 裡 后 𨋢"
RECORDED = "JM-SI-002"
"""An item whose recording is required."""
FIRST, SECOND = "0" * 31 + "1", "0" * 31 + "2"


def reader(world: World) -> Reader:
    return Reader(store=world.store, scripts=world.desk.scripts, is_up=world.media.is_up)


def said(meeting: Meeting, text: str, *, by: Seat = Seat.APPLICANT, line: str = FIRST) -> Said:
    applicant = by is Seat.APPLICANT
    return Said(
        id=line,
        text=text,
        language="zh-Hant-MO" if applicant else "zh-Hans-CN",
        by=by,
        author_id=meeting.visit_id if applicant else meeting.clerk.id,
    )


async def told(world: World) -> list[Event]:
    return [fact.event for fact in await world.store.facts((), 0) if fact.event.tag is Tag.SESSION_CHANNEL_CHANGED]


async def written(world: World, visit_id: str) -> list[str]:
    async with world.store.read() as connection:
        return [line.text for line in await kept.of_visit(connection, world.store.vault, visit_id)]


async def test_what_must_be_recorded_does_not_go_on_in_writing(world: World) -> None:
    meeting = await world.in_session(item=RECORDED)
    with pytest.raises(WritingUnrecorded):
        await channels.by_clerk(world.desk, meeting.session_id, meeting.clerk, Move.WRITE)
    with pytest.raises(WritingUnrecorded):
        await channels.by_applicant(world.desk, meeting.session_id, meeting.visit_id, Move.WRITE, Why.NO_DEVICES)
    assert (await world.session(meeting.session_id)).channel is Channel.VIDEO


async def test_what_must_be_recorded_goes_on_by_sound(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session(item=RECORDED)
    await channels.by_clerk(sqlite_world.desk, meeting.session_id, meeting.clerk, Move.HEAR)
    assert (await sqlite_world.session(meeting.session_id)).channel is Channel.AUDIO


async def test_either_side_steps_down_and_up_again(world: World) -> None:
    meeting = await world.in_session()
    await channels.by_applicant(world.desk, meeting.session_id, meeting.visit_id, Move.HEAR)
    await channels.by_clerk(world.desk, meeting.session_id, meeting.clerk, Move.WRITE)
    await channels.by_clerk(world.desk, meeting.session_id, meeting.clerk, Move.SEE)
    assert (await world.session(meeting.session_id)).channel is Channel.VIDEO
    assert [event.data["channel"] for event in await told(world)] == ["audio", "text", "video"]


async def test_why_a_meeting_went_on_in_writing_is_told(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await channels.by_applicant(sqlite_world.desk, meeting.session_id, meeting.visit_id, Move.WRITE, Why.NO_DEVICES)
    assert (await told(sqlite_world))[0].data["why"] == "no-devices"


async def test_asked_for_twice_it_is_one_step(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    for _ in range(2):
        await channels.by_applicant(sqlite_world.desk, meeting.session_id, meeting.visit_id, Move.HEAR)
    assert len(await told(sqlite_world)) == 1


async def test_nobody_else_changes_the_channel(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(Missing):
        await channels.by_applicant(sqlite_world.desk, meeting.session_id, "another", Move.HEAR)
    with pytest.raises(NotAllowed):
        await channels.by_clerk(sqlite_world.desk, meeting.session_id, sqlite_world.staff["clerk2"], Move.HEAR)


async def test_a_call_that_rings_has_no_channel_to_change(sqlite_world: World) -> None:
    meeting = await sqlite_world.called()
    with pytest.raises(NotReady):
        await channels.by_clerk(sqlite_world.desk, meeting.session_id, meeting.clerk, Move.HEAR)


async def test_a_broken_meeting_begins_anew_by_video(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await channels.by_clerk(sqlite_world.desk, meeting.session_id, meeting.clerk, Move.WRITE)
    await sessions.break_off(sqlite_world.desk, meeting.session_id)
    again = await tickets.call_next(sqlite_world.desk, meeting.clerk)
    assert (again.ticket_id, again.channel) == (meeting.ticket_id, Channel.VIDEO)


async def test_what_is_written_is_kept_to_the_code_point(world: World) -> None:
    meeting = await world.in_session()
    await chat.say(world.desk, meeting.session_id, said(meeting, HARD))
    assert await written(world, meeting.visit_id) == [HARD]


async def test_each_reads_it_in_their_script_and_the_original_stands_beside_it(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await chat.say(sqlite_world.desk, meeting.session_id, said(meeting, "電話號碼"))
    await chat.say(sqlite_world.desk, meeting.session_id, said(meeting, "请写", by=Seat.CLERK, line=SECOND))
    at_desk = (await console.desktop(reader(sqlite_world), meeting.clerk)).chat
    at_corner = (await corner.stage(reader(sqlite_world), meeting.visit_id)).chat
    turned = Text(shown="电话号码", lang="zh-Hans-CN", converted=True, original="電話號碼", original_lang="zh-Hant-MO")
    assert at_desk[0].text == turned
    assert (at_corner[1].text.shown, at_corner[1].text.original, at_corner[1].by) == ("請寫", "请写", "clerk")


async def test_a_line_that_is_sent_again_is_one_line(world: World) -> None:
    meeting = await world.in_session()
    for _ in range(2):
        await chat.say(world.desk, meeting.session_id, said(meeting, "一次"))
    assert await written(world, meeting.visit_id) == ["一次"]


async def test_the_id_of_anothers_line_is_refused(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await chat.say(sqlite_world.desk, meeting.session_id, said(meeting, "一"))
    with pytest.raises(Stale):
        await chat.say(sqlite_world.desk, meeting.session_id, said(meeting, "二", by=Seat.CLERK))


@pytest.mark.parametrize(("text", "error"), [("", BadInput), (" \n", BadInput), ("長" * 1_001, TextTooLong)])
async def test_nothing_and_too_much_are_refused(sqlite_world: World, text: str, error: type[Exception]) -> None:
    meeting = await sqlite_world.in_session()
    with pytest.raises(error):
        await chat.say(sqlite_world.desk, meeting.session_id, said(meeting, text))


async def test_nobody_writes_in_a_meeting_that_is_not_theirs(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    stranger = Said(id=FIRST, text="嗨", language="zh-Hant-MO", by=Seat.APPLICANT, author_id="another")
    with pytest.raises(Missing):
        await chat.say(sqlite_world.desk, meeting.session_id, stranger)


async def test_nobody_writes_in_a_meeting_that_is_over(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await sessions.end(sqlite_world.desk, meeting.session_id, meeting.clerk)
    with pytest.raises(NotReady):
        await chat.say(sqlite_world.desk, meeting.session_id, said(meeting, "還在嗎"))


async def test_what_was_written_is_in_the_next_meeting_of_the_same_turn(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await chat.say(sqlite_world.desk, meeting.session_id, said(meeting, "我的編號"))
    await sessions.break_off(sqlite_world.desk, meeting.session_id)
    await tickets.call_next(sqlite_world.desk, meeting.clerk)
    shown = (await console.desktop(reader(sqlite_world), meeting.clerk)).chat
    assert [line.text.original for line in shown] == ["我的編號"]


async def test_the_office_sees_by_what_the_meeting_went_and_what_was_written(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await channels.by_clerk(sqlite_world.desk, meeting.session_id, meeting.clerk, Move.WRITE)
    await chat.say(sqlite_world.desk, meeting.session_id, said(meeting, "好"))
    file = await office.session(reader(sqlite_world), meeting.session_id, "zh-Hans-CN")
    assert [event.channel for event in file.events if event.channel] == ["text"]
    assert [line.text.original for line in file.chat] == ["好"]


async def test_the_ledger_holds_no_word_of_it(sqlite_world: World) -> None:
    meeting = await sqlite_world.in_session()
    await chat.say(sqlite_world.desk, meeting.session_id, said(meeting, "銀行帳號"))
    assert "銀行" not in str(await sqlite_world.store.facts((), 0))


async def test_what_was_written_is_erased_with_the_record(world: World) -> None:
    meeting = await world.in_session()
    await chat.say(world.desk, meeting.session_id, said(meeting, "請刪去"))
    await visits.leave(world.desk, meeting.visit_id)
    world.clock.pass_by(hours=24 * 400)
    await erasure.run(world.desk)
    assert await written(world, meeting.visit_id) == []
