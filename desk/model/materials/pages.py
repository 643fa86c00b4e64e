"""A page of a material: the file as it came, what is shown of it, where it came from and how well it can be read."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.model.materials.legibility import Grades, Trouble

MOST = 20
"""Pages of a material, a leaf of a PDF counting as one."""


class Source(StrEnum):
    """How a page came: by the corner's camera, as a file, from a scanner, or out of an earlier case."""

    STILL = "still"
    UPLOAD = "upload"
    SCAN = "scan"
    REUSED = "reused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A file as it came: its hash names it. `leaves` are the pages of a PDF, 1 of a picture; a PDF has no size in
    pixels."""

    sha256: str
    media_type: str
    size: int
    width: int
    height: int
    leaves: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a page that is used again was taken from: the case's number, the page, and when it was kept there."""

    case_number: str
    page_id: str
    kept_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page. `views` are the hashes of what is shown of it, a leaf each: drawn anew, without what the camera wrote
    beside the picture. `despite`: the trouble it was sent in spite of."""

    id: str
    picture: Picture
    views: tuple[str, ...]
    source: Source
    by: str
    kept_at: datetime
    grades: Grades | None = None
    despite: Trouble | None = None
    origin: Origin | None = None


def digest(pages: Sequence[Page]) -> str:
    """What stands for these pages in this order: the hash of the only one, or SHA-256 over theirs one after another."""
    if len(pages) == 1:
        return pages[0].picture.sha256
    return hashlib.sha256("".join(page.picture.sha256 for page in pages).encode("ascii")).hexdigest() if pages else ""


def leaves(pages: Sequence[Page]) -> int:
    """How many pages they are on paper."""
    return sum(page.picture.leaves for page in pages)
