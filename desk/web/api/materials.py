"""Materials: pages from the corner, files and scans from the window, their order; and the name card."""

from aiohttp import web

from desk.actions.materials import arranging, checking, keeping, reusing, spellings
from desk.actions.materials.keeping import Sent
from desk.actions.materials.spellings import Spelling
from desk.model.errors import BadInput
from desk.model.materials.pages import MOST, Source
from desk.model.people import Form
from desk.web import bodies
from desk.web.api import cases
from desk.web.api.turns import done
from desk.web.calls import Call, StaffCall, VisitCall

FILES = {source.value: source for source in (Source.UPLOAD, Source.SCAN)}


async def page(call: Call) -> web.Response:
    """What is shown of one leaf of one page."""
    leaf = call.part("leaf")
    if not leaf.isascii() or not leaf.isdigit():
        raise BadInput("leaf")
    return await cases.view(call, call.part("page"), int(leaf))


async def no_more(call: VisitCall) -> web.Response:
    """No further page comes."""
    await keeping.no_more(call.desk, call.part("id"), call.part("material"), call.visit.id)
    return done()


async def use_again(call: VisitCall) -> web.Response:
    """What was given before stands for this material: the applicant agrees."""
    await reusing.use_again(call.desk, call.part("id"), call.part("material"), call.visit.id)
    return done()


async def add_file(call: StaffCall) -> web.Response:
    """A picture or a PDF, after the pages that are there; `source` (upload, scan) and `despite` are in the query."""
    source = FILES.get(call.request.query.get("source", Source.UPLOAD.value))
    if source is None:
        raise BadInput("source")
    content = await bodies.read(call.request, checking.LARGEST, bodies.UPLOAD_SECONDS)
    sent = Sent(source=source, despite="despite" in call.request.query)
    kept = await keeping.add_file(call.desk, call.part("id"), call.part("material"), call.staff, content, sent)
    return web.json_response({"leaves": kept.leaves}, status=201)


async def order(call: StaffCall) -> web.Response:
    """`pages`: every page's id, in the order that they are to have."""
    pages = (await bodies.json_object(call.request)).get("pages")
    if not isinstance(pages, list) or len(pages) > MOST or not all(isinstance(each, str) for each in pages):
        raise BadInput("pages")
    await arranging.order(call.desk, call.part("id"), call.part("material"), pages, call.staff)
    return done()


async def remove(call: StaffCall) -> web.Response:
    """The page is taken away."""
    await arranging.remove(call.desk, call.part("id"), call.part("material"), call.part("page"), call.staff)
    return done()


async def note_spelling(call: StaffCall) -> web.Response:
    """`text` as it stands on `document`, of this `form`: to the code point."""
    fields = await bodies.json_object(call.request)
    form, document = _spelt(fields.get("form")), bodies.text(fields, "document", 64)
    spelling = Spelling(text=bodies.text(fields, "text", 4 * spellings.LONGEST), form=form, document=document)
    await spellings.note(call.desk, call.part("id"), call.staff, spelling)
    return done()


async def strike_spelling(call: StaffCall) -> web.Response:
    """A spelling that was noted by mistake."""
    fields = await bodies.json_object(call.request)
    form, document = _spelt(fields.get("form")), bodies.text(fields, "document", 64)
    await spellings.strike(call.desk, call.part("id"), call.staff, form, document)
    return done()


def _spelt(form: object) -> Form:
    try:
        return Form(str(form))
    except ValueError:
        raise BadInput("form") from None
