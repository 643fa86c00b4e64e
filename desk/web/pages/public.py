"""Pages open to all: the first page, tracking a case, and the demonstration."""

from collections.abc import Mapping

from aiohttp import web

from desk.actions import ratings, receipts, tracking
from desk.boards import consents, inbox, track
from desk.boards import ratings as rating_board
from desk.model.errors import (
    BadInput,
    CornerUnknown,
    DeskError,
    Missing,
    NotAChoice,
    ReceiptUnknown,
    Refused,
    SignInNeeded,
)
from desk.model.ratings import reasons_for
from desk.model.receipts import Receipt
from desk.model.staff import Permission
from desk.web import bodies, clients, cookies, doors
from desk.web.api.turns import WHY, said_of
from desk.web.calls import Call, go
from desk.web.problems import status_of
from identity import totp
from identity.errors import CodeError, IdentityError, ThrottleError, WrongCode

REFUSED = (CodeError, ThrottleError)


async def front(call: Call) -> web.StreamResponse:
    """The demonstration's overview, or tracking, which is what the public comes for."""
    return go("/demo") if call.site.desk.settings.demo else go("/track")


async def choose_language(call: Call) -> web.StreamResponse:
    """The language of open pages."""
    fields = await bodies.form(call.request)
    language = bodies.language(fields)
    response = go(bodies.own_path(fields.get("next", ""), "/"))
    cookies.give(response, cookies.LANGUAGE, language, lasts=cookies.YEAR, secure=_secure(call))
    return response


async def ask_receipt(call: Call) -> web.StreamResponse:
    """Which receipt?"""
    return call.page("track/index.html", {"problem": None, "value": ""})


async def send_code(call: Call) -> web.StreamResponse:
    """A code goes to the telephone that was confirmed in the visit; the answer is the same where there is no such
    receipt."""
    fields = await bodies.form(call.request)
    number = bodies.text(fields, "receipt", 64)
    try:
        secret = await tracking.begin(call.desk, number, call.language, clients.of(call.request).origin)
    except DeskError as error:
        context = {"problem": call.problem(error), "value": number}
        return call.page("track/index.html", context, status=status_of(error))
    response = go("/track/code")
    cookies.give(response, cookies.TRACK, secret, lasts=cookies.HALF_HOUR, secure=_secure(call))
    return response


async def ask_code(call: Call) -> web.StreamResponse:
    """Which code arrived?"""
    return _code(call, None)


async def open_case(call: Call) -> web.StreamResponse:
    """The code is checked, and opens the case."""
    fields = await bodies.form(call.request)
    try:
        await tracking.open_with_code(call.desk, _secret(call), bodies.text(fields, "code", 64))
    except REFUSED as error:
        return _code(call, error)
    return go("/track/case")


async def case(call: Call) -> web.StreamResponse:
    """Where the case stands."""
    return await _case(call, await tracking.whose(call.desk, _secret(call)), None)


async def _case(call: Call, receipt: Receipt, error: DeskError | None) -> web.Response:
    shown = await track.tracked(call.site.reader, receipt, call.language)
    visit_id = await receipts.visit_of(call.desk, receipt)
    given = await consents.of_visit_alone(call.site.reader, visit_id, call.language)
    rated = await rating_board.of_tracked(call.site.reader, visit_id)
    context = {"tracked": shown, "consents": given, "rating": rated, "rating_problem": call.problem(error)}
    return call.page("track/case.html", context, status=status_of(error) if error else 200)


async def rate(call: Call) -> web.StreamResponse:
    """The visit is judged from home, or judged otherwise. Raises SignInNeeded, Missing."""
    receipt = await tracking.whose(call.desk, _secret(call))
    fields = await bodies.form(call.request)
    level = bodies.text(fields, "level", 1)
    try:
        if not level.isdecimal():
            raise NotAChoice("level")
        said = said_of(_fitting(fields, int(level)), call.language)
        await ratings.rate_later(call.desk, await receipts.visit_of(call.desk, receipt), int(level), said)
    except (BadInput, Refused) as error:
        return await _case(call, receipt, error)
    return go("/track/case#rating")


def _fitting(fields: Mapping[str, str], level: int) -> Mapping[str, str]:
    """Without reasons that go with other levels: the page hides them, and what was ticked there counts no more."""
    offered = {WHY + why.value for why in reasons_for(level)}
    return {name: value for name, value in fields.items() if name in offered or not name.startswith(WHY)}


async def paper(call: Call) -> web.StreamResponse:
    """The receipt's PDF, for the corner it was issued at, whoever opened its case, and staff.

    Raises ReceiptUnknown, to others as well: they do not learn whether there is such a receipt.
    """
    receipt = await receipts.by_number(call.desk, call.part("number"))
    if not await _may_see(call, receipt):
        raise ReceiptUnknown("another's receipt")
    content = await receipts.paper(call.desk, receipt)
    headers = {"Content-Disposition": f'inline; filename="{receipt.number}.pdf"', "Cache-Control": "no-store"}
    return web.Response(body=content, content_type="application/pdf", headers=headers)


async def _may_see(call: Call, receipt: Receipt) -> bool:
    try:
        secret = call.request.cookies.get(cookies.TRACK, "")
        if secret and (await tracking.whose(call.desk, secret)).id == receipt.id:
            return True
    except SignInNeeded:
        pass
    try:
        visit = (await doors.corner_call(call.request)).visit
        if visit is not None and visit.id == await receipts.visit_of(call.desk, receipt):
            return True
    except CornerUnknown:
        pass
    try:
        person = (await doors.staff_call(call.request)).staff
    except SignInNeeded:
        return False
    return person.may(Permission.HANDLE_CASES) or person.may(Permission.REVIEW_SESSIONS)


async def demo(call: Call) -> web.StreamResponse:
    """The demonstration: every screen, and who may sign in where."""
    _only_in_demo(call)
    now = call.desk.store.clock()
    people = [
        {
            "login": person.login,
            "name": person.name,
            "role": person.role,
            "password": person.password,
            "code": totp.at(person.totp_secret, now),
        }
        for person in call.site.demo.staff
    ]
    corners = [
        {
            "code": corner.code,
            "zone_name": corner.zone_name[call.language],
            "name": corner.name[call.language],
            "key": corner.key,
        }
        for corner in call.site.demo.corners
    ]
    return call.page("demo/index.html", {"corners": corners, "staff": people})


async def demo_inbox(call: Call) -> web.StreamResponse:
    """What would have arrived on telephones."""
    _only_in_demo(call)
    messages = await inbox.messages(call.site.reader)
    return call.page("demo/inbox.html", {"messages": messages})


async def healthy(call: Call) -> web.StreamResponse:
    """For whoever watches the process: it answers, and so does its store."""
    async with call.desk.store.read() as connection:
        await connection.exec_driver_sql("SELECT 1")
    return web.json_response({"status": "ok"})


def _code(call: Call, error: IdentityError | None) -> web.StreamResponse:
    context = {
        "problem": call.problem(error),
        "tries_left": error.tries_left if isinstance(error, WrongCode) else None,
    }
    return call.page("track/code.html", context, status=status_of(error) if error else 200)


def _secret(call: Call) -> str:
    secret = call.request.cookies.get(cookies.TRACK, "")
    if not secret:
        raise SignInNeeded("no tracking cookie")
    return secret


def _only_in_demo(call: Call) -> None:
    if not call.desk.settings.demo:
        raise Missing("demonstration")


def _secure(call: Call) -> bool:
    return call.desk.settings.public_url.startswith("https:")
