"""Proofs of identity in a meeting: asked for by the clerk, asked for where something binding was refused, confirmed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from desk.actions import step_ups, witnesses
from desk.actions.desk import Desk
from desk.model.errors import AssuranceUnmet, BadInput
from desk.web import bodies
from desk.web.api.turns import done
from desk.web.calls import StaffCall


async def ask(call: StaffCall) -> web.Response:
    """The clerk wants the applicant to sign in again."""
    await step_ups.ask(call.desk, call.part("id"), call.staff)
    return done()


async def confirm(call: StaffCall) -> web.Response:
    """The clerk compared the still of the document with the person; `checks` names what was seen."""
    fields = await bodies.json_object(call.request)
    checks = fields.get("checks")
    if not isinstance(checks, list) or not all(isinstance(check, str) for check in checks):
        raise BadInput("checks is a list of what was seen")
    await witnesses.confirm(call.desk, call.part("id"), call.staff, checks)
    return done()


@asynccontextmanager
async def gate(desk: Desk, case_id: str) -> AsyncIterator[None]:
    """Where assurance is refused within, the applicant is asked to step up; the refusal goes on."""
    try:
        yield
    except AssuranceUnmet as error:
        await step_ups.ask_at_gate(desk, case_id, error.reason)
        raise
