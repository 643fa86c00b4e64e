"""Proving once more who one is: before the ticket on a page of its own, and in the middle of a meeting.

Wherever it leads, the applicant comes back to where their visit stands, with words for what came of it.
"""

from collections.abc import Mapping

from aiohttp import web

from desk.actions import step_ups
from desk.boards import assurance as board
from desk.boards.corner import Stage
from desk.model.errors import DeskError
from desk.model.visits import State
from desk.web import bodies, steps
from desk.web.calls import VisitCall, go
from desk.web.problems import code_of, status_of
from desk.web.site import Site
from identity.assurance import Level
from identity.errors import IdentityError

REFUSED = (IdentityError, DeskError)
PAGE = "/corner/prove"
BEFORE_THE_TICKET = (State.RECOGNISED, State.DOCUMENTED, State.CONFIRMED)


async def page(call: VisitCall) -> web.StreamResponse:
    """Why the sign-in is not enough for this item, and where one may sign in that is."""
    return await _page(call, None)


async def begin(call: VisitCall) -> web.StreamResponse:
    """Off to the provider; the visit, and a meeting with its turn, wait."""
    fields = await bodies.form(call.request)
    try:
        return go(await step_ups.begin(call.desk, call.visit.id, bodies.text(fields, "provider", 64)))
    except REFUSED as error:
        return await _page(call, error)


async def come_back(call: VisitCall) -> web.StreamResponse:
    """Back from the provider. In a meeting both sides see what came of it on their screens."""
    try:
        await step_ups.finish(call.desk, call.visit.id, dict(call.request.query))
    except REFUSED as error:
        return await _page(call, error)
    return await _page(call, None)


async def decline(call: VisitCall) -> web.Response:
    """The applicant does not want to."""
    await step_ups.decline(call.desk, call.visit.id)
    return web.json_response({"ok": True})


def ways(site: Site, language: str, level: Level) -> list[dict[str, str]]:
    """Where a sign-in reaches this level, in the order to be offered."""
    providers = site.desk.providers
    return [
        {"id": key, "name": names[language]}
        for key, names in site.desk.provider_names.items()
        if providers[key].reaches(level) and not providers[key].mainland
    ]


def for_stage(site: Site, stage: Stage) -> Mapping[str, object]:
    """What the stage's card has beside the stage: where to sign in, and what the last try came to."""
    asked = stage.step_up
    if asked is None:
        return {"ways": (), "why": "", "said": ""}
    why, said = (_sentence(site, code, stage.language) for code in (asked.reason, asked.problem))
    return {"ways": ways(site, stage.language, asked.demanded), "why": why, "said": said}


def _sentence(site: Site, code: str, language: str) -> str:
    """What a code says; empty for none, and where the clerk asked although nothing is unmet."""
    return site.pages.sentence(code, language) if code not in ("", step_ups.WISHED) else ""


async def _page(call: VisitCall, error: Exception | None) -> web.StreamResponse:
    if call.visit.state not in BEFORE_THE_TICKET:
        # In a meeting the stage itself says it: a refusal is kept with the step-up.
        return go(steps.page_of(call.visit))
    have = await board.of_visit(call.site.reader, call.visit)
    if error is None and not have.reason:
        return go(steps.page_of(call.visit))
    context = {
        "have": have,
        "why": call.sentence(have.reason) if have.reason else "",
        "ways": ways(call.site, call.language, Level(have.demanded)),
        "problem": call.sentence(code_of(error)) if error else None,
        "steps": steps.progress(call.visit, "identity"),
    }
    return call.page("corner/prove.html", context, status=status_of(error) if error else 200)
