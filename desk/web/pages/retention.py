"""The office's page of what is held, what will be erased and what was; a hold is set and lifted here."""

from aiohttp import web

from desk.actions import erasure
from desk.boards import retention
from desk.model.errors import BadInput, Missing
from desk.web import bodies
from desk.web.calls import StaffCall, go
from desk.web.problems import status_of

PAGE = "/office/retention"
LONGEST_REASON = 200


async def board(call: StaffCall) -> web.StreamResponse:
    """Holds, what is due soon, what was erased."""
    return await _page(call)


async def hold(call: StaffCall) -> web.StreamResponse:
    """Holds the data of the visit behind a case's or a receipt's number."""
    fields = await bodies.form(call.request)
    number, reason = bodies.text(fields, "number", 32), bodies.text(fields, "reason", LONGEST_REASON).strip()
    try:
        if not reason:
            raise BadInput("a hold has a reason")
        visit_id = await retention.visit_of(call.site.reader, number)
    except (BadInput, Missing) as error:
        return await _page(call, problem=error, number=number, reason=reason)
    await erasure.hold(call.desk, visit_id, reason, call.staff.id)
    return go(PAGE)


async def lift(call: StaffCall) -> web.StreamResponse:
    """Ends a hold."""
    await bodies.form(call.request)
    await erasure.lift(call.desk, call.part("id"), call.staff.id)
    return go(PAGE)


async def _page(
    call: StaffCall, *, problem: BadInput | Missing | None = None, number: str = "", reason: str = ""
) -> web.StreamResponse:
    context = {
        "staff": call.staff,
        "board": await retention.board(call.site.reader),
        "problem": "" if problem is None else ("number" if isinstance(problem, Missing) else "reason"),
        "number": number,
        "reason": reason,
    }
    status = 200 if problem is None else status_of(problem)
    return call.page("office/retention.html", context, status=status)
