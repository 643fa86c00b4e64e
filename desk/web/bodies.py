"""Request bodies, read within a time and a size, and believed only once they have a type."""

import asyncio
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from desk.model.errors import BadInput, TooLarge
from desk.web.problems import TooDeep, TooSlow
from i18n import languages
from i18n.errors import UnknownLanguage

SECONDS = 20.0
UPLOAD_SECONDS = 90.0
FORM_BYTES = 64 * 1024
JSON_BYTES = 2 * 1024 * 1024
DEEPEST = 32
BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)
"""A whole string, or one bracket."""


async def read(request: web.Request, limit: int, seconds: float) -> bytes:
    """The whole body. Raises TooLarge (also by its own Content-Length), TooSlow when it does not arrive whole."""
    if (request.content_length or 0) > limit:
        raise TooLarge("by its own length")
    content = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.content.iter_any():
                content += chunk
                if len(content) > limit:
                    raise TooLarge("more than is accepted")
    except TimeoutError:
        raise TooSlow("the body did not arrive whole") from None
    except web.RequestPayloadError:
        raise BadInput("the body was broken off") from None
    return bytes(content)


async def form(request: web.Request) -> Mapping[str, str]:
    """The fields of an urlencoded form, the last of a name winning. Raises BadInput, TooLarge, TooSlow."""
    content = await read(request, FORM_BYTES, SECONDS)
    try:
        pairs = parse_qsl(content.decode("utf-8"), keep_blank_values=True, max_num_fields=200)
    except (UnicodeDecodeError, ValueError):
        raise BadInput("not a form") from None
    return dict(pairs)


async def json_object(request: web.Request) -> Mapping[str, Any]:
    """A JSON object nested at most 32 deep. Raises BadInput, TooDeep, TooLarge, TooSlow."""
    content = await read(request, JSON_BYTES, SECONDS)
    check_depth(content)
    try:
        value = json.loads(content or b"{}")
    except (ValueError, RecursionError):
        raise BadInput("not JSON") from None
    if not isinstance(value, dict):
        raise BadInput("not a JSON object")
    return value


def check_depth(content: bytes) -> None:
    """Raises TooDeep when brackets outside strings are open deeper than any request of ours, before it is parsed."""
    depth = 0
    for token in BRACKETS.finditer(content):
        first = content[token.start()]
        if first in b"[{":
            depth += 1
        elif first in b"]}":
            depth -= 1
        if depth > DEEPEST:
            raise TooDeep("nested too deep")


def text(fields: Mapping[str, Any], name: str, longest: int = 4_000) -> str:
    """A text of an object or form. Raises BadInput when it is missing, no text, too long, or not Unicode."""
    value = fields.get(name)
    if not isinstance(value, str) or len(value) > longest:
        raise BadInput(name)
    if any(0xD800 <= ord(character) < 0xE000 for character in value):
        raise BadInput(name)
    return value


def language(fields: Mapping[str, Any]) -> str:
    """The tag of one of our languages, from the field of that name. Raises BadInput."""
    try:
        return languages.get(text(fields, "language", 16)).tag
    except UnknownLanguage:
        raise BadInput("language") from None


def whole(fields: Mapping[str, Any], name: str) -> int:
    """A whole number of an object. Raises BadInput."""
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 1_000_000_000:
        raise BadInput(name)
    return value


def instant(fields: Mapping[str, Any], name: str) -> datetime:
    """A time that a button was given, in ISO 8601 with its zone. Raises BadInput."""
    try:
        found = datetime.fromisoformat(text(fields, name, 40))
    except ValueError:
        raise BadInput(name) from None
    if found.tzinfo is None:
        raise BadInput(name)
    return found


def own_path(path: str, default: str, *, within: str = "/") -> str:
    """A path of this site under `within`, or the default: no other place may be named."""
    plain = path.startswith(within) and "//" not in path and "\\" not in path and path.isprintable()
    return path if plain and len(path) < 200 else default
