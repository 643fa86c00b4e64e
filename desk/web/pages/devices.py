"""The office's page of corners as devices: one is added, given a new key, or its browser is sent away."""

from aiohttp import web

from desk.actions import corners
from desk.boards import devices
from desk.model.errors import BadInput, Refused
from desk.web import bodies
from desk.web.calls import StaffCall, go
from desk.web.problems import code_of, status_of

PAGE = "/office/corners"
LONGEST = 60
TONGUES = {
    "zh-Hant-HK": "hant",
    "zh-Hant-MO": "hant",
    "zh-Hans-CN": "hans",
    "pt-MO": "pt",
    "en-HK": "en",
}
"""Which field of the form each language's name of a corner is from."""


async def board(call: StaffCall) -> web.StreamResponse:
    """Every corner."""
    return await _board(call, None)


async def add(call: StaffCall) -> web.StreamResponse:
    """A corner more; its key is shown this once."""
    fields = await bodies.form(call.request)
    try:
        name = {tag: bodies.text(fields, f"name-{field}", LONGEST).strip() for tag, field in TONGUES.items()}
        zone_id, code = bodies.text(fields, "zone", 32), bodies.text(fields, "code", 16)
        corner, key = await corners.add(call.desk, zone_id, code, name, call.staff)
    except (BadInput, Refused) as error:
        return await _board(call, error)
    return _key(call, corner.code, key)


async def change_key(call: StaffCall) -> web.StreamResponse:
    """Another key, shown this once."""
    await bodies.form(call.request)
    corner, key = await corners.change_key(call.desk, call.part("id"), call.staff)
    return _key(call, corner.code, key)


async def revoke(call: StaffCall) -> web.StreamResponse:
    """The corner's browser is sent away at once."""
    await bodies.form(call.request)
    await corners.revoke(call.desk, call.part("id"), call.staff)
    return go(f"{PAGE}?done=revoked")


def _key(call: StaffCall, code: str, key: str) -> web.Response:
    context = {
        "code": code,
        "groups": [key[at : at + 4] for at in range(0, len(key), 4)],
        "address": f"{call.desk.settings.public_url}/corner/enrol",
    }
    return call.page("office/corner-key.html", context)


async def _board(call: StaffCall, error: Exception | None) -> web.Response:
    context = {
        "devices": await devices.devices(call.site.reader, call.language),
        "problem": None if error is None else call.sentence(code_of(error)),
        "done": call.request.query.get("done", ""),
    }
    return call.page("office/corners.html", context, status=200 if error is None else status_of(error))
