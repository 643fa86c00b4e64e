"""Legs: what a page shows the media plane to open its media connection."""

from aiohttp import web

from desk.actions import legs
from desk.actions.legs import Grant
from desk.model.sessions import applicant_party, staff_party
from desk.web.calls import Call, StaffCall, VisitCall


async def of_applicant(call: VisitCall) -> web.Response:
    """For an applicant with a standing consent and a ticket; before that, ConsentNeeded."""
    party = applicant_party(call.visit.id)
    return _grant(call, party, await legs.for_applicant(call.desk, call.visit.id))


async def of_staff(call: StaffCall) -> web.Response:
    """For a clerk at an open console."""
    return _grant(call, staff_party(call.staff.id), await legs.for_staff(call.desk, call.staff.id))


def _grant(call: Call, party: str, grant: Grant) -> web.Response:
    settings = call.desk.settings
    return web.json_response(
        {
            "url": grant.path,
            "node": grant.node,
            "token": grant.token,
            "iceServers": call.site.ices(party),
            "iceTransportPolicy": "relay" if settings.relay_only else "all",
        }
    )
