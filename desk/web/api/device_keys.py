"""A corner's page proves the key of its device, and signs what its meetings left behind."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from desk.actions.evidence import device_keys, statements
from desk.model.errors import BadInput
from desk.web import bodies
from desk.web.calls import CornerCall

LONGEST = 512


async def prove(call: CornerCall) -> web.Response:
    """A new key, with the proof that its private half is there."""
    fields = await bodies.json_object(call.request)
    key_id = await device_keys.prove(call.desk, call.corner, _bytes(fields, "public"), _bytes(fields, "signature"))
    return web.json_response({"key_id": key_id})


async def sign(call: CornerCall) -> web.Response:
    """The signature under one statement."""
    fields = await bodies.json_object(call.request)
    await statements.sign(call.desk, call.corner, call.part("id"), _bytes(fields, "signature"))
    return web.json_response({"ok": True})


async def told(call: CornerCall, own: str) -> dict[str, object]:
    """What the corner's page is told of its key, and what there is to sign."""
    standing = await device_keys.standing(call.desk, call.corner, own)
    due = await statements.due(call.desk, call.corner)
    return {
        "key_id": standing.key_id,
        "challenge": standing.challenge,
        "statements": [{"id": one.id, "text": statements.text_of(one)} for one in due],
    }


def _bytes(fields: Mapping[str, Any], name: str) -> bytes:
    """Raises BadInput."""
    try:
        return base64.b64decode(bodies.text(fields, name, LONGEST), validate=True)
    except binascii.Error:
        raise BadInput(name) from None
