"""Doors: who a caller must be to reach a handler. Everything is closed unless its route says which door it has."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from desk.actions import corners, staff, visits
from desk.model.errors import CornerUnknown, NotAllowed, NoVisit, ProofNeeded, SignInNeeded
from desk.model.staff import Permission, fresh_enough
from desk.web import cookies
from desk.web.calls import Call, CornerCall, StaffCall, VisitCall
from desk.web.site import SITE
from i18n import languages

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A handler behind its door; `name` is what the route table and its test say of it."""

    name: str
    handler: Handler


def open_to_all(handle: Callable[[Call], Awaitable[web.StreamResponse]]) -> Door:
    """Anybody."""

    async def handler(request: web.Request) -> web.StreamResponse:
        return await handle(Call(request=request, language=language_of(request)))

    return Door(name="open", handler=handler)


def corner(handle: Callable[[CornerCall], Awaitable[web.StreamResponse]]) -> Door:
    """A browser that serves a registered corner."""

    async def handler(request: web.Request) -> web.StreamResponse:
        return await handle(await corner_call(request))

    return Door(name="corner", handler=handler)


def visit(handle: Callable[[VisitCall], Awaitable[web.StreamResponse]]) -> Door:
    """The applicant who sits at a registered corner."""

    async def handler(request: web.Request) -> web.StreamResponse:
        call = await corner_call(request)
        if call.visit is None:
            raise NoVisit("no visit has begun")
        return await handle(VisitCall(request=request, language=call.language, corner=call.corner, visit=call.visit))

    return Door(name="visit", handler=handler)


def signed_in(handle: Callable[[StaffCall], Awaitable[web.StreamResponse]], *, proved: bool = False) -> Door:
    """Any signed-in person, about themselves; `proved`: one who has shown their authenticator within ten minutes."""

    async def handler(request: web.Request) -> web.StreamResponse:
        call = await staff_call(request)
        if proved:
            check_proof(call)
        return await handle(call)

    return Door(name="staff", handler=handler)


def staffed(
    permission: Permission, *, proved: bool = False
) -> Callable[[Callable[[StaffCall], Awaitable[web.StreamResponse]]], Door]:
    """A signed-in person whose role grants the permission; `proved`: who has also shown their authenticator lately."""

    def behind(handle: Callable[[StaffCall], Awaitable[web.StreamResponse]]) -> Door:
        async def handler(request: web.Request) -> web.StreamResponse:
            call = await staff_call(request)
            if not call.staff.may(permission):
                raise NotAllowed(permission)
            if proved:
                check_proof(call)
            return await handle(call)

        return Door(name=permission.value, handler=handler)

    return behind


def check_proof(call: StaffCall) -> None:
    """Raises ProofNeeded: a dangerous act asks for the authenticator anew."""
    if not fresh_enough(call.session, call.desk.store.clock()):
        raise ProofNeeded("authenticator")


async def corner_call(request: web.Request) -> CornerCall:
    """The corner this browser serves. Raises CornerUnknown."""
    desk = request.app[SITE].desk
    secret = request.cookies.get(cookies.CORNER, "")
    if not secret:
        raise CornerUnknown("no corner's cookie")
    found = await corners.whose(desk, secret)
    current = await visits.current(desk, found.id)
    language = current.language if current else await corners.home_language(desk, found)
    return CornerCall(request=request, language=language, corner=found, visit=current)


async def staff_call(request: web.Request) -> StaffCall:
    """Who is signed in. Raises SignInNeeded."""
    secret = request.cookies.get(cookies.STAFF, "")
    if not secret:
        raise SignInNeeded("no staff cookie")
    found = await staff.who(request.app[SITE].desk, secret)
    return StaffCall(
        request=request, language=found.staff.language, staff=found.staff, session=found.session, secret=secret
    )


def language_of(request: web.Request) -> str:
    """The language of an open page: chosen before, else nearest to what the browser asks for."""
    chosen = request.cookies.get(cookies.LANGUAGE, "")
    if any(language.tag == chosen for language in languages.LANGUAGES):
        return chosen
    return languages.negotiate(request.headers.get("Accept-Language")).tag
