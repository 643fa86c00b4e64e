"""The way through a visit: which question comes next, and how far the applicant has come."""

from collections.abc import Mapping

from aiohttp import web

from desk.model.visits import State, Visit

PAGES: Mapping[State, str] = {
    State.CHOOSING: "/corner/items",
    State.CONSENTED: "/corner/identity",
    State.RECOGNISED: "/corner/document",
    State.DOCUMENTED: "/corner/phone",
    State.CONFIRMED: "/corner/ticket",
    State.TICKETED: "/corner/visit",
    State.CLOSED: "/corner",
}
WAY = ("items", "consent", "identity", "document", "phone", "ticket", "visit")
REACHED = {
    State.CHOOSING: 0,
    State.CONSENTED: 2,
    State.RECOGNISED: 3,
    State.DOCUMENTED: 4,
    State.CONFIRMED: 5,
    State.TICKETED: 6,
    State.CLOSED: 6,
}


def page_of(visit: Visit | None) -> str:
    """Where this visit goes on."""
    if visit is None:
        return "/corner"
    if visit.state is State.CHOOSING and visit.item_code:
        return "/corner/consent"
    return PAGES[visit.state]


def gone(language: str) -> str:
    """Where it says that consent was withdrawn: the visit is closed by then, so its language is told along."""
    return f"/corner/withdrawn?lang={language}"


def wiped(response: web.Response) -> web.Response:
    """Has the browser wipe its cached pages, so that the back button shows nothing of the applicant, however the visit
    ended. The page there clears what the tab kept (`data-forgets`): "storage" would take the device's key along."""
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def progress(visit: Visit | None, page: str) -> list[tuple[str, bool, bool]]:
    """(key, done, current) of each step, for the page that is shown."""
    reached = REACHED[visit.state] if visit else 0
    here = WAY.index(page) if page in WAY else reached
    return [(key, index < here, index == here) for index, key in enumerate(WAY)]
