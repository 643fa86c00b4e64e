"""A corner's page has the codes kept that its picture shows, and is told which one is next."""

import base64
import binascii
from dataclasses import asdict

from aiohttp import web

from desk.actions.evidence import corner_codes
from desk.actions.evidence.corner_codes import Signed
from desk.model.errors import BadInput
from desk.web import bodies
from desk.web.calls import CornerCall

LONGEST = 128


async def keep(call: CornerCall) -> web.Response:
    """`session`, and once something was signed `slot`, `before`, `signature`: where the codes of the meeting stand."""
    fields = await bodies.json_object(call.request)
    session_id = bodies.text(fields, "session", 32)
    if "signature" not in fields:
        standing = await corner_codes.standing(call.desk, call.corner, session_id)
    else:
        slot = fields.get("slot")
        if not isinstance(slot, int):
            raise BadInput("slot")
        try:
            signature = base64.b64decode(bodies.text(fields, "signature", LONGEST), validate=True)
        except binascii.Error:
            raise BadInput("signature") from None
        signed = Signed(slot=slot, before=bodies.text(fields, "before", 64), signature=signature)
        standing = await corner_codes.keep(call.desk, call.corner, session_id, signed)
    told = {"corner": call.corner.code, "corner_id": call.corner.id, **asdict(standing)}
    return web.json_response(told, headers={"Cache-Control": "no-store"})
