"""The applicant's one page from the ticket on: waiting, called, in session, signing, finished."""

from aiohttp import web

from desk.boards import consents
from desk.boards import corner as board
from desk.model.notices import Purpose
from desk.model.visits import State
from desk.web import steps
from desk.web.calls import VisitCall, go
from desk.web.pages import proving


async def stage(call: VisitCall) -> web.StreamResponse:
    """Drawn once; from then on its socket keeps it in step."""
    if call.visit.state is not State.TICKETED:
        return go(steps.page_of(call.visit))
    shown = await board.stage(call.site.reader, call.visit.id)
    given = await consents.of_visit_alone(call.site.reader, call.visit.id, call.language)
    own = next((consent for consent in given if consent.purpose == Purpose.VISIT), None)
    context = {"stage": shown, "steps": steps.progress(call.visit, "visit"), "consent": own}
    return call.page("corner/visit.html", context | dict(proving.for_stage(call.site, shown)))
