"""The corner's pages up to consent: registering, language, services, guide, and leaving."""

from aiohttp import web

from desk.actions import corners, visits
from desk.actions.catalogue import enquiries, openings
from desk.actions.turns import leavings
from desk.boards import catalogue, themes
from desk.boards.turns import businesses, waits
from desk.model.catalogue.enquiries import LONGEST_WISH
from desk.model.errors import CornerTaken, CornerUnknown, MovedToAnotherBrowser
from desk.model.turns.leavings import TOLD
from desk.model.visits import State
from desk.web import bodies, cookies, steps
from desk.web.calls import Call, CornerCall, VisitCall, go


async def welcome(call: CornerCall) -> web.StreamResponse:
    """The first page, or where the open visit goes on."""
    if call.visit is not None:
        return go(steps.page_of(call.visit))
    return steps.wiped(call.page("corner/language.html", {}))


async def ask_enrol(call: Call) -> web.StreamResponse:
    """For staff: which corner is this device?"""
    moved = call.sentence(MovedToAnotherBrowser.code) if "moved" in call.request.query else None
    return call.page("corner/enrol.html", {"problem": moved})


async def enrol(call: Call) -> web.StreamResponse:
    """Seats this browser at a corner. When another one serves it, asks before taking over."""
    fields = await bodies.form(call.request)
    code, key = bodies.text(fields, "corner", 32), bodies.text(fields, "key", 128)
    try:
        _, secret = await corners.enrol(call.desk, code.strip(), key.strip(), take_over="take-over" in fields)
    except CornerTaken:
        return call.page("corner/busy.html", {"corner": code, "key": key}, status=409)
    except CornerUnknown:
        problem = call.sentence("corner-key-wrong")
        return call.page("corner/enrol.html", {"problem": problem, "corner": code}, status=403)
    response = go("/corner")
    secure = call.desk.settings.public_url.startswith("https:")
    cookies.give(response, cookies.CORNER, secret, lasts=cookies.YEAR, secure=secure)
    return response


async def choose_language(call: CornerCall) -> web.StreamResponse:
    """Begins a visit, or goes on with it in another language."""
    fields = await bodies.form(call.request)
    language = bodies.language(fields)
    visit = await visits.begin(call.desk, call.corner, language)
    return go(bodies.own_path(fields.get("next", ""), steps.page_of(visit), within="/corner"))


async def change_language(call: CornerCall) -> web.StreamResponse:
    """The choice of languages again."""
    return call.page("corner/language.html", {})


async def services(call: VisitCall) -> web.StreamResponse:
    """Browsing by department, what a search found, or else what may be meant by words of one's own."""
    query = call.request.query.get("q", "").strip()[:LONGEST_WISH]
    reader, language, index = call.site.reader, call.language, call.site.index
    results = await catalogue.search(reader, index, language, query) if query else ()
    found = await themes.search(reader, language, query) if query else await themes.lines(reader, language)
    meant = (await catalogue.suggest(reader, index, language, query)).items if query and not results else ()
    of = call.request.query.get("of", "")[:32]
    context = {
        "query": query,
        "results": results,
        "themes": () if of else found,
        "meant": meant,
        "help_asked": call.corner.help_asked,
        "enquiries": bool(query) and await catalogue.answers_enquiries(reader),
        "browsed": None if query else await catalogue.browse(reader, index, language, of, _page(call)),
        "steps": steps.progress(call.visit, "items"),
    }
    return call.page("corner/items.html", context)


def _page(call: VisitCall) -> int:
    told = call.request.query.get("page", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 5 else 0


async def theme(call: VisitCall) -> web.StreamResponse:
    """A theme's guide: its items, and each paper once."""
    found = await themes.guide(call.site.reader, call.language, call.part("code"))
    words = call.site.pages.words("document_kinds", call.language)
    first = found.items[0].code
    context = {
        "guide": found,
        "wait": await waits.before_ticket(call.site.reader, call.corner.zone_id, first, call.language),
        "closed": await businesses.closed_for(call.site.reader, call.visit.zone_id, first, call.language),
        "accepted": [words[kind] for kind in found.documents],
        "steps": steps.progress(call.visit, "items"),
    }
    return call.page("corner/theme.html", context)


async def choose_theme(call: VisitCall) -> web.StreamResponse:
    """The visit is about all items of this theme."""
    visit = await openings.choose(call.desk, call.visit.id, call.part("code"))
    return go("/corner/prove" if visit.has_come_to(State.RECOGNISED) else steps.page_of(visit))


async def ask_person(call: VisitCall) -> web.StreamResponse:
    """A turn with a person, who hears what the applicant wrote."""
    fields = await bodies.form(call.request)
    visit = await enquiries.ask(call.desk, call.visit.id, bodies.text(fields, "wish", LONGEST_WISH))
    return go("/corner/prove" if visit.has_come_to(State.RECOGNISED) else steps.page_of(visit))


async def guide(call: VisitCall) -> web.StreamResponse:
    """One service's guide."""
    found = await catalogue.guide(call.site.reader, call.language, call.part("code"))
    words = call.site.pages.words("document_kinds", call.language)
    context = {
        "guide": found,
        "wait": await waits.before_ticket(call.site.reader, call.corner.zone_id, found.code, call.language),
        "closed": await businesses.closed_for(call.site.reader, call.visit.zone_id, call.part("code"), call.language),
        "accepted": [words[kind] for kind in found.documents],
        "steps": steps.progress(call.visit, "items"),
    }
    return call.page("corner/guide.html", context)


async def choose_service(call: VisitCall) -> web.StreamResponse:
    """This is what the visit is about."""
    visit = await visits.choose_item(call.desk, call.visit.id, call.part("code"))
    # Who was recognised for another item may have to be recognised more surely for this one.
    return go("/corner/prove" if visit.has_come_to(State.RECOGNISED) else steps.page_of(visit))


async def leave(call: CornerCall) -> web.StreamResponse:
    """The applicant goes; the screen forgets them."""
    if call.visit is not None:
        await visits.leave(call.desk, call.visit.id)
    return steps.wiped(go("/corner/goodbye"))


async def goodbye(call: CornerCall) -> web.StreamResponse:
    """The last page of a visit; who was not served is asked why, if they like to say."""
    asks = await leavings.is_asked(call.desk, call.corner.id)
    shown = call.page("corner/ended.html", {"asks": asks, "whys": TOLD, "thanks": "told" in call.request.query})
    return steps.wiped(shown)


async def say_why(call: CornerCall) -> web.StreamResponse:
    """Why they left, in one touch."""
    fields = await bodies.form(call.request)
    await leavings.tell(call.desk, call.corner.id, bodies.text(fields, "why", 24))
    return go("/corner/goodbye?told=1")
