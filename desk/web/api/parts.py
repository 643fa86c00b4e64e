"""The cases of one visit at the window: which the meeting is about, what comes to nothing, which item was meant."""

from aiohttp import web

from desk.actions.catalogue import enquiries, openings
from desk.boards import catalogue
from desk.boards import wishes as board
from desk.model.catalogue.enquiries import LONGEST_WISH
from desk.web import bodies
from desk.web.api.turns import done
from desk.web.calls import StaffCall


async def turn_to(call: StaffCall) -> web.Response:
    """The meeting is about this case now."""
    fields = await bodies.json_object(call.request)
    await openings.turn_to(call.desk, call.part("id"), bodies.text(fields, "case", 32), call.staff)
    return done()


async def set_aside(call: StaffCall) -> web.Response:
    """This part is not gone on with, and why."""
    fields = await bodies.json_object(call.request)
    why = bodies.text(fields, "why", 24)
    await openings.set_aside(call.desk, call.part("id"), call.part("item"), why, call.staff)
    return done()


async def take_up(call: StaffCall) -> web.Response:
    """This part goes on after all."""
    await openings.take_up(call.desk, call.part("id"), call.part("item"), call.staff)
    return done()


async def find_item(call: StaffCall) -> web.Response:
    """Which items may be meant, drawn: by what the clerk types, else by what the applicant wrote."""
    fields = await bodies.json_object(call.request)
    typed = fields.get("q", "")
    query = typed.strip()[:LONGEST_WISH] if isinstance(typed, str) else ""
    reader, language = call.site.reader, call.language
    wish = await board.of_clerk(reader, call.staff, language)
    said = query or (wish.said.original if wish else "")
    found = await catalogue.listened(reader, call.site.index, language, said) if said else ()
    context = {"found": found, "query": query, "session_id": call.part("id"), "nonce": ""}
    return web.json_response({"html": call.site.pages.draw("console/items.html", language, context)})


async def set_item(call: StaffCall) -> web.Response:
    """The enquiry is answered by this item."""
    fields = await bodies.json_object(call.request)
    case_id = await enquiries.set_item(call.desk, call.part("id"), bodies.text(fields, "code", 32), call.staff)
    return web.json_response({"case": case_id}, status=201)
