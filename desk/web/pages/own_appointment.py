"""The page of one appointment, for whoever has its secret: see, move, cancel, and carry into a calendar."""

from dataclasses import replace
from urllib.parse import urlsplit

from aiohttp import web

from desk.actions.turns import appointments
from desk.boards.turns import appointments as board
from desk.boards.turns.appointments import Booked
from desk.model.errors import DeskError
from desk.model.turns.appointments import State
from desk.web import bodies, cookies, ics
from desk.web.calls import Call, go
from desk.web.pages.appointments import chosen_of
from desk.web.problems import status_of


async def page(call: Call) -> web.StreamResponse:
    """When and where, and what can be done."""
    return await _page(call, None)


async def cancel(call: Call) -> web.StreamResponse:
    """Given up."""
    try:
        await appointments.cancel(call.desk, call.part("secret"))
    except DeskError as error:
        return await _page(call, error)
    return go(_base(call))


async def choose(call: Call) -> web.StreamResponse:
    """Another day; then, of the day in the query, another time."""
    return await _choose(call, None)


async def move(call: Call) -> web.StreamResponse:
    """To another time."""
    fields = await bodies.form(call.request)
    try:
        await appointments.move(call.desk, call.part("secret"), bodies.instant(fields, "starts_at"))
    except DeskError as error:
        return await _choose(call, error)
    return go(_base(call))


async def calendar(call: Call) -> web.StreamResponse:
    """The iCalendar file."""
    call, booked = await _booked(call)
    title = call.site.pages.appointment_title(booked.number, booked.item_title, call.language)
    content = ics.file(booked, title, urlsplit(call.desk.settings.public_url).hostname or "desk")
    headers = {"Content-Disposition": 'attachment; filename="appointment.ics"', "Cache-Control": "no-store"}
    return web.Response(body=content, content_type="text/calendar", charset="utf-8", headers=headers)


async def _booked(call: Call) -> tuple[Call, Booked]:
    """The appointment, in the language that was chosen, or else in the one it was booked in. Raises Missing."""
    found = await appointments.by_secret(call.desk, call.part("secret"))
    if not call.request.cookies.get(cookies.LANGUAGE):
        call = replace(call, language=found.language)
    return call, await board.shown(call.site.reader, found, call.language)


async def _page(call: Call, error: DeskError | None) -> web.StreamResponse:
    call, booked = await _booked(call)
    context = {"booked": booked, "base": _base(call), "problem": call.problem(error)}
    return call.page("appointments/page.html", context, status=status_of(error) if error else 200)


async def _choose(call: Call, error: DeskError | None) -> web.StreamResponse:
    call, booked = await _booked(call)
    if booked.state != State.BOOKED:
        return go(_base(call))
    tiles = await board.days(call.site.reader, booked.zone_id, booked.skill, call.language)
    context = {
        "tiles": tiles,
        "chosen": chosen_of(call, tiles),
        "base": _base(call),
        "problem": call.problem(error),
    }
    return call.page("appointments/move.html", context, status=status_of(error) if error else 200)


def _base(call: Call) -> str:
    return f"/appointments/{call.part('secret')}"
