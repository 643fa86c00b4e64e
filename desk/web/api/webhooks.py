"""What gateways tell us of the messages they carry."""

from aiohttp import web

from desk.actions import deliveries
from desk.model import webhooks
from desk.model.gateways import LARGEST_REPORT
from desk.web import bodies
from desk.web.calls import Call


async def sms(call: Call) -> web.Response:
    """A delivery report; 202 when it came too late to change anything."""
    body = await bodies.read(call.request, LARGEST_REPORT, bodies.SECONDS)
    given = {name: call.request.headers.get(name, "") for name in (webhooks.ID, webhooks.TIMESTAMP, webhooks.SIGNATURE)}
    changed = await deliveries.report(call.desk, call.part("gateway"), webhooks.arrived(given, body))
    return web.Response(status=204 if changed else 202)
