"""What can go wrong in drawing a paper.

    PaperError
    ├── FontsMissing   the font folder lacks a face that the papers need
    ├── NotDrawn       the typesetter refused the paper
    ├── NotSealed      the paper could not be sealed
    └── SealUnusable   the key of the seal, or its certificate, cannot be used

No error holds a word of the paper: papers are full of personal data.
"""

from pathlib import Path


class PaperError(Exception):
    """Base of all."""


class FontsMissing(PaperError):
    """The font folder lacks a face for a script."""

    def __init__(self, folder: Path, wanted: tuple[str, ...]) -> None:
        super().__init__(f"no font for the papers in {folder}: one of {', '.join(wanted)} is needed")
        self.folder, self.wanted = folder, wanted


class NotDrawn(PaperError):
    """The typesetter refused the paper; its own words may quote the paper, so they are left out."""

    def __init__(self, template: str) -> None:
        super().__init__(f"{template} could not be drawn")
        self.template = template


class NotSealed(PaperError):
    """The seal could not be set; `reason` is the kind of failure, never a word of the paper."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"a paper could not be sealed: {reason}")
        self.reason = reason


class SealUnusable(PaperError):
    """The key of the seal, or its certificate, cannot be used; `reason` ends a sentence that begins with them."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the seal cannot be used: {reason}")
        self.reason = reason
