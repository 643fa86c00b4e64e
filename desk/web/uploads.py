"""A form that brings a file (RFC 7578), read within a time and a size; nothing of it is written to the disk."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import BodyPartReader, MultipartReader, web

from desk.model.errors import BadInput, TooLarge
from desk.web.bodies import UPLOAD_SECONDS
from desk.web.problems import TooSlow

FORM = "multipart/form-data"
LONGEST_FIELD = 256
MOST_PARTS = 8
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """The file that was asked for, and the form's short texts."""

    content: bytes
    fields: Mapping[str, str]


async def read(request: web.Request, name: str, limit: int, seconds: float = UPLOAD_SECONDS) -> Upload:
    """The form with its file `name`, of at most `limit` bytes. Raises BadInput, TooLarge, TooSlow."""
    if request.content_type != FORM:
        raise BadInput("not a form with a file")
    if (request.content_length or 0) > limit + MOST_PARTS * CHUNK:
        raise TooLarge("by its own length")
    try:
        async with asyncio.timeout(seconds):
            return await _read(await request.multipart(), name, limit)
    except TimeoutError:
        raise TooSlow("the body did not arrive whole") from None
    except (ValueError, AssertionError, LookupError, RuntimeError, web.RequestPayloadError):
        raise BadInput("not a form with a file") from None


async def _read(parts: MultipartReader, name: str, limit: int) -> Upload:
    content: bytes | None = None
    fields: dict[str, str] = {}
    for _ in range(MOST_PARTS):
        part = await parts.next()
        if part is None:
            break
        if not isinstance(part, BodyPartReader):
            raise BadInput("a form within the form")
        if part.name == name and content is None:
            content = await _bytes(part, limit)
        else:
            fields[part.name or ""] = (await _bytes(part, LONGEST_FIELD)).decode("utf-8")
    if content is None:
        raise BadInput(name)
    return Upload(content=content, fields=fields)


async def _bytes(part: BodyPartReader, limit: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        content += chunk
        if len(content) > limit:
            raise TooLarge("more than is accepted")
    return bytes(content)
