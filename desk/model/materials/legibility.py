"""How well a page can be read: what was measured of its picture, and what of that is too little.

Lengths are in pixels of the picture, brightness in grey levels (0 black, 255 white), shares in thousandths. The limits
are set by drawn pages (tests/desk/actions/materials): what a person at a window reads at ease passes. They are stricter
than a machine would need that knows each letter beforehand, which `make bench-legibility` shows beside them.
"""

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """Why a page cannot be read well, the worst first."""

    DARK = "dark"
    GLARE = "glare"
    SMALL = "small"
    BLURRED = "blurred"
    CUT = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grades:
    """What was measured. Where no writing was found (`writing` is 0) the rest says nothing of legibility.

    `writing`: share of the picture that is written on. `letter`: height of a letter. `softness`: how far an edge is
    smeared, against the letter's height. `contrast`: paper less ink. `paper`: how bright the paper is. `glare`: share
    of the paper that shines. `edge`: share of the writing that runs into the picture's border.
    """

    writing: int
    letter: int
    softness: int
    contrast: int
    paper: int
    glare: int
    edge: int


LEAST_WRITING = 12
DARKEST_PAPER = 85
LEAST_CONTRAST = 32
MOST_GLARE = 12
MOST_SOFTNESS = 110
SMALLEST_LETTER = 13
MOST_EDGE = 12


def troubles(grades: Grades) -> tuple[Trouble, ...]:
    """What is wrong with the page, the worst first; nothing for a picture without writing, such as a portrait."""
    if grades.writing < LEAST_WRITING:
        return ()
    wrong = {
        Trouble.DARK: grades.paper < DARKEST_PAPER or grades.contrast < LEAST_CONTRAST,
        Trouble.GLARE: grades.glare > MOST_GLARE,
        Trouble.SMALL: grades.letter < SMALLEST_LETTER,
        Trouble.BLURRED: grades.softness > MOST_SOFTNESS,
        Trouble.CUT: grades.edge > MOST_EDGE,
    }
    return tuple(trouble for trouble, found in wrong.items() if found)
