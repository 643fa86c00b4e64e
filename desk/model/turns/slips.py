"""A slip: the ticket on paper. Its letters take the turn up again at any corner, once the telephone answers too.

Twelve letters of 24 tell 55 bits. They stand in the QR code and beneath it, for hands without a scanner.
"""

import re
from collections.abc import Callable

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which are taken for digits."""
GROUPS, GROUP = 3, 4
LETTERS = GROUPS * GROUP


def letters(draw: Callable[[int], bytes]) -> str:
    """New letters, of bytes by chance; those that would favour some letters are drawn again."""
    fair = 256 // len(ALPHABET) * len(ALPHABET)
    drawn = ""
    while len(drawn) < LETTERS:
        drawn += "".join(ALPHABET[byte % len(ALPHABET)] for byte in draw(2 * LETTERS) if byte < fair)
    return drawn[:LETTERS]


def plain(typed: str) -> str:
    """The letters however they were typed: in groups, in small letters; empty when it can be none."""
    found = re.sub(r"[\s·-]", "", typed).upper()
    return found if len(found) == LETTERS and set(found) <= set(ALPHABET) else ""


def grouped(secret: str) -> str:
    """As they are printed: `ABCD-EFGH-JKLM`."""
    return "-".join(secret[at : at + GROUP] for at in range(0, LETTERS, GROUP))
