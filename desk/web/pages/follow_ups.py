"""The office's follow-ups: what is due and overdue, and one of them with the forms that tell how it went."""

from collections.abc import Mapping

from aiohttp import web

from desk.actions import follow_ups
from desk.actions.follow_ups import Told, Whom
from desk.boards import follow_ups as board
from desk.boards import zone
from desk.model.errors import BadInput, DeskError, NotAllowed
from desk.model.follow_ups import LONGEST, Kind, Wanted
from desk.web import bodies
from desk.web.calls import StaffCall, go
from desk.web.problems import status_of

PAGE = "/office/follow-ups"
WHATS = ("due", "overdue", "mine", "done")
MOST_PAGES = 200


async def listed(call: StaffCall) -> web.StreamResponse:
    """The list, narrowed by the address. What is not told, or badly, narrows nothing."""
    every = await zone.zones(call.site.reader, call.language)
    zones = [entry for entry in every if call.staff.zone_id in ("", entry[0])]
    asked = _asked(call, [zone_id for zone_id, _ in zones])
    wanted = Wanted(
        zone_id=asked["zone"] or call.staff.zone_id,
        kind=Kind(asked["kind"]) if asked["kind"] else None,
        what=asked["what"],
        owner_id=call.staff.id,
    )
    number = int(asked["page"])
    shown = await board.listed(call.site.reader, wanted, call.language, number)
    context = {"shown": shown, "asked": asked, "zones": zones, "whats": WHATS, "kinds": [*Kind], "number": number}
    return call.page("office/follow-ups.html", context)


async def one(call: StaffCall) -> web.StreamResponse:
    """One of them."""
    return await _one(call)


async def take(call: StaffCall) -> web.StreamResponse:
    """It is mine."""
    await follow_ups.take(call.desk, call.part("id"), call.staff)
    return go(f"{PAGE}/{call.part('id')}")


async def reach(call: StaffCall) -> web.StreamResponse:
    """The same page, with the number and the name whole."""
    return await _one(call, await follow_ups.reach(call.desk, call.part("id"), call.staff))


async def tell(call: StaffCall) -> web.StreamResponse:
    """How it went."""
    fields = await bodies.form(call.request)
    told = Told(
        step=bodies.text(fields, "step", 16),
        means=bodies.text({"means": "", **fields}, "means", 16),
        outcome=bodies.text({"outcome": "", **fields}, "outcome", 16),
        text=bodies.text({"text": "", **fields}, "text", 4 * LONGEST),
        language=call.language,
    )
    try:
        await follow_ups.tell(call.desk, call.part("id"), call.staff, told)
    except BadInput as error:
        return await _one(call, typed=told.text, error=error)
    return go(f"{PAGE}/{call.part('id')}")


def _asked(call: StaffCall, zones: list[str]) -> Mapping[str, str]:
    query = call.request.query
    told = {name: query.get(name, "") for name in ("zone", "kind", "what", "page")}
    page = told["page"]
    return {
        "zone": told["zone"] if told["zone"] in zones else "",
        "kind": told["kind"] if told["kind"] in [*Kind] else "",
        "what": told["what"] if told["what"] in WHATS else WHATS[0],
        "page": page if page.isdecimal() and page.isascii() and len(page) < 4 and int(page) < MOST_PAGES else "0",
    }


async def _one(
    call: StaffCall, whom: Whom | None = None, typed: str | None = None, error: DeskError | None = None
) -> web.Response:
    shown = await board.one(call.site.reader, call.part("id"), call.language, call.staff.id)
    if call.staff.zone_id not in ("", shown.zone_id):
        raise NotAllowed("another zone's")
    context = {"one": shown, "whom": whom, "typed": typed, "problem": call.problem(error)}
    return call.page("office/follow-up.html", context, status=status_of(error) if error else 200)
