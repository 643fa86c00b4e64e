"""The zone board, and what its staff do from it: open and close business, look after corners."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from desk.actions.turns import businesses, corner_notices, corner_states
from desk.boards import zone
from desk.boards.turns import businesses as business_board
from desk.boards.turns import corners as corner_board
from desk.boards.turns.lines import Wanted
from desk.model.errors import BadInput, DeskError, NotAllowed
from desk.model.staff import Permission, Staff
from desk.model.turns.businesses import Why
from desk.model.turns.corner_notices import LONGEST
from desk.model.turns.corner_states import Paper, Printer
from desk.model.turns.order import Priority
from desk.web import bodies
from desk.web.calls import StaffCall, go
from desk.web.problems import status_of

HERE = ZoneInfo("Asia/Macau")
"""Both zones and the mainland keep the same time."""
BUSINESSES, CORNERS = "/zone/businesses", "/zone/corners"


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """What somebody may do from the board: answer calls for help, look at documents, put turns elsewhere, decide on
    cases, follow them up."""

    help: bool
    assist: bool
    route: bool
    decide: bool
    follow_up: bool


def powers_of(staff: Staff) -> Powers:
    """What the board offers this person."""
    return Powers(
        help=staff.may(Permission.HELP_CORNERS),
        assist=staff.may(Permission.ASSIST),
        route=staff.may(Permission.ROUTE_TURNS),
        decide=staff.may(Permission.DECIDE_CASES),
        follow_up=staff.may(Permission.FOLLOW_UP),
    )


async def board(call: StaffCall) -> web.StreamResponse:
    """The zone, live. Staff of one zone see that one; others choose."""
    every = await zone.zones(call.site.reader, call.language)
    zones = [entry for entry in every if call.staff.zone_id in ("", entry[0])]
    chosen = zone_of(call, [zone_id for zone_id, _ in zones])
    shown = await zone.board(call.site.reader, chosen, call.language, wanted_of(call), call.site.pages.version)
    return call.page(
        "zone/board.html", {"board": shown, "zones": zones, "zone_id": chosen, "may": powers_of(call.staff)}
    )


def zone_of(call: StaffCall, known: list[str]) -> str:
    """The zone a board is about. Raises NotAllowed for another zone than one's own."""
    wanted = call.request.query.get("zone", "") or call.staff.zone_id or known[0]
    if wanted not in known or (call.staff.zone_id and wanted != call.staff.zone_id):
        raise NotAllowed("another zone")
    return wanted


def wanted_of(call: StaffCall) -> Wanted:
    """What the board is narrowed to by its address; what is no class of priority narrows nothing."""
    priority = call.request.query.get("priority", "")
    known = {each.name.lower() for each in Priority}
    return Wanted(item=call.request.query.get("item", "")[:32], priority=priority if priority in known else "")


async def _zone(call: StaffCall) -> str:
    return zone_of(call, [zone_id for zone_id, _ in await zone.zones(call.site.reader, call.language)])


async def ask_businesses(call: StaffCall) -> web.StreamResponse:
    """Which business is open."""
    return await _businesses(call, await _zone(call), None)


async def close_business(call: StaffCall) -> web.StreamResponse:
    """No new turns of it from now on."""
    fields = await bodies.form(call.request)
    zone_id = bodies.text(fields, "zone", 32)
    try:
        why, until = Why(bodies.text(fields, "why", 16)), _until(call, bodies.text(fields, "until", 5))
        await businesses.close(call.desk, zone_id, call.part("skill"), why, until, call.staff)
    except BadInput as error:
        return await _businesses(call, zone_id, error)
    except ValueError:
        return await _businesses(call, zone_id, BadInput("why"))
    return go(f"{BUSINESSES}?zone={zone_id}")


async def open_business(call: StaffCall) -> web.StreamResponse:
    """New turns are taken again."""
    fields = await bodies.form(call.request)
    zone_id = bodies.text(fields, "zone", 32)
    await businesses.open_again(call.desk, zone_id, call.part("skill"), call.staff)
    return go(f"{BUSINESSES}?zone={zone_id}")


def _until(call: StaffCall, told: str) -> datetime | None:
    """A time of day that is still to come: today's, or else tomorrow's. Raises ValueError."""
    if not told:
        return None
    now = call.desk.store.clock().astimezone(HERE)
    at = time.fromisoformat(told)
    moment = datetime.combine(now.date(), at, tzinfo=HERE)
    return moment if moment > now else moment + timedelta(days=1)


async def _businesses(call: StaffCall, zone_id: str, error: DeskError | None) -> web.Response:
    shown = await business_board.page(call.site.reader, zone_id, call.language)
    context = {"page": shown, "whys": list(Why), "problem": call.problem(error)}
    return call.page("zone/businesses-page.html", context, status=status_of(error) if error else 200)


async def corner(call: StaffCall) -> web.StreamResponse:
    """One corner: its devices, and what to send to its screen."""
    return await _corner(call, "", None)


async def message(call: StaffCall) -> web.StreamResponse:
    """A few words for whoever sits there."""
    fields = await bodies.form(call.request)
    text = bodies.text(fields, "text", 4 * LONGEST)
    return await _do(call, text, corner_notices.send(call.desk, call.part("id"), text, call.staff))


async def tell_devices(call: StaffCall) -> web.StreamResponse:
    """Somebody looked at the printer."""
    fields = await bodies.form(call.request)
    try:
        printer, paper = Printer(bodies.text(fields, "printer", 16)), Paper(bodies.text(fields, "paper", 16))
    except ValueError:
        raise BadInput("devices") from None
    return await _do(call, "", corner_states.tell(call.desk, call.part("id"), printer, paper, call.staff))


async def _do(call: StaffCall, typed: str, act: Awaitable[None]) -> web.StreamResponse:
    try:
        await act
    except BadInput as error:
        return await _corner(call, typed, error)
    return go(f"{CORNERS}/{call.part('id')}?done")


async def _corner(call: StaffCall, typed: str, error: DeskError | None) -> web.Response:
    shown = await corner_board.one(call.site.reader, call.part("id"), call.language, call.site.pages.version)
    if call.staff.zone_id not in ("", shown.zone_id):
        raise NotAllowed("another zone's corner")
    context = {
        "page": shown,
        "typed": typed,
        "longest": LONGEST,
        "printers": list(Printer),
        "papers": list(Paper),
        "may": powers_of(call.staff),
        "problem": call.problem(error),
        "done": "done" in call.request.query,
    }
    return call.page("zone/corner.html", context, status=status_of(error) if error else 200)
