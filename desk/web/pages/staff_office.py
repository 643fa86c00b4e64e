"""The office's pages of staff: who there is, accounts opened, changed, disabled, invited anew, sessions ended."""

from collections.abc import Mapping

from aiohttp import web

from desk.actions import accounts, staff
from desk.actions.accounts import Invited
from desk.boards import accounts as boards
from desk.model.errors import BadInput, NotAChoice, Refused
from desk.model.staff import LONGEST_NAME, LONGEST_WINDOW, OF_A_ZONE, SKILLED, Draft, Role, State
from desk.model.turns.routing import Speech
from desk.web import bodies
from desk.web.calls import StaffCall, go
from desk.web.problems import code_of, status_of

LIST = "/office/staff"


async def everyone(call: StaffCall) -> web.StreamResponse:
    """The list, by login; of one role or state, or of some words."""
    query = call.request.query
    words, role, state = query.get("q", "")[:64], query.get("role", ""), query.get("state", "")
    lines = await boards.accounts(call.site.reader, call.language, words=words, role=role, state=state)
    context = {"accounts": lines, "roles": list(Role), "states": list(State), "q": words, "role": role, "state": state}
    return call.page("office/staff.html", context)


async def member(call: StaffCall) -> web.StreamResponse:
    """One account, with its sessions."""
    return await _member(call, None)


async def ask_new(call: StaffCall) -> web.StreamResponse:
    """Whom?"""
    return await _form(call, "", None, None)


async def open_account(call: StaffCall) -> web.StreamResponse:
    """An account and its invitation, which is told this once."""
    fields = await bodies.form(call.request)
    login, draft = bodies.text(fields, "login", 64), _draft(fields)
    try:
        return _invitation(call, await accounts.open_account(call.desk, login, draft, call.staff))
    except (BadInput, Refused) as error:
        return await _form(call, login, draft, error)


async def change(call: StaffCall) -> web.StreamResponse:
    """What an account says of its person."""
    fields = await bodies.form(call.request)
    try:
        await accounts.change(call.desk, call.part("id"), _draft(fields), call.staff)
    except (BadInput, Refused) as error:
        return await _member(call, error)
    return _back(call, "changed")


async def invite(call: StaffCall) -> web.StreamResponse:
    """A new invitation; what was before is void."""
    await bodies.form(call.request)
    try:
        return _invitation(call, await accounts.invite(call.desk, call.part("id"), call.staff))
    except Refused as error:
        return await _member(call, error)


async def disable(call: StaffCall) -> web.StreamResponse:
    """Nobody signs in with it any more."""
    await bodies.form(call.request)
    try:
        await accounts.disable(call.desk, call.part("id"), call.staff)
    except Refused as error:
        return await _member(call, error)
    return _back(call, "disabled")


async def lift(call: StaffCall) -> web.StreamResponse:
    """Who was locked out may try again."""
    await bodies.form(call.request)
    await staff.lift(call.desk, call.part("id"), call.staff)
    return _back(call, "lifted")


async def end_session(call: StaffCall) -> web.StreamResponse:
    """One browser of theirs is signed out."""
    await bodies.form(call.request)
    await staff.end_session(call.desk, call.part("id"), call.part("session"), call.staff)
    return _back(call, "ended")


async def end_sessions(call: StaffCall) -> web.StreamResponse:
    """All browsers of theirs are signed out."""
    await bodies.form(call.request)
    await staff.end_sessions(call.desk, call.part("id"), call.staff)
    return _back(call, "ended")


def _back(call: StaffCall, done: str) -> web.Response:
    return go(f"{LIST}/{call.part('id')}?done={done}")


def _invitation(call: StaffCall, invited: Invited) -> web.Response:
    link = f"{call.desk.settings.public_url}/staff/welcome"
    context = {"person": invited.staff, "whole": f"{link}#{invited.secret}", "address": link, "secret": invited.secret}
    return call.page("office/invitation.html", context)


async def _member(call: StaffCall, error: Exception | None) -> web.Response:
    shown = await boards.account(call.site.reader, call.part("id"), call.language)
    context = await _common(call, error) | {"account": shown, "done": call.request.query.get("done", "")}
    return call.page("office/staff-member.html", context, status=200 if error is None else status_of(error))


async def _form(call: StaffCall, login: str, draft: Draft | None, error: Exception | None) -> web.Response:
    context = await _common(call, error) | {"login": login, "draft": draft}
    return call.page("office/staff-new.html", context, status=200 if error is None else status_of(error))


async def _common(call: StaffCall, error: Exception | None) -> dict[str, object]:
    choices = await boards.choices(call.site.reader, call.language)
    problem = None if error is None else call.sentence(code_of(error))
    return {"choices": choices, "roles": list(Role), "speeches": list(Speech), "problem": problem}


def _draft(fields: Mapping[str, str]) -> Draft:
    """What the form says, but for what somebody of that role has not. What is ticked has a name of its own each.

    Raises BadInput.
    """
    try:
        role = Role(bodies.text(fields, "role", 32))
    except ValueError:
        raise NotAChoice("role") from None
    language = bodies.language({"language": fields.get("speaks", "")})
    return Draft(
        name=bodies.text(fields, "name", LONGEST_NAME),
        role=role,
        zone_id=bodies.text(fields, "zone", 32) if role in OF_A_ZONE else "",
        language=language,
        window=bodies.text(fields, "window", LONGEST_WINDOW).strip() if role is Role.CLERK else "",
        skills=_boxes(fields, "skill-") if role in SKILLED else (),
        speaks=tuple(speech for speech in Speech if f"speech-{speech}" in fields),
        serves=_boxes(fields, "serves-") if role in SKILLED else (),
        most_a_day=_most(fields) if role is Role.CLERK else 0,
    )


def _boxes(fields: Mapping[str, str], prefix: str) -> tuple[str, ...]:
    return tuple(sorted(name.removeprefix(prefix)[:64] for name in fields if name.startswith(prefix)))


def _most(fields: Mapping[str, str]) -> int:
    told = bodies.text(fields, "most", 4).strip() if "most" in fields else ""
    if told and not (told.isascii() and told.isdigit()):
        raise BadInput("most")
    return int(told or 0)
