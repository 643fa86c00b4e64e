"""Who can sign in nowhere: the corner asks staff to look at a document; two do, each on their own device."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from desk.actions import assisted
from desk.actions.assisted import Reading
from desk.boards import assists as board
from desk.model.assists import CHECKS
from desk.model.errors import DeskError, NotAllowed
from desk.model.visits import State
from desk.web import bodies, steps
from desk.web.calls import StaffCall, VisitCall, go
from desk.web.problems import code_of, status_of
from i18n import languages
from identity.errors import IdentityError

REFUSED = (IdentityError, DeskError)
PAGE = "/corner/assist"
NAME_ROWS = 2
"""How many spellings the form has room for: most documents have a Chinese and a Latin one."""


async def ask(call: VisitCall) -> web.StreamResponse:
    """A helper is called, for the document."""
    await assisted.ask(call.desk, call.visit.id)
    return go(PAGE)


async def progress(call: VisitCall) -> web.StreamResponse:
    """How far it is; drawn once, then kept in step by its socket."""
    if call.visit.state is not State.CONSENTED:
        return go(steps.page_of(call.visit))
    shown = await board.progress(call.site.reader, call.visit)
    if shown.state == "none":
        return go("/corner/identity")
    return call.page("corner/assist.html", {"assist": shown, "steps": steps.progress(call.visit, "identity")})


async def cancel(call: VisitCall) -> web.StreamResponse:
    """Another way after all."""
    await assisted.cancel(call.desk, call.visit.id)
    return go("/corner/identity")


async def request(call: StaffCall) -> web.StreamResponse:
    """One request: what to write down, or what to confirm."""
    return await _request(call, {}, None)


async def see(call: StaffCall) -> web.StreamResponse:
    """The first person saw the document."""
    fields = await bodies.form(call.request)
    rows = range(1, NAME_ROWS + 1)
    names = tuple((fields.get(f"name-{row}", ""), fields.get(f"language-{row}", "")) for row in rows)
    reading = Reading(
        kind=bodies.text(fields, "kind", 32),
        number=bodies.text(fields, "number", 64),
        names=names,
        checks=_checks(fields),
    )
    return await _do(call, fields, lambda: assisted.see(call.desk, call.part("id"), call.staff, reading))


async def confirm(call: StaffCall) -> web.StreamResponse:
    """The second person read the same."""
    fields = await bodies.form(call.request)
    number, checks = bodies.text(fields, "number", 64), _checks(fields)
    return await _do(call, fields, lambda: assisted.confirm(call.desk, call.part("id"), call.staff, number, checks))


async def go_on_alone(call: StaffCall) -> web.StreamResponse:
    """Nobody else is here."""
    return await _do(call, {}, lambda: assisted.go_on_alone(call.desk, call.part("id"), call.staff))


async def refuse(call: StaffCall) -> web.StreamResponse:
    """Not this person, or not this document."""
    return await _do(call, {}, lambda: assisted.refuse(call.desk, call.part("id"), call.staff))


async def _do(call: StaffCall, typed: Mapping[str, str], act: Callable[[], Awaitable[None]]) -> web.StreamResponse:
    try:
        await act()
    except REFUSED as error:
        return await _request(call, typed, error)
    return go(f"/zone/assists/{call.part('id')}")


def _checks(fields: Mapping[str, str]) -> frozenset[str]:
    return frozenset(check for check in CHECKS if fields.get(f"check-{check}") == "on")


async def _request(call: StaffCall, typed: Mapping[str, str], error: Exception | None) -> web.StreamResponse:
    """The page; what was typed stands there again. Raises Missing, NotAllowed."""
    shown = await board.for_staff(call.site.reader, call.part("id"), call.staff)
    if call.staff.zone_id not in ("", shown.zone_id):
        raise NotAllowed("another zone's corner")
    context = {
        "assist": shown,
        "typed": typed,
        "rows": range(1, NAME_ROWS + 1),
        "problem": call.sentence(code_of(error)) if error else None,
        "staff": call.staff,
        "tongues": languages.LANGUAGES,
    }
    return call.page("zone/assist.html", context, status=status_of(error) if error else 200)
