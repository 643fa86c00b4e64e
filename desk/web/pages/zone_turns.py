"""One turn in the zone's hands: put before others, sent to another line, its holder called to a place."""

from collections.abc import Awaitable

from aiohttp import web

from desk.actions.turns import corner_notices, placing
from desk.boards.turns.turn import turn
from desk.model.errors import BadInput, NotAllowed, Refused
from desk.model.meetings.sendings import target_of
from desk.model.turns.order import CARE, Priority, Reason
from desk.model.turns.placing import BACK, ELSEWHERE, FORWARD, Why
from desk.web import bodies
from desk.web.calls import StaffCall, go
from desk.web.problems import status_of

PAGE = "/zone/tickets"


async def ask(call: StaffCall) -> web.StreamResponse:
    """Where it stands, and what can be done."""
    return await _page(call, None)


async def place(call: StaffCall) -> web.StreamResponse:
    """Before others, or back in the order of arrival. `how`: a reason of care, `staff`, `first`, or empty for back."""
    fields = await bodies.form(call.request)
    how = bodies.text(fields, "how", 16)
    try:
        why = Why.SEEN if how in CARE else Why(bodies.text(fields, "why", 16))
        priority, reason = _place(how)
    except ValueError:
        return await _page(call, BadInput("reason"))
    return await _do(call, placing.place(call.desk, call.part("id"), priority, reason, why, call.staff))


def _place(how: str) -> tuple[Priority, Reason]:
    """Raises ValueError."""
    if how == "":
        return Priority.ORDINARY, Reason.NONE
    if how == "first":
        return Priority.RETURNING, Reason.STAFF
    return Priority.CARE, Reason(how)


async def move(call: StaffCall) -> web.StreamResponse:
    """Into another line."""
    fields = await bodies.form(call.request)
    try:
        target, why = target_of(bodies.text(fields, "to", 80)), Why(bodies.text(fields, "why", 16))
    except (ValueError, BadInput):
        return await _page(call, BadInput("to"))
    despite = "despite" in fields
    return await _do(call, placing.move(call.desk, call.part("id"), target, why, call.staff, despite=despite))


async def call_for(call: StaffCall) -> web.StreamResponse:
    """Its holder is called out: in the hall, and at the corner where they sit."""
    fields = await bodies.form(call.request)
    place = bodies.text(fields, "place", 64)
    return await _do(call, corner_notices.call_for(call.desk, call.part("id"), place, call.staff))


async def _do(call: StaffCall, act: Awaitable[None]) -> web.StreamResponse:
    try:
        await act
    except (BadInput, Refused) as error:
        return await _page(call, error)
    return go(f"{PAGE}/{call.part('id')}?done")


async def _page(call: StaffCall, error: BadInput | Refused | None) -> web.Response:
    shown = await turn(call.site.reader, call.part("id"), call.language)
    if call.staff.zone_id not in ("", shown.zone_id):
        raise NotAllowed("another zone's turn")
    context = {
        "page": shown,
        "forward": [why for why in FORWARD if why is not Why.SEEN],
        "back": BACK,
        "elsewhere": ELSEWHERE,
        "problem": call.problem(error),
        "done": "done" in call.request.query,
    }
    return call.page("zone/ticket.html", context, status=status_of(error) if error else 200)
