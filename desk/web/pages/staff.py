"""Staff sign in and out, and show their authenticator anew; each role comes to its own screen."""

from urllib.parse import urlsplit

from aiohttp import web

from desk.actions import staff
from desk.model.errors import ProofNeeded, SignInFailed, SignInNeeded, SignInThrottled
from desk.model.staff import Role
from desk.web import bodies, clients, cookies, doors
from desk.web.calls import Call, StaffCall, go
from desk.web.problems import code_of, status_of

HOMES = {
    Role.CLERK: "/console",
    Role.HELPER: "/zone",
    Role.ZONE_STAFF: "/zone",
    Role.SUPERVISOR: "/office/sessions",
    Role.ADMINISTRATOR: "/office/staff",
    Role.AUDITOR: "/office/retention",
}
RECOVERY = "recovery"
"""The part of the query with which a page asks for a recovery code in place of the authenticator's."""


async def ask(call: Call) -> web.StreamResponse:
    """Login, password, code. A console that gave way to a newer one is told so here."""
    elsewhere = call.sentence("opened-elsewhere") if "elsewhere" in call.request.query else None
    return _ask(call, elsewhere, "", by_recovery=RECOVERY in call.request.query)


async def sign_in(call: Call) -> web.StreamResponse:
    """Password and authenticator code at once: what is wrong is not told."""
    fields = await bodies.form(call.request)
    login = bodies.text(fields, "login", 64)
    try:
        person, secret = await staff.sign_in(
            call.desk,
            login,
            bodies.text(fields, "password", 300),
            bodies.text(fields, "code", 64),
            clients.of(call.request),
            old=call.request.cookies.get(cookies.STAFF, ""),
        )
    except (SignInFailed, SignInThrottled) as error:
        by_recovery = RECOVERY in fields
        return _ask(call, call.sentence(code_of(error)), login, by_recovery=by_recovery, status=status_of(error))
    response = go(HOMES[person.role])
    let_in(call, response, secret)
    return response


def let_in(call: Call, response: web.Response, secret: str) -> None:
    """The browser is signed in by this answer."""
    secure = call.desk.settings.public_url.startswith("https:")
    cookies.give(response, cookies.STAFF, secret, lasts=cookies.SHIFT, secure=secure)


async def ask_proof(call: StaffCall) -> web.StreamResponse:
    """The authenticator once more, before a dangerous act."""
    return _ask_proof(call, call.request.query.get("next", ""), None)


async def prove(call: StaffCall) -> web.StreamResponse:
    """Back to what was about to be done."""
    fields = await bodies.form(call.request)
    back = fields.get("next", "")
    try:
        code = bodies.text(fields, "code", 64)
        await staff.show_proof(call.desk, call.signed_in, code, clients.of(call.request))
    except (SignInFailed, SignInThrottled) as error:
        code = "wrong-totp" if isinstance(error, SignInFailed) else code_of(error)
        return _ask_proof(call, back, call.sentence(code), status=status_of(error))
    return go(bodies.own_path(back, "/staff/me"))


def to_proof(request: web.Request) -> web.Response:
    """To the page that asks for the authenticator, and from there back to the page that was open (ProofNeeded)."""
    came_from = request.path if request.method == "GET" else urlsplit(request.headers.get("Referer", "")).path
    return go(f"/staff/prove?next={bodies.own_path(came_from, '/staff/me')}")


async def choose_language(call: Call) -> web.StreamResponse:
    """The language of staff pages: kept with the account once signed in."""
    fields = await bodies.form(call.request)
    language = bodies.language(fields)
    response = go(bodies.own_path(fields.get("next", ""), "/staff/sign-in"))
    try:
        person = (await doors.staff_call(call.request)).staff
        await staff.choose_language(call.desk, person, language)
    except SignInNeeded:
        secure = call.desk.settings.public_url.startswith("https:")
        cookies.give(response, cookies.LANGUAGE, language, lasts=cookies.YEAR, secure=secure)
    return response


async def sign_out(call: Call) -> web.StreamResponse:
    """Ends this browser's session, if it has one."""
    response = go("/staff/sign-in")
    try:
        signed_in = await doors.staff_call(call.request)
    except SignInNeeded:
        return response
    await staff.sign_out(call.desk, signed_in.secret, signed_in.staff)
    cookies.take(response, cookies.STAFF)
    return response


def _ask(call: Call, problem: str | None, login: str, *, by_recovery: bool, status: int = 200) -> web.Response:
    context = {"problem": problem, "login": login, "by_recovery": by_recovery}
    return call.page("staff/sign-in.html", context, status=status)


def _ask_proof(call: StaffCall, back: str, problem: str | None, *, status: int = 200) -> web.Response:
    told = problem if problem is not None else call.sentence(ProofNeeded.code)
    context = {"told": told, "problem": problem is not None, "next": bodies.own_path(back, "/staff/me")}
    return call.page("staff/prove.html", context, status=status)
