"""Consent: the notice, what was agreed to, and taking it back at the corner, on the page of a case, in the office."""

from dataclasses import replace

from aiohttp import web

from desk.actions import consents, receipts, tracking
from desk.boards import catalogue, decisions
from desk.boards import consents as board
from desk.model.errors import Missing, StatementsNotAgreed
from desk.model.notices import Purpose
from desk.model.visits import State
from desk.web import bodies, cookies, steps
from desk.web.api.turns import done
from desk.web.calls import Call, CornerCall, StaffCall, VisitCall, go
from desk.web.steps import gone
from i18n import languages

MINE = "/corner/my-data"
OFFICE = "office/consents.html"


async def notice(call: VisitCall) -> web.StreamResponse:
    """The notice of the applicant's jurisdiction."""
    return await _notice(call, None)


async def agree(call: VisitCall) -> web.StreamResponse:
    """The applicant agrees: from now on, and not before, picture and sound may be sent."""
    fields = await bodies.form(call.request)
    version = bodies.text(fields, "version", 9)
    shown = int(version) if version.isdecimal() else 0
    agreed = [name.removeprefix("statement-") for name, value in fields.items() if value == "on"]
    try:
        await consents.give(call.desk, call.visit.id, Purpose.VISIT, shown, agreed)
    except StatementsNotAgreed as error:
        return await _notice(call, call.problem(error))
    return go("/corner/identity")


async def mine(call: VisitCall) -> web.StreamResponse:
    """What the applicant has agreed to, in the very words, and how to take it back."""
    found = await board.of_visit(call.site.reader, call.visit.id, call.language)
    letters = await decisions.here(call.site.reader, call.visit.id, call.language)
    context = {"consents": found, "letters": letters, "onward": steps.page_of(call.visit)}
    return call.page("corner/my-data.html", context)


async def receipt(call: VisitCall) -> web.StreamResponse:
    """One receipt whole, to be printed. Raises Missing, also for another's."""
    found = await board.of_visit(call.site.reader, call.visit.id, call.language)
    return call.page("corner/consent-receipt.html", {"consent": board.one(found, call.part("number"))})


async def withdraw(call: VisitCall) -> web.StreamResponse:
    """The applicant takes one back. Raises Missing, also for another's."""
    fields = await bodies.form(call.request)
    found = await board.of_visit(call.site.reader, call.visit.id, call.language)
    chosen = board.one(found, bodies.text(fields, "number", 32))
    await consents.withdraw_by_number(call.desk, chosen.number, f"visit:{call.visit.id}")
    return steps.wiped(go(gone(call.language))) if chosen.purpose == Purpose.VISIT else go(MINE)


async def withdrawn(call: CornerCall) -> web.StreamResponse:
    """The last page of a visit whose consent was withdrawn, by whomever: what has stopped, in the visit's language."""
    asked = call.request.query.get("lang", "")
    known = any(language.tag == asked for language in languages.LANGUAGES)
    return steps.wiped(replace(call, language=asked if known else call.language).page("corner/withdrawn.html", {}))


async def withdraw_on_request(call: StaffCall) -> web.Response:
    """The clerk, told so by the applicant of their open session."""
    await consents.withdraw_on_request(call.desk, call.part("id"), call.staff)
    return done()


async def search(call: StaffCall) -> web.StreamResponse:
    """The office asks for a receipt's number."""
    return call.page(OFFICE, {"consent": None, "number": "", "problem": None})


async def found(call: StaffCall) -> web.StreamResponse:
    """The receipt of that number, and the way to withdraw it."""
    fields = await bodies.form(call.request)
    number = bodies.text(fields, "number", 32)
    try:
        shown = await board.by_number(call.site.reader, number, call.language)
    except Missing as error:
        context = {"consent": None, "number": number, "problem": call.problem(error)}
        return call.page(OFFICE, context, status=404)
    return call.page(OFFICE, {"consent": shown, "number": number, "problem": None})


async def withdraw_for(call: StaffCall) -> web.StreamResponse:
    """Withdrawn by telephone or letter; the receipt is shown as it stands now."""
    fields = await bodies.form(call.request)
    number = bodies.text(fields, "number", 32)
    chosen = await board.by_number(call.site.reader, number, call.language)
    await consents.withdraw_by_number(call.desk, chosen.number, f"staff:{call.staff.id}")
    shown = await board.by_number(call.site.reader, number, call.language)
    return call.page(OFFICE, {"consent": shown, "number": number, "problem": None})


async def withdraw_tracked(call: Call) -> web.StreamResponse:
    """Whoever opened a case by its code takes a consent of that visit back. Raises SignInNeeded, Missing."""
    fields = await bodies.form(call.request)
    opened = await tracking.whose(call.desk, call.request.cookies.get(cookies.TRACK, ""))
    visit_id = await receipts.visit_of(call.desk, opened)
    views = await board.of_visit_alone(call.site.reader, visit_id, call.language)
    chosen = board.one(views, bodies.text(fields, "number", 32))
    await consents.withdraw_by_number(call.desk, chosen.number, f"visit:{visit_id}")
    return go("/track/case")


async def _notice(call: VisitCall, problem: str | None) -> web.StreamResponse:
    if call.visit.state is not State.CHOOSING or not call.visit.item_code:
        return go(steps.page_of(call.visit))
    shown = await catalogue.notice(call.site.reader, call.visit.zone_id, call.language)
    context = {"notice": shown, "problem": problem, "steps": steps.progress(call.visit, "consent")}
    return call.page("corner/consent.html", context, status=422 if problem else 200)
