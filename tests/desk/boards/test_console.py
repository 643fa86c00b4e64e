"""The clerk's console: the queue in the order of the claim, the meeting, and the case."""

from desk.actions import recordings, sessions, visits
from desk.actions.turns import tickets
from desk.boards import console
from desk.model.errors import NobodyWaiting
from tests.desk.boards.hall import NAMES, ONE_ENGINE, Hall


async def test_the_queue_stands_in_the_order_of_the_claim(hall: Hall) -> None:
    await hall.wait_at("MO-01", item="JM-SI-001")
    for corner in ("MO-02", "MO-03", "HK-01", "HK-02"):
        await hall.wait_at(corner)
    broken = await hall.call("clerk3")
    await sessions.break_off(hall.desk, broken.id)
    clerk = await hall.clerk("clerk1")
    shown = [line.ticket_id for line in (await console.queue(hall.reader, clerk)).lines]
    called = []
    while True:
        try:
            session = await tickets.call_next(hall.desk, clerk)
        except NobodyWaiting:
            break
        called.append(session.ticket_id)
        await sessions.answer(hall.desk, session.id, session.visit_id)
        await sessions.end(hall.desk, session.id, clerk)
    assert shown == called
    assert (shown[0], len(shown)) == (broken.ticket_id, 5)


@ONE_ENGINE
async def test_a_queue_holds_only_what_its_clerk_can_serve(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    await hall.wait_at("MO-02", item="JM-SI-001")
    numbers = [line.number for line in (await console.queue(hall.reader, await hall.clerk("clerk2"))).lines]
    assert numbers == ["A-001"]


async def test_a_line_of_the_queue_speaks_the_clerks_language_and_names_the_applicants(hall: Hall) -> None:
    await hall.wait_at("MO-01", "pt-MO")
    hall.clock.pass_by(minutes=4)
    shown = await console.queue(hall.reader, await hall.clerk("clerk1"))
    line = shown.lines[0]
    assert (line.item_title, line.language, line.language_name) == ("企业名称自主申报", "pt-MO", "Português")
    assert (line.waited_minutes, line.priority, shown.waiting, shown.can_call) == (5, "ordinary", 1, True)


@ONE_ENGINE
async def test_nobody_can_be_called_while_a_session_is_open(hall: Hall) -> None:
    await hall.meet()
    assert (await console.queue(hall.reader, await hall.clerk("clerk1"))).can_call is False


async def test_served_today_counts_meetings_and_not_calls(hall: Hall) -> None:
    clerk = await hall.clerk("clerk1")
    await hall.serve(5)
    await hall.wait_at("MO-01")
    await sessions.end(hall.desk, (await hall.call()).id, clerk)
    assert (await console.queue(hall.reader, clerk)).served_today == 1


@ONE_ENGINE
async def test_served_today_begins_anew_each_day(hall: Hall) -> None:
    await hall.serve(5)
    hall.clock.pass_by(days=1)
    assert (await console.queue(hall.reader, await hall.clerk("clerk1"))).served_today == 0


async def test_a_meeting_shows_names_as_spelt_and_numbers_masked(hall: Hall) -> None:
    session = await hall.meet()
    hall.media.up.add(f"visit:{session.visit_id}")
    shown = await console.meeting(hall.reader, await hall.clerk("clerk1"))
    assert shown is not None
    assert [(name.text, name.lang) for name in shown.names] == [(name.text, name.language) for name in NAMES]
    assert [line[1:] for line in shown.documents] == [("hkid", "A123***(*)", "checksum")]
    assert shown.masked_phone == "+852 •••• ••67"
    assert (shown.state, shown.applicant_here, shown.recording) == ("live", True, True)
    assert (shown.assurance.level, shown.assurance.reason) == ("substantial", "")


@ONE_ENGINE
async def test_a_call_is_not_recorded_before_its_answer(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    await hall.call()
    shown = await console.meeting(hall.reader, await hall.clerk("clerk1"))
    assert shown is not None
    assert (shown.recording, shown.began_at) == (False, None)


@ONE_ENGINE
async def test_a_meeting_on_hold_is_not_shown_as_recorded(hall: Hall) -> None:
    session = await hall.meet()
    clerk = await hall.clerk("clerk1")
    await sessions.hold(hall.desk, session.id, clerk, held=True)
    shown = await console.meeting(hall.reader, clerk)
    assert shown is not None
    assert (shown.state, shown.recording) == ("held", False)


@ONE_ENGINE
async def test_a_failed_recording_is_not_shown_as_running(hall: Hall) -> None:
    session = await hall.meet()
    await recordings.note_failed(hall.desk, session.id, "disk-full")
    shown = await console.meeting(hall.reader, await hall.clerk("clerk1"))
    assert shown is not None
    assert (shown.recording, shown.unrecorded) == (False, "wished")


@ONE_ENGINE
async def test_a_recording_that_goes_again_is_shown_as_running(hall: Hall) -> None:
    session = await hall.meet()
    await recordings.note_failed(hall.desk, session.id, "disk-full")
    await recordings.note_resumed(hall.desk, session.id)
    shown = await console.meeting(hall.reader, await hall.clerk("clerk1"))
    assert shown is not None
    assert (shown.recording, shown.unrecorded) == (True, "")


async def test_the_desktop_has_the_case_and_its_receipt_until_the_session_ends(hall: Hall) -> None:
    session = await hall.meet()
    receipt = await hall.submit(session)
    clerk = await hall.clerk("clerk1")
    during = await console.desktop(hall.reader, clerk)
    await sessions.end(hall.desk, session.id, clerk)
    after = await console.desktop(hall.reader, clerk)
    assert during.case is not None
    assert during.receipt is not None
    assert (during.case.id, during.receipt.number) == (session.case_id, receipt.number)
    assert (after.meeting, after.case, after.receipt) == (None, None, None)


async def test_a_clerk_is_told_who_left_until_the_next_call(hall: Hall) -> None:
    clerk = await hall.clerk("clerk1")
    session = await hall.meet()
    during = await console.desktop(hall.reader, clerk)
    await visits.leave(hall.desk, session.visit_id)
    after = await console.desktop(hall.reader, clerk)
    await hall.serve(5)
    later = await console.desktop(hall.reader, clerk)
    assert (during.left, after.left, later.left) == ("", "D-001", "")


@ONE_ENGINE
async def test_another_clerk_does_not_see_the_case(hall: Hall) -> None:
    await hall.meet()
    assert await console.case_of(hall.reader, await hall.clerk("clerk3")) is None
