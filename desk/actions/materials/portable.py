"""PDF files that somebody sends: what is never taken in is found by its structure, and each leaf is drawn to be shown.

A paper needs no password, no script, no other file within it and no form that sends itself off: a PDF that has one is
refused as a whole, since what a person sees of it may then be another thing than what is kept.
"""

import io
from collections.abc import Iterator

import pypdf
import pypdfium2  # type: ignore[import-untyped]  # it has annotations, and does not say so
from PIL import Image
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from desk.model.errors import BrokenImage, PaperRefused, TooManyPages
from desk.model.materials.pages import MOST

MAGIC = b"%PDF-"
MEDIA_TYPE = "application/pdf"
MOST_OBJECTS = 20_000
LARGEST_SIDE = 14_400
"""Points: what ISO 32000-1 (annex C) lets a page be."""
REFUSED = {
    "/JS": "script",
    "/JavaScript": "script",
    "/Launch": "script",
    "/SubmitForm": "script",
    "/ImportData": "script",
    "/XFA": "script",
    "/EmbeddedFile": "embedded",
    "/EmbeddedFiles": "embedded",
    "/RichMedia": "embedded",
    "/Movie": "embedded",
    "/3D": "embedded",
}
"""Keys and kinds that no paper needs."""


def draw(content: bytes, longest: int) -> list[Image.Image]:
    """Each leaf as a picture of that many pixels on its longer side. Raises PaperRefused, TooManyPages, BrokenImage."""
    _check(content)
    try:
        with pypdfium2.PdfDocument(content) as paper:
            return [_leaf(paper[index], longest) for index in range(len(paper))]
    except (pypdfium2.PdfiumError, ValueError, OSError):
        raise BrokenImage("the paper cannot be drawn") from None


def _leaf(leaf: pypdfium2.PdfPage, longest: int) -> Image.Image:
    side = max(leaf.get_size())
    if not 1 <= side <= LARGEST_SIDE:
        raise BrokenImage("a page of no size")
    drawn: Image.Image = leaf.render(scale=longest / side, may_draw_forms=False).to_pil()
    return drawn.convert("RGB")


def _check(content: bytes) -> None:
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise PaperRefused("locked")
        leaves = len(reader.pages)
        if leaves > MOST:
            raise TooManyPages("a material has at most 20 pages")
        if leaves == 0:
            raise BrokenImage("a paper without pages")
        for why in _found(reader):
            raise PaperRefused(why)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError):
        raise BrokenImage("the paper cannot be read") from None


def _found(reader: pypdf.PdfReader) -> Iterator[str]:
    """Why the paper is refused: every object that it can reach is looked at once, without following streams."""
    waiting: list[PdfObject] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    looked = 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if (one.idnum, one.generation) in seen:
                continue
            seen.add((one.idnum, one.generation))
            resolved = one.get_object()
            if resolved is None:
                continue
            one = resolved
        looked += 1
        if looked > MOST_OBJECTS:
            yield "too-much"
            return
        if isinstance(one, DictionaryObject):
            kinds = [one.get(key) for key in ("/S", "/Subtype", "/Type")]
            yield from (REFUSED[name] for name in (*one, *filter(None, kinds)) if name in REFUSED)
            waiting.extend(dict.values(one))
        elif isinstance(one, ArrayObject):
            waiting.extend(list.__iter__(one))
