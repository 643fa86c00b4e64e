"""How many messages a text takes."""

import pytest

from desk.model import texts
from desk.model.texts import Encoding

TEXTS = {
    "seven-bit-full": ("a" * 160, Encoding.GSM7, 1),
    "seven-bit-one-more": ("a" * 161, Encoding.GSM7, 2),
    "brackets-count-twice": ("[" * 80, Encoding.GSM7, 1),
    "one-bracket-too-many": ("[" * 81, Encoding.GSM7, 2),
    "portuguese": ("não", Encoding.UCS2, 1),
    "chinese-full": ("驗" * 70, Encoding.UCS2, 1),
    "chinese-one-more": ("驗" * 71, Encoding.UCS2, 2),
    "beyond-the-first-plane-counts-twice": ("𠮷" * 36, Encoding.UCS2, 2),
    "nothing": ("", Encoding.GSM7, 1),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_takes(name: str) -> None:
    text, encoding, parts = TEXTS[name]
    assert (texts.encoding(text), texts.parts(text)) == (encoding, parts)
