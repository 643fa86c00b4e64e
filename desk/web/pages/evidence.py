"""The office's pages of evidence: a meeting played back, and the random quality review."""

from datetime import date

from aiohttp import web

from desk.actions.evidence import draws, playback
from desk.boards.evidence import draws as draw_board
from desk.boards.evidence import playback as playback_board
from desk.model.errors import BadInput, NotReady, Stale
from desk.web import bodies
from desk.web.calls import StaffCall, go
from desk.web.problems import code_of, status_of

DRAWS = "/office/draws"


async def play(call: StaffCall) -> web.StreamResponse:
    """Both pictures side by side, and what happened beside them; that it was opened is recorded first."""
    session_id = call.part("id")
    await playback.note_opened(call.desk, session_id, call.staff)
    shown = await playback_board.playback(call.site.reader, session_id, call.language)
    return call.page("office/playback.html", {"playback": shown})


async def review(call: StaffCall) -> web.StreamResponse:
    """The draws of what is reviewed."""
    return await _review(call, None)


async def announce(call: StaffCall) -> web.StreamResponse:
    """A draw by the seal of a day to come."""
    fields = await bodies.form(call.request)
    try:
        day = date.fromisoformat(bodies.text(fields, "day", 10))
        await draws.announce(call.desk, day, int(bodies.text(fields, "count", 3)), call.staff)
    except (BadInput, ValueError):
        return await _review(call, BadInput("draw"))
    return go(DRAWS)


async def make(call: StaffCall) -> web.StreamResponse:
    """The draw itself, once its seed is known."""
    await bodies.form(call.request)
    try:
        await draws.make(call.desk, call.part("id"), call.staff)
    except (NotReady, Stale) as error:
        return await _review(call, error)
    return go(DRAWS)


async def _review(call: StaffCall, error: BadInput | NotReady | Stale | None) -> web.StreamResponse:
    context = {
        "draws": await draw_board.lines(call.site.reader, call.staff.id),
        "problem": None if error is None else call.sentence(code_of(error)),
        "wrong": isinstance(error, BadInput),
    }
    return call.page("office/draws.html", context, status=200 if error is None else status_of(error))
