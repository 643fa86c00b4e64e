"""The corner's pages from consent to the ticket: sign-in at a provider, document, mobile number, code."""

from aiohttp import web

from desk.actions import identities
from desk.actions.turns import tickets
from desk.boards import assists, catalogue
from desk.boards import identity as board
from desk.boards.turns import businesses, waits
from desk.model.errors import AccountNotBound, AssuranceUnmet, BusinessClosed, DeskError
from desk.model.sign_ins import Purpose
from desk.model.turns.routing import OF_LANGUAGE
from desk.model.visits import State
from desk.web import bodies, clients, steps, wishes
from desk.web.calls import VisitCall, go
from desk.web.pages import appointments, bindings, proving
from desk.web.problems import status_of
from identity.errors import FederationError, IdentityConflict, IdentityError, WrongCode
from identity.phones import Region

REFUSED = (IdentityError, DeskError)


async def providers(call: VisitCall) -> web.StreamResponse:
    """The ways to sign in."""
    return await _providers(call, None)


async def sign_in(call: VisitCall) -> web.StreamResponse:
    """Off to the provider."""
    fields = await bodies.form(call.request)
    try:
        return go(await identities.begin_sign_in(call.desk, call.visit.id, bodies.text(fields, "provider", 64)))
    except FederationError as error:
        return await _providers(call, error)


async def come_back(call: VisitCall) -> web.StreamResponse:
    """Back from the provider; the answer is believed only once every check has passed."""
    match await identities.awaited(call.desk, call.visit.id):
        case Purpose.BIND:
            return await bindings.come_back(call)
        case Purpose.STEP_UP:
            return await proving.come_back(call)
    try:
        await identities.finish_sign_in(call.desk, call.visit.id, dict(call.request.query))
    except (FederationError, IdentityConflict, AccountNotBound) as error:
        return await _providers(call, error)
    return go("/corner/document")


async def document(call: VisitCall) -> web.StreamResponse:
    """Which document, which number?"""
    return await _document(call, None, None)


async def show_document(call: VisitCall) -> web.StreamResponse:
    """The number is checked as far as it can be; a wrong one is shown again to be mended, not lost."""
    fields = await bodies.form(call.request)
    kind, number = bodies.text(fields, "kind", 32), bodies.text(fields, "number", 64)
    try:
        await identities.show_document(call.desk, call.visit.id, kind, number)
    except REFUSED as error:
        return await _document(call, {"kind": kind, "number": number}, error)
    return go("/corner/phone")


async def phone(call: VisitCall) -> web.StreamResponse:
    """Which mobile number?"""
    return await _phone(call, None, None)


async def give_phone(call: VisitCall) -> web.StreamResponse:
    """A code goes to the number."""
    fields = await bodies.form(call.request)
    region, number = bodies.text(fields, "region", 4), bodies.text(fields, "number", 64)
    try:
        await identities.give_phone(call.desk, call.visit.id, region, number, clients.of(call.request).origin)
    except REFUSED as error:
        return await _phone(call, {"region": region, "number": number}, error)
    return go("/corner/code")


async def code(call: VisitCall) -> web.StreamResponse:
    """Which code arrived?"""
    return await _code(call, None)


async def confirm(call: VisitCall) -> web.StreamResponse:
    """The code is checked."""
    fields = await bodies.form(call.request)
    try:
        await identities.confirm_phone(call.desk, call.visit.id, bodies.text(fields, "code", 64))
    except REFUSED as error:
        return await _code(call, error)
    return go("/corner/ticket")


async def send_again(call: VisitCall) -> web.StreamResponse:
    """Another code to the same number."""
    try:
        await identities.send_again(call.desk, call.visit.id, clients.of(call.request).origin)
    except REFUSED as error:
        return await _code(call, error)
    return go("/corner/code")


async def ticket(call: VisitCall) -> web.StreamResponse:
    """Everything is there: take a ticket."""
    if call.visit.state is not State.CONFIRMED:
        return go(steps.page_of(call.visit))
    if await appointments.is_booked(call):
        return go(appointments.BOOKED_PAGE)
    reader = call.site.reader
    summary = await board.summary(reader, call.visit)
    shut = await businesses.closed_for(reader, call.visit.zone_id, call.visit.item_code, call.language)
    context = {
        "closed": shut,
        "summary": summary,
        "wait": await waits.before_ticket(reader, call.visit.zone_id, call.visit.item_code, call.language),
        "steps": steps.progress(call.visit, "ticket"),
        "speech": OF_LANGUAGE[call.visit.language],
        **await bindings.offer(call),
    }
    return call.page("corner/ticket.html", context | await appointments.offer(call))


async def take_ticket(call: VisitCall) -> web.StreamResponse:
    """A turn; pressed twice, it is the same one. Who has booked a time takes none beside it."""
    if await appointments.is_booked(call):
        return go(appointments.BOOKED_PAGE)
    try:
        reason, speech = wishes.told(await bodies.form(call.request), call.visit.language)
        await tickets.take(call.desk, call.visit.id, reason=reason, speech=speech)
    except AssuranceUnmet:
        return go(proving.PAGE)
    except BusinessClosed:
        return go("/corner/ticket")
    return go("/corner/visit")


async def _providers(call: VisitCall, error: Exception | None) -> web.StreamResponse:
    if call.visit.state is not State.CONSENTED:
        return go(steps.page_of(call.visit))
    context: dict[str, object] = {
        "providers": bindings.providers(call, mainland=False),
        "bound_providers": bindings.providers(call, mainland=True),
        "assist": await assists.progress(call.site.reader, call.visit),
    }
    return _page(call, "identity", context, error)


async def _document(call: VisitCall, value: dict[str, str] | None, error: Exception | None) -> web.StreamResponse:
    if call.visit.state is not State.RECOGNISED:
        return go(steps.page_of(call.visit))
    words = call.site.pages.words("document_kinds", call.language)
    accepted = await board.accepted(call.site.reader, call.visit)
    kinds = [{"kind": kind, "label": words[kind]} for kind in accepted]
    context = {"kinds": kinds, "value": value, **await bindings.offer(call)}
    return _page(call, "document", context, error)


async def _phone(call: VisitCall, value: dict[str, str] | None, error: Exception | None) -> web.StreamResponse:
    if call.visit.state is not State.DOCUMENTED:
        return go(steps.page_of(call.visit))
    here = (await catalogue.place(call.site.reader, call.corner.id, call.language)).jurisdiction
    regions = sorted((region.value for region in Region), key=lambda region: region != here)
    return _page(call, "phone", {"regions": regions, "value": value}, error)


async def _code(call: VisitCall, error: Exception | None) -> web.StreamResponse:
    if call.visit.state is not State.DOCUMENTED:
        return go(steps.page_of(call.visit))
    contact = await board.contact(call.site.reader, call.visit)
    if contact is None:
        return go("/corner/phone")
    context: dict[str, object] = {
        "masked_phone": contact.masked,
        "tries_left": error.tries_left if isinstance(error, WrongCode) else None,
        "resend_after_s": contact.resend_after_s,
        "delivery": contact.delivery,
    }
    return _page(call, "code", context, error, step="phone")


def _page(
    call: VisitCall, name: str, context: dict[str, object], error: Exception | None, *, step: str = ""
) -> web.StreamResponse:
    more = {"problem": call.problem(error), "steps": steps.progress(call.visit, step or name)}
    return call.page(f"corner/{name}.html", context | more, status=status_of(error) if error else 200)
