"""Staff sign in and out; each role comes to its own screen."""

from aiohttp import web

from desk.actions import staff
from desk.model.errors import SignInFailed, SignInNeeded, SignInThrottled
from desk.model.staff import Role
from desk.web import bodies, clients, cookies, doors
from desk.web.calls import Call, go
from desk.web.problems import code_of, status_of

HOMES = {
    Role.CLERK: "/console",
    Role.HELPER: "/zone",
    Role.ZONE_STAFF: "/zone",
    Role.SUPERVISOR: "/office/sessions",
    Role.ADMINISTRATOR: "/office/staff",
    Role.AUDITOR: "/staff/me",
}


async def ask(call: Call) -> web.StreamResponse:
    """Login, password, code. A console that gave way to a newer one is told so here."""
    elsewhere = call.sentence("opened-elsewhere") if "elsewhere" in call.request.query else None
    return call.page("staff/sign-in.html", {"problem": elsewhere, "login": ""})


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
        context = {"problem": call.sentence(code_of(error)), "login": login}
        return call.page("staff/sign-in.html", context, status=status_of(error))
    response = go(HOMES[person.role])
    secure = call.desk.settings.public_url.startswith("https:")
    cookies.give(response, cookies.STAFF, secret, lasts=cookies.SHIFT, secure=secure)
    return response


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
