"""A clerk's window: opened, paused, gone on with, closed; how turns come to it; and the turn that is offered."""

from enum import StrEnum
from typing import TypeVar

from aiohttp import web

from desk.actions.turns import duties, offers
from desk.model.errors import NotAChoice
from desk.model.turns.duties import Mode, Reason, Refusal
from desk.web import bodies
from desk.web.api.turns import done
from desk.web.calls import StaffCall

Choice = TypeVar("Choice", bound=StrEnum)


async def open_window(call: StaffCall) -> web.Response:
    """The clerk is there for turns."""
    await duties.open_window(call.desk, call.staff)
    return done()


async def pause(call: StaffCall) -> web.Response:
    """No turn comes for now, for a reason."""
    await duties.pause(call.desk, call.staff, await _chosen(call, "reason", Reason))
    return done()


async def resume(call: StaffCall) -> web.Response:
    """The clerk goes on."""
    await duties.resume(call.desk, call.staff)
    return done()


async def close(call: StaffCall) -> web.Response:
    """The clerk takes no turns any more."""
    await duties.close(call.desk, call.staff)
    return done()


async def choose(call: StaffCall) -> web.Response:
    """How turns come: by calling the next, or offered."""
    await duties.choose(call.desk, call.staff, await _chosen(call, "mode", Mode))
    return done()


async def accept(call: StaffCall) -> web.Response:
    """The clerk takes the turn that is offered."""
    session = await offers.accept(call.desk, call.part("id"), call.staff)
    return web.json_response({"session": session.id, "case": session.case_id}, status=201)


async def decline(call: StaffCall) -> web.Response:
    """The clerk does not, for a reason."""
    await offers.decline(call.desk, call.part("id"), call.staff, await _chosen(call, "why", Refusal))
    return done()


async def _chosen(call: StaffCall, name: str, kind: type[Choice]) -> Choice:
    told = bodies.text(await bodies.json_object(call.request), name, 32)
    try:
        return kind(told)
    except ValueError:
        raise NotAChoice(name) from None
