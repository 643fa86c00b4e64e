"""What is masked, shown whole: asked for one by one, with a reason, never kept by a browser."""

from aiohttp import web

from desk.actions import people
from desk.web import bodies
from desk.web.calls import StaffCall


async def unmask(call: StaffCall) -> web.Response:
    """The whole value, after it was recorded who asked for it and why."""
    sent = await bodies.json_object(call.request)
    what, row_id = bodies.text(sent, "what", 16), bodies.text(sent, "id", 64)
    text = await people.unmask(call.desk, call.staff, what, row_id, bodies.text(sent, "reason", 32))
    return web.json_response({"text": text}, headers={"Cache-Control": "no-store"})
