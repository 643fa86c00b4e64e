"""The hall's screen: staff open it once; its browser then holds a display's cookie, which opens this and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from desk.actions import staff
from desk.actions.turns import hall_displays, zoned
from desk.boards import zone
from desk.boards.turns import halls
from desk.boards.turns.halls import HallBoard, HallCall
from desk.model.errors import NotAllowed
from desk.model.staff import Permission
from desk.model.turns.routing import Speech
from desk.web import bodies, cookies, doors
from desk.web.calls import Call, StaffCall, go
from desk.web.pages.zone import zone_of
from desk.web.site import Site

PAGE = "/zone/halls"
VOICES: Mapping[Speech, str] = {
    Speech.CANTONESE: "yue zh-HK zh-MO",
    Speech.PUTONGHUA: "cmn zh-CN zh-SG",
    Speech.PORTUGUESE: "pt-PT pt",
    Speech.ENGLISH: "en-HK en-GB en",
}
"""How browsers tag voices of a spoken language (BCP 47), the fittest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A hall that a browser may show: which zone's, as whom, and in which language."""

    zone_id: str
    party: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A call in one spoken language: in which written language it stands, and which voices can say it."""

    language: str
    voices: str
    text: str


async def watched(call: Call, zone_code: str) -> Watched:
    """Which hall this browser may show: a display's own, or one that staff may see.

    Raises SignInNeeded, NotAllowed, Missing.
    """
    found = await hall_displays.zone_of(call.desk, zone_code)
    home = f"zh-Hant-{found.jurisdiction}"
    if cookies.HALL in call.request.cookies and cookies.STAFF not in call.request.cookies:
        display = await hall_displays.shown_by(call.desk, call.request.cookies[cookies.HALL], found.id)
        return Watched(zone_id=found.id, party=f"hall:{display.id}", language=display.language or home)
    person = (await doors.staff_call(call.request)).staff
    if not person.may(Permission.SEE_ZONE):
        raise NotAllowed(Permission.SEE_ZONE)
    zoned.check(person, found.id)
    return Watched(zone_id=found.id, party=f"board:{person.id}", language=person.language)


async def screen(call: Call) -> web.StreamResponse:
    """The numbers that are called."""
    seen = await watched(call, call.part("zone"))
    shown = await halls.hall(call.site.reader, seen.zone_id)
    own = Call(request=call.request, language=seen.language)
    return own.page("hall/index.html", context_of(call.site, shown) | {"voices": VOICES})


def context_of(site: Site, shown: HallBoard) -> dict[str, object]:
    """What the hall's templates are drawn with: the board, what is said of each fresh call, and what while there is
    none."""
    return {
        "hall": shown,
        "sayings": {one.key: sayings(site, shown, one, one.speech) for one in shown.now if one.fresh},
        "idle": () if shown.now else sayings(site, shown, None, Speech.CANTONESE),
    }


def sayings(site: Site, shown: HallBoard, one: HallCall | None, first: Speech) -> Sequence[Saying]:
    """The call in every spoken language, this one first."""
    written = {
        Speech.CANTONESE: shown.home_language,
        Speech.PUTONGHUA: "zh-Hans-CN",
        Speech.PORTUGUESE: "pt-MO",
        Speech.ENGLISH: "en-HK",
    }
    return [
        Saying(
            language=written[speech],
            voices=VOICES[speech],
            text=" ".join(site.pages.draw("hall/saying.html", written[speech], {"call": one}).split()),
        )
        for speech in sorted(Speech, key=lambda speech: speech is not first)
    ]


async def displays(call: StaffCall) -> web.StreamResponse:
    """Which screens show a zone's hall."""
    every = await zone.zones(call.site.reader, call.language)
    zone_id = zone_of(call, [each for each, _ in every])
    shown = await halls.displays(call.site.reader, zone_id)
    return call.page("zone/halls.html", {"page": shown, "zone_name": dict(every)[zone_id]})


async def open_display(call: StaffCall) -> web.StreamResponse:
    """From now on this browser is a hall's display, and nobody is signed in on it any more."""
    fields = await bodies.form(call.request)
    secret = await hall_displays.open_display(call.desk, call.part("zone"), bodies.language(fields), call.staff)
    await staff.sign_out(call.desk, call.secret, call.staff)
    response = go(f"/hall/{call.part('zone')}")
    cookies.take(response, cookies.STAFF)
    secure = call.desk.settings.public_url.startswith("https:")
    cookies.give(response, cookies.HALL, secret, lasts=cookies.QUARTER, secure=secure)
    return response


async def end_display(call: StaffCall) -> web.StreamResponse:
    """It shows nothing any more."""
    fields = await bodies.form(call.request)
    await hall_displays.end(call.desk, call.part("id"), call.staff)
    return go(f"{PAGE}?zone={bodies.text(fields, 'zone', 32)}")
