"""The ticket on paper: printed at the corner, and taken up again at any other by its letters and a code."""

from aiohttp import web

from desk.actions.turns import slips, take_ups
from desk.boards.turns import slips as board
from desk.model.errors import CornerUnknown, DeskError
from desk.model.turns.slips import grouped, plain
from desk.model.visits import State
from desk.web import bodies, clients, doors, qr, steps
from desk.web.calls import Call, CornerCall, VisitCall, go
from desk.web.problems import status_of
from identity.codes import LIMITS
from identity.errors import IdentityError, WrongCode

PAGE, CODE_PAGE = "/corner/take-up", "/corner/taking-up"
REFUSED = (IdentityError, DeskError)


async def print_slip(call: VisitCall) -> web.Response:
    """A new slip, drawn; its letters are nowhere but on it."""
    made = await slips.print_slip(call.desk, call.visit.id)
    shown = await board.slip(call.site.reader, call.visit.id)
    context = {
        "slip": shown,
        "letters": grouped(made.letters),
        "qr": qr.svg(f"{call.desk.settings.public_url}{PAGE}/{made.letters}"),
        "nonce": "",
    }
    return web.json_response({"html": call.site.pages.draw("corner/slip.html", call.language, context)})


async def step_away(call: VisitCall) -> web.StreamResponse:
    """The applicant goes with their slip; the screen forgets them, and the turn stands."""
    await slips.step_away(call.desk, call.visit.id)
    return steps.wiped(go("/corner/goodbye"))


async def scanned(call: Call) -> web.StreamResponse:
    """What the slip's QR code leads to. A corner asks to go on; any other browser is told where to go."""
    try:
        corner = await doors.corner_call(call.request)
    except CornerUnknown:
        return call.page("corner/take-up-elsewhere.html", {"letters": grouped(plain(call.part("letters")))})
    return _letters(corner, call.part("letters"), None)


async def ask(call: CornerCall) -> web.StreamResponse:
    """Which letters?"""
    return _letters(call, "", None)


async def begin(call: CornerCall) -> web.StreamResponse:
    """A code goes to the telephone of the turn's holder."""
    typed = bodies.text(await bodies.form(call.request), "letters", 64)
    try:
        await take_ups.begin(call.desk, call.corner, typed, clients.of(call.request).origin)
    except REFUSED as error:
        return _letters(call, typed, error)
    return go(CODE_PAGE)


async def ask_code(call: CornerCall) -> web.StreamResponse:
    """Which code arrived?"""
    if not await take_ups.is_begun(call.desk, call.corner.id):
        return go(PAGE)
    return _code(call, None)


async def finish(call: CornerCall) -> web.StreamResponse:
    """The turn is at this corner."""
    code = bodies.text(await bodies.form(call.request), "code", 64)
    try:
        await take_ups.finish(call.desk, call.corner, code)
    except REFUSED as error:
        return _code(call, error)
    return go("/corner/visit")


async def send_again(call: CornerCall) -> web.StreamResponse:
    """Another code to the same telephone."""
    try:
        await take_ups.send_again(call.desk, call.corner, clients.of(call.request).origin)
    except REFUSED as error:
        return _code(call, error)
    return go(CODE_PAGE)


def _letters(call: CornerCall, typed: str, error: Exception | None) -> web.StreamResponse:
    if call.visit is not None and call.visit.state is not State.CHOOSING:
        return go(steps.page_of(call.visit))
    letters = plain(typed)
    context = {"letters": grouped(letters) if letters else typed, "problem": call.problem(error)}
    return call.page("corner/take-up.html", context, status=status_of(error) if error else 200)


def _code(call: CornerCall, error: Exception | None) -> web.StreamResponse:
    context = {
        "problem": call.problem(error),
        "tries_left": error.tries_left if isinstance(error, WrongCode) else None,
        "resend_after_s": int(LIMITS.resend_after.total_seconds()),
    }
    return call.page("corner/taking-up.html", context, status=status_of(error) if error else 200)
