"""Turns and meetings: call next, missed, answer, hold, end, help, rating."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from desk.actions import corners, line_tests, ratings, sessions
from desk.actions.ratings import Said
from desk.actions.turns import missed, tickets
from desk.model.ratings import LONGEST
from desk.web import bodies
from desk.web.calls import StaffCall, VisitCall

WHY = "why-"


async def call_next(call: StaffCall) -> web.Response:
    """Claims one turn."""
    session = await tickets.call_next(call.desk, call.staff)
    return web.json_response({"session": session.id, "case": session.case_id}, status=201)


async def miss(call: StaffCall) -> web.Response:
    """Nobody came."""
    await missed.miss(call.desk, call.part("id"), call.staff)
    return done()


async def park(call: StaffCall) -> web.Response:
    """The applicant fetches something: the turn is set aside, and the meeting ends."""
    await missed.park(call.desk, call.part("id"), call.staff)
    return done()


async def come_back(call: VisitCall) -> web.Response:
    """The applicant is here after all."""
    await missed.come_back(call.desk, call.visit.id)
    return done()


async def answer(call: VisitCall) -> web.Response:
    """The applicant begins."""
    await sessions.answer(call.desk, call.part("id"), call.visit.id)
    return done()


async def hold(call: StaffCall) -> web.Response:
    """The clerk holds the session."""
    await sessions.hold(call.desk, call.part("id"), call.staff, held=True)
    return done()


async def resume(call: StaffCall) -> web.Response:
    """The clerk goes on with it."""
    await sessions.hold(call.desk, call.part("id"), call.staff, held=False)
    return done()


async def end(call: StaffCall) -> web.Response:
    """The session is over."""
    await sessions.end(call.desk, call.part("id"), call.staff)
    return done()


async def put_back(call: StaffCall) -> web.Response:
    """The applicant's line is lost: the turn goes back, first in line."""
    await sessions.put_back(call.desk, call.part("id"), call.staff)
    return done()


async def ask_help(call: VisitCall) -> web.Response:
    """The applicant wants a person beside them."""
    await corners.call_for_help(call.desk, call.corner.id, asked=True, actor=f"visit:{call.visit.id}")
    return done()


async def test_line(call: VisitCall) -> web.Response:
    """The page wants the applicant's line tested."""
    await line_tests.begin(call.desk, call.visit.id)
    return done()


async def give_help(call: StaffCall) -> web.Response:
    """A helper has come."""
    await corners.give_help(call.desk, call.part("id"), call.staff)
    return done()


async def rate(call: VisitCall) -> web.Response:
    """One of five levels; with `told`, also why: each reason ticked as `why-…`, and `text`."""
    fields = await bodies.json_object(call.request)
    said = said_of(fields, call.language) if fields.get("told") is True else None
    await ratings.rate(call.desk, call.visit.id, bodies.whole(fields, "level"), said)
    return done()


def said_of(fields: Mapping[str, Any], language: str) -> Said:
    """Reasons and words of a form. Raises BadInput."""
    text = bodies.text({"text": "", **fields}, "text", 4 * LONGEST)
    reasons = tuple(name.removeprefix(WHY) for name in fields if name.startswith(WHY))
    return Said(reasons=reasons, text=text, language=language)


def done() -> web.Response:
    """Taken; the live socket shows what became of it."""
    return web.json_response({"ok": True})
