"""What a supervisor looks up: the sessions, and everything kept of one."""

import pytest

from desk.actions import ratings, sessions
from desk.boards import office
from desk.model.errors import Missing
from desk.model.sessions import Session
from desk.store.sessions import Segment
from tests.desk.boards.hall import ONE_ENGINE, Hall


async def record(hall: Hall, session: Session, *seats: str) -> None:
    now = hall.clock()
    segment = Segment(
        path=f"{session.id}/{'-'.join(seats)}.webm", sha256="0" * 64, seats=seats, began_at=now, ended_at=now
    )
    await sessions.keep_segment(hall.desk, session.id, segment)


async def test_sessions_are_listed_the_newest_first(hall: Hall) -> None:
    older = await hall.serve(7)
    newer = await hall.meet()
    lines = await office.sessions(hall.reader, "zh-Hans-CN")
    assert [(line.id, line.state, line.minutes) for line in lines] == [(newer.id, "live", 0), (older.id, "ended", 7)]


@ONE_ENGINE
async def test_a_list_has_as_many_lines_as_were_asked_for(hall: Hall) -> None:
    await hall.serve(1)
    newer = await hall.serve(1)
    assert [line.id for line in await office.sessions(hall.reader, "en-HK", limit=1)] == [newer.id]


async def test_a_line_tells_rating_and_recording(hall: Hall) -> None:
    session = await hall.meet()
    before = (await office.sessions(hall.reader, "en-HK"))[0]
    await ratings.rate(hall.desk, session.visit_id, 5)
    await record(hall, session, "applicant")
    after = (await office.sessions(hall.reader, "en-HK"))[0]
    assert [(line.rating, line.recorded) for line in (before, after)] == [(0, False), (5, True)]


@ONE_ENGINE
async def test_a_call_that_was_not_answered_took_no_minutes(hall: Hall) -> None:
    await hall.wait_at("MO-01")
    session = await hall.call()
    hall.clock.pass_by(minutes=3)
    await sessions.end(hall.desk, session.id, await hall.clerk("clerk1"))
    assert (await office.sessions(hall.reader, "en-HK"))[0].minutes == 0


async def test_a_file_has_a_recording_for_each_seat_once(hall: Hall) -> None:
    session = await hall.meet()
    for seats in (("clerk",), ("applicant",), ("applicant", "clerk")):
        await record(hall, session, *seats)
    shown = await office.session(hall.reader, session.id, "en-HK")
    base = f"/office/sessions/{session.id}/recording"
    assert [(recording.seat, recording.url) for recording in shown.recordings] == [
        ("applicant", f"{base}/applicant.webm"),
        ("clerk", f"{base}/clerk.webm"),
    ]


async def test_a_file_tells_the_events_of_the_whole_visit_in_order(hall: Hall) -> None:
    session = await hall.meet()
    await hall.submit(session)
    tags = [event.tag for event in (await office.session(hall.reader, session.id, "en-HK")).events]
    order = ["visit.began", "visit.consented", "ticket.taken", "session.rung", "session.answered", "case.submitted"]
    assert [tag for tag in tags if tag in order] == order


@ONE_ENGINE
async def test_a_file_shows_the_signature_once_there_is_one(hall: Hall) -> None:
    session = await hall.meet()
    before = await office.session(hall.reader, session.id, "en-HK")
    receipt = await hall.submit(session)
    after = await office.session(hall.reader, session.id, "en-HK")
    assert (before.signature_url, before.receipt) == ("", None)
    assert after.signature_url == f"/office/cases/{session.case_id}/signature.svg"
    assert after.receipt is not None
    assert after.receipt.number == receipt.number


@ONE_ENGINE
async def test_there_is_no_file_of_an_unknown_session(hall: Hall) -> None:
    with pytest.raises(Missing):
        await office.session(hall.reader, "0" * 32, "en-HK")
