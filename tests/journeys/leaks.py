"""Looks for what is known of a person in everything that a desk leaves behind, however it may be written there.

Each thing known is looked for as it is and in any case, without what separates its parts, in UTF-8 and both UTF-16, as
JSON and as addresses escape it, in hexadecimal, and in base64 wherever it may begin within three bytes. Short runs of
digits must stand by themselves: long hexadecimal numbers hold every six digits sooner or later.
"""

import base64
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

SHORT = 8
"""Characters; what is shorter, and of ASCII, counts only where it stands by itself."""
TIMES = re.compile(rb"\d{2}:\d{2}:\d{2}[.,]\d{3,9}")
"""Fractions of a second have six digits too."""


def leaks(places: Mapping[str, bytes], known: Mapping[str, str]) -> list[str]:
    """`what in where as how`, for each thing found; never the thing itself."""
    found = []
    for where, content in places.items():
        plain = TIMES.sub(b" ", content)
        lowered = plain.lower()
        for what, value in known.items():
            for how, needle, folds in forms(value):
                if _holds(lowered if folds else plain, needle.lower() if folds else needle):
                    found.append(f"{what} in {where} as {how}")
    return found


def forms(value: str) -> Iterator[tuple[str, bytes, bool]]:
    """How it may be written: a name of the way, the bytes, and whether case is of no matter."""
    for spelt in dict.fromkeys((value, unicodedata.normalize("NFKC", value), _bare(value))):
        utf8 = spelt.encode()
        yield "text", utf8, True
        yield "utf-16-le", spelt.encode("utf-16-le"), False
        yield "utf-16-be", spelt.encode("utf-16-be"), False
        yield "json", json.dumps(spelt)[1:-1].encode(), True
        yield "hex", utf8.hex().encode(), True
        yield "percent", quote(spelt, safe="").encode(), True
        yield "plus", quote_plus(spelt).encode(), True
        yield "percent-all", "".join(f"%{byte:02x}" for byte in utf8).encode(), True
        for offset in range(3):
            inner = _base64(utf8, offset)
            yield f"base64-{offset}", inner, False
            yield f"base64url-{offset}", inner.translate(bytes.maketrans(b"+/", b"-_")), False


def _base64(value: bytes, offset: int) -> bytes:
    """What stands in any base64 text that holds the value so many bytes after a multiple of three."""
    length = offset + len(value)
    written = base64.b64encode(bytes(offset) + value)
    return written[-(-offset * 8 // 6) : length * 8 // 6]


def _bare(value: str) -> str:
    return "".join(char for char in value if char.isalnum())


def _holds(content: bytes, needle: bytes) -> bool:
    if len(needle) < SHORT and needle.isalnum():
        return re.search(rb"(?<![0-9A-Za-z])" + re.escape(needle) + rb"(?![0-9A-Za-z])", content) is not None
    return needle in content
