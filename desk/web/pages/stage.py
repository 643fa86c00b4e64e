"""The applicant's one page from the ticket on: waiting, called, in session, signing, finished."""

from aiohttp import web

from desk.boards import corner as board
from desk.model.visits import State
from desk.web import steps
from desk.web.calls import VisitCall, go


async def stage(call: VisitCall) -> web.StreamResponse:
    """Drawn once; from then on its socket keeps it in step."""
    if call.visit.state is not State.TICKETED:
        return go(steps.page_of(call.visit))
    shown = await board.stage(call.site.reader, call.visit.id)
    return call.page("corner/visit.html", {"stage": shown, "steps": steps.progress(call.visit, "visit")})
