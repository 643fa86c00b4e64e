"""Cases: fields as they are typed, stills, signature, confirmation and submission."""

from collections.abc import Mapping

from aiohttp import web

from desk.actions.cases import cases, signing
from desk.actions.cases.cases import Writing
from desk.actions.cases.signing import Signature
from desk.actions.materials import keeping
from desk.model import signatures
from desk.model.cases.cases import Hand
from desk.model.errors import NotAllowed, SignInNeeded
from desk.model.staff import Permission
from desk.web import bodies, clients, doors
from desk.web.api.proofs import gate
from desk.web.api.turns import done
from desk.web.calls import Call, StaffCall, VisitCall

MOST_TEXT = 8_000


async def write_field(call: StaffCall) -> web.Response:
    """One field, by the clerk. Answers with the new revision."""
    return await _write(call, Hand.CLERK, call.staff.id)


async def answer_field(call: VisitCall) -> web.Response:
    """One field, by the applicant. Answers with the new revision."""
    return await _write(call, Hand.APPLICANT, call.visit.id)


async def _write(call: Call, hand: Hand, author_id: str) -> web.Response:
    fields = await bodies.json_object(call.request)
    writing = Writing(
        field=call.part("name"),
        text=bodies.text(fields, "text", MOST_TEXT),
        language=call.language,
        hand=hand,
        author_id=author_id,
        revision=bodies.whole(fields, "rev"),
    )
    return web.json_response({"rev": await cases.write_field(call.desk, call.part("id"), writing)})


async def ask_still(call: StaffCall) -> web.Response:
    """The clerk wants a still of a material; `despite` (true) says that a weak line was considered."""
    fields = await bodies.json_object(call.request)
    material, page = bodies.text(fields, "material", 64), fields.get("page", "")
    await keeping.ask_for(
        call.desk,
        call.part("id"),
        material,
        call.staff,
        despite=fields.get("despite") is True,
        wanted=page if isinstance(page, str) else "",
    )
    return done()


async def keep_still(call: VisitCall) -> web.Response:
    """The still, as the camera gave it; not one byte of it is read unless it may be sent."""
    await keeping.expect_still(call.desk, call.part("id"), call.part("material"), call.visit.id)
    content = await bodies.read(call.request, keeping.LARGEST, bodies.UPLOAD_SECONDS)
    asked = call.request.query
    sent = keeping.Sent(despite="despite" in asked, more="more" in asked)
    picture = await keeping.keep_still(call.desk, call.part("id"), call.part("material"), call.visit.id, content, sent)
    return web.json_response({"width": picture.width, "height": picture.height}, status=201)


async def picture(call: Call) -> web.Response:
    """A material's first page, for its applicant and staff who handle or review cases. Raises Missing, NotAllowed."""
    return await view(call, "", 0)


async def view(call: Call, page_id: str, leaf: int) -> web.Response:
    """What is shown of a page; the file as it came leaves the store by the bundle of evidence alone."""
    visit_id, staff = await _viewer(call)
    whose = "" if staff else visit_id
    content = await keeping.open_view(call.desk, call.part("id"), call.part("material"), whose, page_id, leaf)
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": "inline"}
    return web.Response(body=content, content_type="image/jpeg", headers=headers)


async def ask_signature(call: StaffCall) -> web.Response:
    """All was read back and confirmed: the applicant may sign."""
    await signing.ask_signature(call.desk, call.part("id"), call.staff)
    return done()


async def sign(call: VisitCall) -> web.Response:
    """The strokes, and the hash of what the page showed; a code is sent for exactly what was signed."""
    fields = await bodies.json_object(call.request)
    drawn = Signature(shown=_shown(fields), strokes=signatures.read(fields.get("strokes")))
    async with gate(call.desk, call.part("id")):
        await signing.sign(call.desk, call.part("id"), call.visit.id, drawn, _origin(call))
    return done()


async def send_again(call: VisitCall) -> web.Response:
    """Another code."""
    await signing.send_again(call.desk, call.part("id"), call.visit.id, _origin(call))
    return done()


async def confirm(call: VisitCall) -> web.Response:
    """The code, and the hash of what the page showed."""
    fields = await bodies.json_object(call.request)
    code = bodies.text(fields, "code", 64)
    async with gate(call.desk, call.part("id")):
        await signing.confirm(call.desk, call.part("id"), call.visit.id, code, _shown(fields))
    return done()


async def submit(call: StaffCall) -> web.Response:
    """Into the case store; the receipt is issued."""
    async with gate(call.desk, call.part("id")):
        receipt = await cases.submit(call.desk, call.part("id"), call.staff)
    return web.json_response({"receipt": receipt.number}, status=201)


async def _viewer(call: Call) -> tuple[str, bool]:
    """The visit that looks, or staff. One browser may be both in a demonstration: staff may see what is any case's."""
    try:
        person = (await doors.staff_call(call.request)).staff
        if person.may(Permission.HANDLE_CASES) or person.may(Permission.REVIEW_SESSIONS):
            return "", True
    except SignInNeeded:
        pass
    corner = await doors.corner_call(call.request)
    if corner.visit is None:
        raise NotAllowed("no visit")
    return corner.visit.id, False


def _shown(fields: Mapping[str, object]) -> str:
    return bodies.text(fields, "shown", 64)


def _origin(call: Call) -> str:
    return clients.of(call.request).origin
