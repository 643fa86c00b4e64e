"""What somebody sent, told by its content and not by its name: decoded whole, measured, and drawn anew to be shown.

The file itself is kept byte for byte as evidence, with all that the camera wrote beside the picture, and is never
shown. What is shown is drawn from its pixels alone: no place, no device, no hidden second picture, no script.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from desk.actions.materials import legibility, portable
from desk.model.errors import BrokenImage, TooLarge, WrongType
from desk.model.materials.legibility import Grades
from desk.model.materials.pages import Picture

LARGEST = 12 * 1024 * 1024
MOST_PIXELS = 60_000_000
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SEVERAL_IN_ONE = {"MPO": "image/jpeg"}
"""A JPEG with a second picture behind it, as many telephones' cameras make them (CIPA DC-007)."""
SHOWN = 2000
"""Pixels of the longer side of what is shown."""
QUALITY = 88


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file that may be kept: what it is, what is shown of it (JPEG, a leaf each), and how well it can be read."""

    picture: Picture
    views: tuple[bytes, ...]
    grades: Grades | None


def check(content: bytes, *, papers: bool = False) -> Checked:
    """What was sent; with `papers` it may be a PDF too. Takes a second at worst: never on the loop.

    Raises TooLarge, WrongType, BrokenImage, PaperRefused, TooManyPages.
    """
    if len(content) > LARGEST:
        raise TooLarge("a page has at most 12 MiB")
    if papers and content.startswith(portable.MAGIC):
        leaves = portable.draw(content, SHOWN)
        first = legibility.measure(leaves[0])
        return Checked(
            picture=_picture(content, portable.MEDIA_TYPE, (0, 0), len(leaves)),
            views=tuple(_jpeg(leaf) for leaf in leaves),
            grades=first,
        )
    image, kind = _decoded(content)
    return Checked(
        picture=_picture(content, kind, image.size, 1),
        views=(_jpeg(_upright(image)),),
        grades=legibility.measure(image),
    )


def examine(content: bytes) -> Picture:
    """What a picture is, decoded whole. Raises TooLarge, WrongType, BrokenImage."""
    if len(content) > LARGEST:
        raise TooLarge("a page has at most 12 MiB")
    image, kind = _decoded(content)
    return _picture(content, kind, image.size, 1)


def view(content: bytes) -> bytes:
    """What is shown of a picture that was kept before views were. Raises WrongType, BrokenImage, TooLarge."""
    return _jpeg(_upright(_decoded(content)[0]))


def _decoded(content: bytes) -> tuple[Image.Image, str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=list(TYPES))
            if image.size[0] * image.size[1] > MOST_PIXELS:
                raise TooLarge("a page has at most 60 million pixels")
            image.load()
            return image, (TYPES | SEVERAL_IN_ONE)[str(image.format)]
    except UnidentifiedImageError:
        raise WrongType("not a JPEG, PNG or WebP picture") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BrokenImage("the picture cannot be decoded whole") from None


def _picture(content: bytes, kind: str, size: tuple[int, int], leaves: int) -> Picture:
    return Picture(
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=kind,
        size=len(content),
        width=size[0],
        height=size[1],
        leaves=leaves,
    )


def _upright(image: Image.Image) -> Image.Image:
    """The picture the right way up, on white where it was see-through, no larger than is shown."""
    turned = ImageOps.exif_transpose(image)
    turned.thumbnail((SHOWN, SHOWN), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turned.mode not in ("RGBA", "LA", "PA", "P"):
        return turned.convert("RGB")
    clear = turned.convert("RGBA")
    sheet = Image.new("RGB", clear.size, "white")
    sheet.paste(clear, mask=clear.getchannel("A"))
    return sheet


def _jpeg(image: Image.Image) -> bytes:
    """New bytes from the pixels alone."""
    plain = Image.frombytes(image.mode, image.size, image.tobytes())
    made = io.BytesIO()
    plain.save(made, "JPEG", quality=QUALITY, optimize=False)
    return made.getvalue()
