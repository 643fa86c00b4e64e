"""By what a meeting goes, and what is written in it; each for the applicant and for the clerk."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from desk.actions.meetings import call_backs, channels, chat
from desk.actions.meetings.chat import Said
from desk.boards.turns import appointments
from desk.model.channels import Move, Why
from desk.model.errors import BadInput
from desk.model.meetings.chat import LONGEST
from desk.model.sessions import Seat
from desk.web import bodies
from desk.web.api.turns import done
from desk.web.calls import StaffCall, VisitCall

MOST_DAYS = 5
"""Of those with a place, so many are shown."""


async def of_applicant(call: VisitCall) -> web.Response:
    """The applicant steps down or up, or their page found neither camera nor microphone."""
    fields = await bodies.json_object(call.request)
    why = Why.NO_DEVICES if fields.get("why") == Why.NO_DEVICES.value else Why.ASKED
    await channels.by_applicant(call.desk, call.part("id"), call.visit.id, _move(fields), why)
    return done()


async def of_clerk(call: StaffCall) -> web.Response:
    """The clerk steps down or up."""
    fields = await bodies.json_object(call.request)
    await channels.by_clerk(call.desk, call.part("id"), call.staff, _move(fields))
    return done()


async def times(call: StaffCall) -> web.Response:
    """The days with a place at which the turn of this meeting could go on, drawn."""
    visit = await call_backs.visit_of(call.desk, call.part("id"), call.staff)
    tiles = [tile for tile in await appointments.of_item(call.site.reader, visit) if tile.free][:MOST_DAYS]
    context = {"days": tiles, "session_id": call.part("id"), "nonce": ""}
    return web.json_response({"html": call.site.pages.draw("console/call-back.html", call.language, context)})


async def call_back(call: StaffCall) -> web.Response:
    """The turn goes on at this time."""
    fields = await bodies.json_object(call.request)
    await call_backs.book(call.desk, call.part("id"), call.staff, bodies.instant(fields, "starts_at"))
    return done()


async def applicant_writes(call: VisitCall) -> web.Response:
    """A line of the applicant."""
    fields = await bodies.json_object(call.request)
    await chat.say(call.desk, call.part("id"), _said(fields, call.language, Seat.APPLICANT, call.visit.id))
    return done()


async def clerk_writes(call: StaffCall) -> web.Response:
    """A line of the clerk."""
    fields = await bodies.json_object(call.request)
    await chat.say(call.desk, call.part("id"), _said(fields, call.language, Seat.CLERK, call.staff.id))
    return done()


def _move(fields: Mapping[str, Any]) -> Move:
    try:
        return Move(bodies.text(fields, "move", 8))
    except ValueError:
        raise BadInput("move") from None


def _said(fields: Mapping[str, Any], language: str, by: Seat, author_id: str) -> Said:
    text = bodies.text(fields, "text", LONGEST * 2)
    return Said(id=bodies.text(fields, "id", 32), text=text, language=language, by=by, author_id=author_id)
