"""By what a meeting goes, and what is written in it; each for the applicant and for the clerk."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from desk.actions.meetings import channels, chat
from desk.actions.meetings.chat import Said
from desk.model.errors import BadInput
from desk.model.meetings.channels import Move, Why
from desk.model.meetings.chat import LONGEST
from desk.model.sessions import Seat
from desk.web import bodies
from desk.web.api.turns import done
from desk.web.calls import StaffCall, VisitCall


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
