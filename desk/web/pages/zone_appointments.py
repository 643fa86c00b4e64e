"""A zone's appointments for its staff: who is expected today, and a time booked for somebody at the counter."""

from aiohttp import web
from markupsafe import Markup

from desk.actions.turns import booking_for_others
from desk.boards import zone
from desk.boards.turns import appointments, booked
from desk.model.errors import DeskError
from desk.model.staff import Permission
from desk.web import bodies, qr
from desk.web.calls import StaffCall, go
from desk.web.pages.zone import zone_of
from desk.web.problems import status_of
from i18n import languages

PAGE = "/zone/appointments"


async def today(call: StaffCall) -> web.StreamResponse:
    """Who is expected today, and who came."""
    page = await booked.today(call.site.reader, await _zone(call), call.language)
    context = {"staff": call.staff, "page": page, "books": call.staff.may(Permission.BOOK_FOR_OTHERS)}
    return call.page("zone/appointments.html", context)


async def choose(call: StaffCall) -> web.StreamResponse:
    """For which service, and when."""
    query = call.request.query
    return await _choose(call, await _zone(call), query.get("item", ""), query.get("language", ""), None)


async def book(call: StaffCall) -> web.StreamResponse:
    """The time is booked; its slip follows."""
    fields = await bodies.form(call.request)
    zone_id, item, language = (bodies.text(fields, name, 64) for name in ("zone", "item", "language"))
    try:
        starts_at = bodies.instant(fields, "starts_at")
        made = await booking_for_others.book(call.desk, zone_id, item, starts_at, language, call.staff)
    except DeskError as error:
        return await _choose(call, await _zone(call), item, language, error)
    return go(f"{PAGE}/{made.id}")


async def slip(call: StaffCall) -> web.StreamResponse:
    """What is handed over: number, time, place, and the code of its page; in its holder's language, not the staff's."""
    found = await booking_for_others.slip_of(call.desk, call.part("id"), call.staff)
    shown = await appointments.shown(call.site.reader, found)
    address = f"{call.desk.settings.public_url}/appointments/{shown.secret}"
    told = {"booked": shown, "qr": qr.svg(address) if shown.secret else "", "nonce": ""}
    drawn = Markup(call.site.pages.draw("zone/slip.html", found.language, told))  # noqa: S704 - drawn by our own template
    return call.page("zone/appointment-slip.html", {"staff": call.staff, "page": shown, "slip": drawn})


async def _choose(
    call: StaffCall, zone_id: str, item: str, language: str, error: DeskError | None
) -> web.StreamResponse:
    page = await booked.offer(call.site.reader, zone_id, item, call.language)
    context = {
        "staff": call.staff,
        "page": page,
        "tongue": language or languages.LANGUAGES[0].tag,
        "problem": call.problem(error),
    }
    return call.page("zone/appointment-new.html", context, status=status_of(error) if error else 200)


async def _zone(call: StaffCall) -> str:
    return zone_of(call, [zone_id for zone_id, _ in await zone.zones(call.site.reader, call.language)])
