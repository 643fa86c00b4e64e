"""Makes any text printable without changing what it says: what no face can draw, or no eye can see, is written out.

A name may hold a character that no font has, a hostile text one that turns its neighbours round. Dropping it would
falsify the record, drawing a box would lose it, and PDF/A forbids both; so it stands as its number: 〔U+30EDE〕.
"""

import unicodedata
from collections.abc import Callable

JOINERS = frozenset("\u200c\u200d")  # they shape their neighbours and hide nothing
KEPT_BLANKS = frozenset(" \u00a0\u3000")


def legible(text: str, draws: Callable[[str], bool]) -> str:
    """`text` with what cannot be drawn or seen as 〔U+XXXX〕; line ends become one newline, a tab a space.

    Variation selectors stay (they choose a glyph, and the text layer keeps them) wherever they follow a character. An
    accent typed apart stays where some face has its letter with it: shaping draws that glyph (Unicode 3.11), and the
    text layer says both characters as they were typed.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(_written(lines, at, draws) for at in range(len(lines)))


def _written(text: str, at: int, draws: Callable[[str], bool]) -> str:
    character = text[at]
    if character == "\n" or character in KEPT_BLANKS or character in JOINERS:
        return character
    if _selects(character):
        return character if at and draws(text[at - 1]) and not text[at - 1].isspace() else _number(character)
    if unicodedata.combining(character) and _drawn_as_one(text, at, draws):
        return character
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp") or not draws(character):
        return _number(character)
    return character


def _selects(character: str) -> bool:
    """Whether it is a variation selector (Unicode 23.4)."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _drawn_as_one(text: str, at: int, draws: Callable[[str], bool]) -> bool:
    """Whether the letter and all its marks, this one among them, are one character that can be drawn."""
    first, end = at, at + 1
    while first and unicodedata.combining(text[first]):
        first -= 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    one = unicodedata.normalize("NFC", text[first:end])
    return len(one) == 1 and draws(text[first]) and draws(one)


def _number(character: str) -> str:
    return f"〔U+{ord(character):04X}〕"
