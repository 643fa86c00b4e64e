"""The office looks for a person: what was typed comes in a body and stands in no address."""

from aiohttp import web

from desk.actions import people
from desk.actions.people import Sought
from desk.boards.finding import people as finding
from desk.model.errors import SearchTooShort
from desk.model.unmasking import Reason
from desk.web import bodies
from desk.web.calls import StaffCall
from desk.web.problems import code_of, status_of
from identity.documents import Kind
from identity.errors import DocumentError, PhoneError
from identity.phones import Region

LONGEST = 100


async def ask(call: StaffCall) -> web.StreamResponse:
    """By name, by document number, or by telephone number."""
    return _page(call, Sought(by="name", typed=""), None)


async def search(call: StaffCall) -> web.StreamResponse:
    """Who was found, masked."""
    fields = await bodies.form(call.request)
    by = bodies.text(fields, "by", 16)
    of = bodies.text(fields, {"document": "kind", "phone": "region"}.get(by, "by"), 32)
    sought = Sought(by=by, typed=bodies.text(fields, "typed", LONGEST), of=of)
    try:
        ids = await people.search(call.desk, call.staff, sought)
    except (SearchTooShort, DocumentError, PhoneError) as error:
        return _page(call, sought, None, call.sentence(code_of(error)), status_of(error))
    return _page(call, sought, await finding.found(call.site.reader, ids, call.language))


def _page(
    call: StaffCall,
    sought: Sought,
    found: tuple[finding.Found, ...] | None,
    problem: str = "",
    status: int = 200,
) -> web.Response:
    context = {
        "staff": call.staff,
        "sought": sought,
        "found": found,
        "problem": problem,
        "kinds": [kind.value for kind in Kind],
        "regions": [region.value for region in Region],
        "reasons": [reason.value for reason in Reason],
    }
    return call.page("office/people.html", context, status=status)
