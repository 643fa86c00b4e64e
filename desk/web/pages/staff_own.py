"""One's own account: an invitation taken up, sessions, password, authenticator, recovery codes."""

from aiohttp import web

from desk.actions import enrolments, staff
from desk.actions.enrolments import Enrolling
from desk.boards import accounts
from desk.model.errors import BadInput, InvitationUnknown, SignInFailed
from desk.web import bodies, clients, qr
from desk.web.calls import Call, StaffCall, go
from desk.web.pages.staff import HOMES, let_in
from desk.web.problems import code_of, status_of
from identity.errors import TotpError

OWN = "/staff/me"
SECRET = 100


async def ask_invitation(call: Call) -> web.StreamResponse:
    """Who was invited? The secret stands after the # of the link, in no address that a server sees."""
    return call.page("staff/welcome.html", {"problem": None})


async def welcome(call: Call) -> web.StreamResponse:
    """The page to take an account up: a password, and the authenticator to enrol."""
    fields = await bodies.form(call.request)
    invitation = bodies.text(fields, "invitation", SECRET).strip()
    try:
        return _enrol(call, await enrolments.welcome(call.desk, invitation), invitation, None)
    except InvitationUnknown as error:
        context = {"problem": call.sentence(code_of(error))}
        return call.page("staff/welcome.html", context, status=status_of(error))


async def take_up(call: Call) -> web.StreamResponse:
    """The account is theirs; recovery codes are shown this once."""
    fields = await bodies.form(call.request)
    invitation = bodies.text(fields, "invitation", SECRET)
    password, again = bodies.text(fields, "password", 300), bodies.text(fields, "again", 300)
    code, client = bodies.text(fields, "code", 16), clients.of(call.request)
    try:
        taken = await enrolments.take_up(call.desk, invitation, password, again, code, client)
    except InvitationUnknown as error:
        return call.page("staff/welcome.html", {"problem": call.sentence(code_of(error))}, status=status_of(error))
    except (BadInput, TotpError) as error:
        return _enrol(call, await enrolments.welcome(call.desk, invitation), invitation, error)
    context = {"codes": taken.codes, "staff": taken.staff, "to": HOMES[taken.staff.role], "new": True}
    response = call.page("staff/codes.html", context)
    let_in(call, response, taken.secret)
    return response


async def own(call: StaffCall) -> web.StreamResponse:
    """Everything one sees and does about oneself."""
    return await _own(call, None)


async def change_password(call: StaffCall) -> web.StreamResponse:
    """Another password; other browsers are signed out."""
    fields = await bodies.form(call.request)
    current, password, again = (bodies.text(fields, name, 300) for name in ("current", "password", "again"))
    try:
        await enrolments.change_password(call.desk, call.signed_in, current, password, again)
    except (BadInput, SignInFailed) as error:
        return await _own(call, error)
    return go(f"{OWN}?done=password")


async def ask_authenticator(call: StaffCall) -> web.StreamResponse:
    """The authenticator to enrol in place of the present one."""
    return _authenticator(call, await enrolments.begin_authenticator(call.desk, call.signed_in), None)


async def change_authenticator(call: StaffCall) -> web.StreamResponse:
    """It holds once a code of it was typed."""
    fields = await bodies.form(call.request)
    try:
        await enrolments.change_authenticator(call.desk, call.signed_in, bodies.text(fields, "code", 16))
    except TotpError as error:
        return _authenticator(call, await enrolments.begin_authenticator(call.desk, call.signed_in), error)
    return go(f"{OWN}?done=authenticator")


async def new_codes(call: StaffCall) -> web.StreamResponse:
    """Ten recovery codes in place of those of before, shown this once."""
    await bodies.form(call.request)
    codes = await enrolments.new_recovery_codes(call.desk, call.signed_in)
    return call.page("staff/codes.html", {"codes": codes, "to": OWN, "new": False})


async def end_session(call: StaffCall) -> web.StreamResponse:
    """Another browser of one's own is signed out."""
    await bodies.form(call.request)
    await staff.end_session(call.desk, call.staff.id, call.part("session"), call.staff)
    return go(f"{OWN}?done=session")


async def _own(call: StaffCall, error: Exception | None) -> web.Response:
    shown = await accounts.account(call.site.reader, call.staff.id, call.language)
    context = {
        "account": shown,
        "current": call.session.id,
        "problem": None if error is None else call.sentence("wrong-password" if _wrong(error) else code_of(error)),
        "done": call.request.query.get("done", ""),
    }
    return call.page("staff/me.html", context, status=200 if error is None else status_of(error))


def _wrong(error: Exception) -> bool:
    return isinstance(error, SignInFailed)


def _enrol(call: Call, enrolling: Enrolling, invitation: str, error: Exception | None) -> web.Response:
    context = _shown(call, enrolling, error) | {"invitation": invitation}
    return call.page("staff/enrol.html", context, status=200 if error is None else status_of(error))


def _authenticator(call: StaffCall, enrolling: Enrolling, error: Exception | None) -> web.Response:
    status = 200 if error is None else status_of(error)
    return call.page("staff/authenticator.html", _shown(call, enrolling, error), status=status)


def _shown(call: Call, enrolling: Enrolling, error: Exception | None) -> dict[str, object]:
    secret = enrolling.secret
    return {
        "person": enrolling.staff,
        "qr": qr.svg(enrolling.address),
        "groups": [secret[at : at + 4] for at in range(0, len(secret), 4)],
        "problem": None if error is None else call.sentence(code_of(error)),
    }
