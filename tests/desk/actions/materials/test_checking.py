"""What is sent is told by its content; what is shown of it is drawn anew; a PDF that hides something is refused."""

import io
from collections.abc import Callable

import pypdf
import pytest
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from desk.actions.materials import checking
from desk.model.errors import BrokenImage, PaperRefused, TooManyPages, WrongType
from tests.desk.world import still

PLACE = 0x8825


def paper(leaves: int = 1) -> pypdf.PdfWriter:
    made = pypdf.PdfWriter()
    for _ in range(leaves):
        made.add_blank_page(width=595, height=842)
    return made


def written(made: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def opening(kind: str) -> bytes:
    """A paper that does something by itself once it is opened."""
    made = paper()
    action = {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("x")}
    made.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    return written(made)


def with_script() -> bytes:
    return opening("/JavaScript")


def with_a_file() -> bytes:
    made = paper()
    made.add_attachment("x.txt", b"x")
    return written(made)


def locked() -> bytes:
    made = paper()
    made.encrypt("secret", algorithm="AES-256")
    return written(made)


def that_starts_a_program() -> bytes:
    return opening("/Launch")


def with_a_place() -> bytes:
    """A photograph that says where it was taken, lying on its side."""
    image = Image.radial_gradient("L").resize((80, 40)).convert("RGB")
    notes = Image.Exif()
    notes[0x0112] = 6
    notes[0x010F] = "Maker of cameras"
    notes.get_ifd(PLACE)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=notes, comment=b"hidden words")
    return out.getvalue()


def test_what_is_shown_says_nothing_of_place_and_device() -> None:
    (shown,) = checking.check(with_a_place()).views
    assert not Image.open(io.BytesIO(shown)).getexif()
    assert b"Maker" not in shown
    assert b"hidden" not in shown


def test_what_is_shown_is_the_right_way_up() -> None:
    (shown,) = checking.check(with_a_place()).views
    assert Image.open(io.BytesIO(shown)).size == (40, 80)


def test_what_is_shown_of_a_huge_picture_is_small() -> None:
    (shown,) = checking.check(still("JPEG", (5000, 3000))).views
    assert Image.open(io.BytesIO(shown)).size == (2000, 1200)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_kind_of_picture_is_shown_as_a_jpeg(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (60, 40)).save(out, "PNG")
    (shown,) = checking.check(out.getvalue()).views
    assert Image.open(io.BytesIO(shown)).format == "JPEG"


def test_each_leaf_of_a_paper_is_drawn() -> None:
    found = checking.check(written(paper(3)), papers=True)
    assert (found.picture.media_type, found.picture.leaves, len(found.views)) == ("application/pdf", 3, 3)
    assert Image.open(io.BytesIO(found.views[0])).size == (1414, 2000)


def test_a_paper_where_a_picture_is_expected_is_of_the_wrong_type() -> None:
    with pytest.raises(WrongType):
        checking.check(written(paper()))


REFUSED = {
    "script": (with_script, "script"),
    "embedded": (with_a_file, "embedded"),
    "locked": (locked, "locked"),
    "launch": (that_starts_a_program, "script"),
}


@pytest.mark.parametrize(("make", "why"), REFUSED.values(), ids=REFUSED)
def test_a_paper_that_hides_something_is_refused(make: Callable[[], bytes], why: str) -> None:
    with pytest.raises(PaperRefused) as refused:
        checking.check(make(), papers=True)
    assert refused.value.why == why


def test_a_paper_of_more_than_twenty_leaves_is_refused() -> None:
    with pytest.raises(TooManyPages):
        checking.check(written(paper(21)), papers=True)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n", b"%PDF-" + b"\0" * 400, written(paper())[:200]], ids=["head", "zeros", "cut"]
)
def test_a_broken_paper_is_refused(content: bytes) -> None:
    with pytest.raises(BrokenImage):
        checking.check(content, papers=True)


def test_a_page_that_claims_to_be_a_field_in_size_is_refused() -> None:
    made = pypdf.PdfWriter()
    made.add_blank_page(width=1_000_000, height=10)
    with pytest.raises(BrokenImage):
        checking.check(written(made), papers=True)
