"""A sealed bag of paper originals came: staff scan what lay in it, and are shown which sheet is which page."""

from aiohttp import web

from desk.actions.materials import checking, originals
from desk.boards.materials import bags as board
from desk.model.errors import DeskError
from desk.web import bodies, uploads
from desk.web.api.bags import MOST_MATERIALS
from desk.web.calls import StaffCall, go
from desk.web.problems import status_of

FILE, LONGEST, CHOSEN = "sheets", 40, "material-"
PAGE = "/console/bags"


async def ask(call: StaffCall) -> web.StreamResponse:
    """The form for a bag's number; with `number`, the bag. Its number is printed outside and names nobody."""
    number = call.request.query.get("number", "").strip().upper()[:LONGEST]
    return await _shown(call, number, None)


async def look_through(call: StaffCall) -> web.StreamResponse:
    """The scan of all sheets, in the order they lay, against the pages of the materials that were ticked."""
    number = call.part("number")
    try:
        given = await uploads.read(call.request, FILE, checking.LARGEST, bodies.UPLOAD_SECONDS)
        codes = [name.removeprefix(CHOSEN) for name in given.fields if name.startswith(CHOSEN)][:MOST_MATERIALS]
        await originals.look_through(call.desk, number, codes, [given.content], call.staff)
    except DeskError as error:
        return await _shown(call, number, error)
    return go(f"{PAGE}?number={number}")


async def _shown(call: StaffCall, number: str, problem: DeskError | None) -> web.StreamResponse:
    bag = None
    if number:
        try:
            bag = await board.bag(call.site.reader, number, call.language)
        except DeskError as error:
            problem = problem or error
    context = {"number": number, "bag": bag, "problem": call.problem(problem)}
    return call.page("console/bags.html", context, status=status_of(problem) if problem else 200)
