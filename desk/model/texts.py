"""How long a text message is: in seven-bit letters (GSM 03.38) where it has no others, else in UTF-16 units.

One message holds 160 letters or 70 units; a longer text is cut into parts of 153 or 67, which telephones join again
(3GPP TS 23.040, 9.2.3.24.1). Each part is paid for.
"""

from enum import StrEnum
from math import ceil

LETTERS = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = frozenset("\f^{}\\[~]|€")
"""Letters of the extension table, each of which takes the room of two."""


class Encoding(StrEnum):
    """How a text is carried."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


SINGLE = {Encoding.GSM7: 160, Encoding.UCS2: 70}
JOINED = {Encoding.GSM7: 153, Encoding.UCS2: 67}


def encoding(text: str) -> Encoding:
    """The narrower one that holds every letter."""
    return Encoding.GSM7 if all(letter in LETTERS or letter in DOUBLE for letter in text) else Encoding.UCS2


def length(text: str) -> int:
    """In the units of its encoding."""
    if encoding(text) is Encoding.UCS2:
        return len(text.encode("utf-16-be")) // 2
    return len(text) + sum(letter in DOUBLE for letter in text)


def parts(text: str) -> int:
    """How many messages it takes."""
    way = encoding(text)
    return 1 if length(text) <= SINGLE[way] else ceil(length(text) / JOINED[way])
