"""A corner's page tells how it is, and is told what staff sent; what was read is put away."""

from aiohttp import web

from desk.actions.turns import corner_notices, corner_states
from desk.actions.turns.corner_states import Report
from desk.boards.turns.corner_notices import banner
from desk.model.errors import BadInput
from desk.model.turns.corner_states import Camera
from desk.web import bodies
from desk.web.api import device_keys
from desk.web.calls import CornerCall


async def report(call: CornerCall) -> web.Response:
    """A sign of life with the devices; the answer is the corner's banner, drawn, for pages without a live socket."""
    fields = await bodies.json_object(call.request)
    try:
        camera, microphone = Camera(bodies.text(fields, "camera", 16)), Camera(bodies.text(fields, "microphone", 16))
    except ValueError:
        raise BadInput("devices") from None
    told = Report(camera=camera, microphone=microphone, version=bodies.text(fields, "version", 32))
    await corner_states.report(call.desk, call.corner, told)
    shown = await banner(call.site.reader, call.corner.id, call.language)
    drawn = call.site.pages.draw("corner/banner.html", call.language, {"banner": shown})
    evidence = await device_keys.told(call, bodies.text({"device_key": "", **fields}, "device_key", 16))
    return web.json_response({"banner": drawn, "evidence": evidence}, headers={"Cache-Control": "no-store"})


async def put_away(call: CornerCall) -> web.Response:
    """Whoever sits there has read it."""
    await corner_notices.put_away(call.desk, call.part("id"), call.corner)
    shown = await banner(call.site.reader, call.corner.id, call.language)
    drawn = call.site.pages.draw("corner/banner.html", call.language, {"banner": shown})
    return web.json_response({"ok": True, "banner": drawn})
