"""Mutual recognition at the corner, which nobody has to use: the offer, its consent, unbinding; and in the office."""

from collections.abc import Mapping

from aiohttp import web

from desk.actions import bindings, consents
from desk.boards import bindings as board
from desk.boards import catalogue
from desk.model.errors import DeskError, Missing
from desk.model.notices import Purpose
from desk.web import bodies, steps
from desk.web.calls import Call, StaffCall, VisitCall, go
from desk.web.problems import code_of, status_of
from identity.errors import IdentityError

REFUSED = (IdentityError, DeskError)
PAGE = "/corner/binding"


async def page(call: VisitCall) -> web.StreamResponse:
    """What binding means and its consent; or, once it is bound, how it stands."""
    return await _page(call, None)


async def agree(call: VisitCall) -> web.StreamResponse:
    """Consent given, the applicant goes off to the mainland's provider."""
    fields = await bodies.form(call.request)
    version = bodies.text(fields, "version", 9)
    agreed = [name.removeprefix("statement-") for name, value in fields.items() if value == "on"]
    shown = int(version) if version.isdecimal() else 0
    try:
        await consents.give(call.desk, call.visit.id, Purpose.MUTUAL_RECOGNITION, shown, agreed)
        return go(await bindings.begin(call.desk, call.visit.id, bodies.text(fields, "provider", 64)))
    except REFUSED as error:
        return await _page(call, error)


async def come_back(call: VisitCall) -> web.StreamResponse:
    """Back from the mainland's provider."""
    try:
        await bindings.finish(call.desk, call.visit.id, dict(call.request.query))
    except REFUSED as error:
        return await _page(call, error)
    return go(PAGE)


async def undo(call: VisitCall) -> web.StreamResponse:
    """The applicant unbinds."""
    await bindings.undo(call.desk, call.visit.id)
    return go(PAGE)


async def undo_for(call: StaffCall) -> web.StreamResponse:
    """Staff unbind at the owner's wish, and are back where they came from."""
    fields = await bodies.form(call.request)
    await bindings.undo_for(call.desk, call.part("id"), call.staff)
    session = bodies.text(fields, "session", 32)
    return go(f"/office/sessions/{session}" if session.isalnum() else "/office/sessions")


def providers(call: Call, *, mainland: bool) -> list[dict[str, str]]:
    """Where one may sign in, on one side or the other, in the order to be offered."""
    return [
        {"id": key, "name": names[call.language]}
        for key, names in call.desk.provider_names.items()
        if call.desk.providers[key].mainland is mainland
    ]


async def offer(call: VisitCall) -> Mapping[str, object]:
    """For pages that offer binding, or say that it is done: `binding` and whether it `may_bind`."""
    linked = await board.of_visit(call.site.reader, call.visit)
    return {"binding": linked, "may_bind": linked is None and bool(providers(call, mainland=True))}


async def _page(call: VisitCall, error: Exception | None) -> web.StreamResponse:
    onward = steps.page_of(call.visit)
    choices = providers(call, mainland=True)
    if call.visit.state not in bindings.WHILE or not choices:
        return go(onward)
    context: dict[str, object] = {
        "providers": choices,
        "binding": await board.of_visit(call.site.reader, call.visit),
        "notice": await _notice(call),
        "onward": onward,
        "problem": call.sentence(code_of(error)) if error else None,
        "steps": [],
    }
    return call.page("corner/binding.html", context, status=status_of(error) if error else 200)


async def _notice(call: VisitCall) -> catalogue.NoticeView | None:
    """The notice of mutual recognition; None where this place has none, and nothing can be agreed to."""
    try:
        return await catalogue.notice(call.site.reader, call.visit.zone_id, call.language, Purpose.MUTUAL_RECOGNITION)
    except Missing:
        return None
