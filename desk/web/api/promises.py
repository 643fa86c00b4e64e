"""Promises of papers that follow: offered, signed, withdrawn, and kept."""

from aiohttp import web

from desk.actions.materials import checking, promising
from desk.actions.materials.keeping import Sent
from desk.model import signatures
from desk.model.materials.pages import Source
from desk.web import bodies
from desk.web.api.turns import done
from desk.web.calls import StaffCall, VisitCall


async def offer(call: StaffCall) -> web.Response:
    """`days` until the paper is due."""
    days = (await bodies.json_object(call.request)).get("days")
    number = int(days) if isinstance(days, str) and days.isascii() and days.isdigit() and len(days) < 4 else days
    await promising.offer(
        call.desk, call.part("id"), call.part("material"), call.staff, number if isinstance(number, int) else 0
    )
    return done()


async def give(call: VisitCall) -> web.Response:
    """The strokes of the signature under the promise."""
    strokes = signatures.read((await bodies.json_object(call.request)).get("strokes"))
    await promising.give(call.desk, call.part("id"), call.part("material"), call.visit.id, strokes)
    return done()


async def withdraw(call: StaffCall) -> web.Response:
    """The paper is needed now."""
    await promising.withdraw(call.desk, call.part("id"), call.part("material"), call.staff)
    return done()


async def fulfil(call: StaffCall) -> web.Response:
    """The paper, as a picture or a PDF."""
    content = await bodies.read(call.request, checking.LARGEST, bodies.UPLOAD_SECONDS)
    sent = Sent(source=Source.UPLOAD, despite="despite" in call.request.query)
    kept = await promising.fulfil(call.desk, call.part("id"), call.part("material"), call.staff, content, sent)
    return web.json_response({"leaves": kept.leaves}, status=201)
