"""Sealed bags of paper originals: closed before the camera, looked through when they come."""

from aiohttp import web

from desk.actions.materials import checking, originals
from desk.web import bodies
from desk.web.api.turns import done
from desk.web.calls import StaffCall

MOST_MATERIALS = 20


async def seal(call: StaffCall) -> web.Response:
    """`number` as it is printed on the bag, `material` whose newest page shows it."""
    fields = await bodies.json_object(call.request)
    number, material = bodies.text(fields, "number", 40), bodies.text(fields, "material", 64)
    await originals.seal(call.desk, call.part("id"), call.staff, number, material)
    return done()


async def look_through(call: StaffCall) -> web.Response:
    """The sheets of the bag as a scan, against the pages of each `material` of the query, in that order."""
    content = await bodies.read(call.request, checking.LARGEST, bodies.UPLOAD_SECONDS)
    codes = call.request.query.getall("material", [])[:MOST_MATERIALS]
    looked = await originals.look_through(call.desk, call.part("number"), codes, [content], call.staff)
    sheets = [
        {"page": None if each.page is None else each.page + 1, "likeness": each.likeness, "verdict": each.verdict}
        for each in looked.sheets
    ]
    answer = {"state": looked.state, "sheets": sheets, "missing": [page + 1 for page in looked.missing]}
    return web.json_response(answer, status=201)
