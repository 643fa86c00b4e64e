"""The office's page of numbers and corners that too many wrong tries locked. What is typed stands in no address."""

from aiohttp import web

from desk.actions import locks
from desk.actions.locks import CORNER, RECEIPT, Lock, Reason
from desk.model.errors import BadInput, Missing
from desk.web import bodies
from desk.web.calls import StaffCall
from desk.web.problems import status_of
from identity.errors import PhoneError
from identity.phones import Region

KINDS = (*(region.value for region in Region), RECEIPT, CORNER)


async def ask(call: StaffCall) -> web.StreamResponse:
    """Which number?"""
    return _page(call, {"kind": KINDS[0], "number": ""})


async def look(call: StaffCall) -> web.StreamResponse:
    """How it stands."""
    typed = await _typed(call)
    try:
        found = await locks.look(call.desk, typed["kind"], typed["number"])
    except (Missing, PhoneError) as error:
        return _page(call, typed, error=error)
    return _page(call, typed, lock=found)


async def lift(call: StaffCall) -> web.StreamResponse:
    """Lets it free."""
    typed = await _typed(call)
    try:
        shown = await locks.lift(call.desk, typed["kind"], typed["number"], typed["reason"], call.staff)
    except (BadInput, Missing, PhoneError) as error:
        return _page(call, typed, error=error)
    return _page(call, {"kind": typed["kind"], "number": ""}, lifted=shown)


async def _typed(call: StaffCall) -> dict[str, str]:
    fields = await bodies.form(call.request)
    return {name: bodies.text(fields, name, 64) for name in ("kind", "number", "reason") if name in fields}


def _page(
    call: StaffCall,
    typed: dict[str, str],
    *,
    lock: Lock | None = None,
    lifted: str = "",
    error: Exception | None = None,
) -> web.Response:
    context = {
        "staff": call.staff,
        "kinds": KINDS,
        "reasons": tuple(Reason),
        "typed": {"kind": typed.get("kind", KINDS[0]), "number": typed.get("number", "")},
        "lock": lock,
        "lifted": lifted,
        "problem": call.problem(error),
    }
    return call.page("office/locks.html", context, status=status_of(error) if error else 200)
