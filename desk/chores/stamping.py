"""Asks an authority for time-stamps over HTTP (RFC 3161, 3.4)."""

import asyncio
import urllib.request

from desk.store.evidence.bundles import Stamper
from identity import stamps
from identity.stamps import BadStamp

SECONDS = 20.0
LARGEST_ANSWER = 64 * 1024


class NotStamped(Exception):
    """The authority gave no time-stamp; the message says why."""


def stamper(address: str) -> Stamper | None:
    """Asks the authority at this address; none where none is configured."""
    if not address:
        return None

    async def stamp(content: bytes) -> bytes:
        return await asyncio.to_thread(_stamp, address, content)

    return stamp


def _stamp(address: str, content: bytes) -> bytes:
    """Raises NotStamped."""
    kind = {"Content-Type": stamps.QUERY, "Accept": stamps.REPLY}
    asked = urllib.request.Request(address, data=stamps.request(content), headers=kind)  # noqa: S310 — config checks it
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as response:  # noqa: S310
            answer = bytes(response.read(LARGEST_ANSWER))
        stamps.read(answer, content)
    except (OSError, BadStamp) as error:
        raise NotStamped(f"the authority of time gave no time-stamp: {error}") from error
    return answer
