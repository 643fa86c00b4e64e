"""Appointments at the corner: a day, a time, what was booked to take along; and coming to it."""

from datetime import date

from aiohttp import web

from desk.actions.turns import appointments
from desk.boards.turns import appointments as board
from desk.boards.turns.appointments import DayTile
from desk.model.errors import AppointmentClosed, AssuranceUnmet, DeskError
from desk.model.turns.appointments import State
from desk.model.visits import State as VisitState
from desk.web import bodies, qr, steps, wishes
from desk.web.calls import Call, VisitCall, go
from desk.web.pages import proving
from desk.web.problems import status_of

BOOKED_PAGE = "/corner/appointment/booked"


async def offer(call: VisitCall) -> dict[str, object]:
    """What templates/corner/appointment-offer.html shows beside taking a ticket."""
    tiles = await board.of_item(call.site.reader, call.visit)
    expected = await board.expected_today(call.site.reader, call.visit)
    is_open = any(tile.free for tile in tiles)
    return {"appointment": {"expected": expected, "open": is_open} if is_open or expected else None}


async def is_booked(call: VisitCall) -> bool:
    """Whether a time was booked in this visit."""
    return await board.booked_in(call.site.reader, call.visit) is not None


async def choose(call: VisitCall) -> web.StreamResponse:
    """Which day; then, of the day in the query, which time."""
    return await _choose(call, None)


async def book(call: VisitCall) -> web.StreamResponse:
    """The time is booked, or what was booked a moment ago is moved to it."""
    fields = await bodies.form(call.request)
    try:
        starts_at = bodies.instant(fields, "starts_at")
        known = await board.booked_in(call.site.reader, call.visit)
        if known is not None:
            await appointments.move(call.desk, known.secret, starts_at)
        else:
            await appointments.book(call.desk, call.visit.id, starts_at)
    except AssuranceUnmet:
        return go(proving.PAGE)
    except DeskError as error:
        return await _choose(call, error)
    return go(BOOKED_PAGE)


async def booked(call: VisitCall) -> web.StreamResponse:
    """Number, time and place, to take along."""
    known = await board.booked_in(call.site.reader, call.visit)
    if known is None:
        return go(steps.page_of(call.visit))
    page = f"{call.desk.settings.public_url}/appointments/{known.secret}"
    return call.page("corner/appointment-booked.html", {"booked": known, "qr": qr.svg(page), "steps": _steps(call)})


async def ask_number(call: VisitCall) -> web.StreamResponse:
    """Which appointment?"""
    return _ask_number(call, None)


async def arrive(call: VisitCall) -> web.StreamResponse:
    """The booked turn is taken up; who is early or late is told how they wait."""
    fields = await bodies.form(call.request)
    told = fields.get("told", "")[:200].strip().rstrip("/").rpartition("/")[2]
    try:
        reason, speech = wishes.told(fields, call.visit.language)
        came = await appointments.check_in(call.desk, call.visit.id, told, reason=reason, speech=speech)
    except AssuranceUnmet:
        return go(proving.PAGE)
    except DeskError as error:
        return _ask_number(call, error)
    if came.appointment.state is State.ARRIVED:
        return go("/corner/visit")
    context = {"state": came.appointment.state.value, "number": came.ticket.number, "steps": _steps(call)}
    return call.page("corner/appointment-here.html", context)


def chosen_of(call: Call, tiles: tuple[DayTile, ...]) -> DayTile | None:
    """The day in the query, where it has a place."""
    try:
        day = date.fromisoformat(call.request.query.get("day", ""))
    except ValueError:
        return None
    return next((tile for tile in tiles if tile.day == day and tile.free), None)


async def _choose(call: VisitCall, error: DeskError | None) -> web.StreamResponse:
    if call.visit.state is not VisitState.CONFIRMED:
        return go(steps.page_of(call.visit))
    tiles = await board.of_item(call.site.reader, call.visit)
    context = {
        "tiles": tiles,
        "chosen": chosen_of(call, tiles),
        "problem": call.problem(error),
        "steps": _steps(call),
    }
    return call.page("corner/appointment.html", context, status=status_of(error) if error else 200)


def _ask_number(call: VisitCall, error: DeskError | None) -> web.StreamResponse:
    if call.visit.state is not VisitState.CONFIRMED:
        return go(steps.page_of(call.visit))
    shut = error if isinstance(error, AppointmentClosed) else None
    context = {"problem": call.problem(error), "shut": shut, "steps": _steps(call)}
    return call.page("corner/appointment-arrive.html", context, status=status_of(error) if error else 200)


def _steps(call: VisitCall) -> list[tuple[str, bool, bool]]:
    return steps.progress(call.visit, "ticket")
