"""Entrances: who may open which live screen; asked when a page connects, and again and again while it is open."""

import asyncio
import time

from desk.boards import zone as zone_board
from desk.model.errors import Missing, NotAllowed, NotReady
from desk.model.sessions import staff_party
from desk.model.staff import Permission
from desk.model.visits import State
from desk.web import cookies, doors
from desk.web.calls import Call
from desk.web.pages import halls
from desk.web.pages.zone import powers_of, wanted_of, zone_of
from desk.web.sockets.halls import HallScreen
from desk.web.sockets.screens import AssistScreen, CodeScreen, ConsoleScreen, CornerScreen, Screen, ZoneScreen
from desk.web.sockets.screens import console_screen as of_clerk
from desk.web.sockets.supervise import SuperviseScreen

OF_A_HALL = "hall-"
"""A hall's screen is named with its zone's code."""
ASKED_AT_ONCE = 4
"""Pages whose door is asked at a time: each reads over a connection of the store, which actions need as well."""
LATELY_SECONDS = 4.0
"""Whom nobody doubts is welcome by an answer of so long ago."""
Caller = tuple[str, ...]


class Doorkeeper:
    """Asks the door for open pages. Pages of one caller that wait to be asked for are asked for together."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(ASKED_AT_ONCE)
        self._waiting: dict[Caller, asyncio.Task[Screen]] = {}
        self._lately: dict[Caller, tuple[float, Screen]] = {}

    async def ask(self, call: Call, *, lately: bool = False) -> Screen:
        """What this caller may see now, by an answer that is no older than the question; or, where `lately` will do,
        than LATELY_SECONDS. Raises as `screen_of`."""
        caller = _caller(call)
        answered_at, screen = self._lately.get(caller, (0.0, None))
        if lately and screen is not None and time.monotonic() - answered_at < LATELY_SECONDS:
            return screen
        asking = self._waiting.get(caller)
        if asking is None:
            asking = self._waiting[caller] = asyncio.create_task(self._ask(caller, call))
            asking.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(asking)

    async def _ask(self, caller: Caller, call: Call) -> Screen:
        try:
            await self._places.acquire()
        finally:
            # Whoever asks from now on is answered anew.
            del self._waiting[caller]
        began = time.monotonic()
        try:
            screen = await screen_of(call)
        except BaseException:
            self._lately.pop(caller, None)
            raise
        finally:
            self._places.release()
        self._keep(caller, began, screen)
        return screen

    def _keep(self, caller: Caller, asked_at: float, screen: Screen) -> None:
        """Remembers the answer, and forgets those that are too old."""
        self._lately.pop(caller, None)
        self._lately[caller] = asked_at, screen
        for old, (at, _) in tuple(self._lately.items()):
            if asked_at - at < LATELY_SECONDS:
                break
            del self._lately[old]


def _caller(call: Call) -> Caller:
    """All that the door looks at."""
    sent = call.request.cookies
    return (
        call.part("screen"),
        call.request.query_string,
        sent.get(cookies.CORNER, ""),
        sent.get(cookies.HALL, ""),
        sent.get(cookies.STAFF, ""),
    )


async def screen_of(call: Call) -> Screen:
    """The screen that the address names, if this caller may see it. Raises Missing and what the doors raise."""
    match call.part("screen"):
        case "code":
            return await _code(call)
        case "assist":
            return await _assist(call)
        case "corner":
            return await _corner(call)
        case "console":
            return await _console(call)
        case "supervise":
            return await _supervise(call)
        case "zone":
            return await _zone(call)
        case screen if screen.startswith(OF_A_HALL):
            return await _hall(call, screen.removeprefix(OF_A_HALL))
        case _:
            raise Missing("screen")


async def _code(call: Call) -> CodeScreen:
    corner = await doors.corner_call(call.request)
    if corner.visit is None or corner.visit.state is not State.DOCUMENTED:
        raise NotReady("no code is asked for")
    return CodeScreen(
        site=call.site,
        party=f"corner:{corner.corner.id}",
        zone_id=corner.corner.zone_id,
        visit=corner.visit,
    )


async def _corner(call: Call) -> CornerScreen:
    corner = await doors.corner_call(call.request)
    if corner.visit is None or corner.visit.state is not State.TICKETED:
        raise NotReady("no ticket yet")
    return CornerScreen(
        site=call.site,
        party=f"corner:{corner.corner.id}",
        zone_id=corner.corner.zone_id,
        visit_id=corner.visit.id,
        language=corner.visit.language,
        secret=call.request.cookies[cookies.CORNER],
    )


async def _assist(call: Call) -> AssistScreen:
    corner = await doors.corner_call(call.request)
    if corner.visit is None:
        raise NotReady("no visit")
    return AssistScreen(
        site=call.site,
        party=f"corner:{corner.corner.id}",
        zone_id=corner.corner.zone_id,
        visit=corner.visit,
        secret=call.request.cookies[cookies.CORNER],
    )


async def _console(call: Call) -> ConsoleScreen:
    person = (await doors.staff_call(call.request)).staff
    if not person.may(Permission.HANDLE_CASES):
        raise NotAllowed(Permission.HANDLE_CASES)
    return of_clerk(call.site, person)


async def _supervise(call: Call) -> SuperviseScreen:
    person = (await doors.staff_call(call.request)).staff
    if not person.may(Permission.SUPERVISE):
        raise NotAllowed(Permission.SUPERVISE)
    return SuperviseScreen(site=call.site, party=staff_party(person.id), zone_id="", staff=person)


async def _zone(call: Call) -> ZoneScreen:
    staff = await doors.staff_call(call.request)
    if not staff.staff.may(Permission.SEE_ZONE):
        raise NotAllowed(Permission.SEE_ZONE)
    known = [zone_id for zone_id, _ in await zone_board.zones(call.site.reader, staff.language)]
    zone_id = zone_of(staff, known)
    return ZoneScreen(
        site=call.site,
        party=f"board:{staff.staff.id}",
        zone_id=zone_id,
        language=staff.language,
        may=powers_of(staff.staff),
        wanted=wanted_of(staff),
    )


async def _hall(call: Call, zone_code: str) -> HallScreen:
    seen = await halls.watched(call, zone_code)
    return HallScreen(site=call.site, party=seen.party, zone_id=seen.zone_id, language=seen.language)
