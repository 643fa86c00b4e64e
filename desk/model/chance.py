"""Time, chance and ids: one door each, handed in by server.py, so that tests can hold them still."""

import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Now, aware, in UTC."""


def utc_now() -> datetime:
    """The machine's clock, aware, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A UUID version 7 (RFC 9562) as 32 hex digits: sorts by time, says nothing of what it names."""
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value).hex


def new_secret() -> str:
    """256 random bits, URL-safe: for cookies and capability links."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """Where ids and secrets come from."""

    id: Callable[[], str] = new_id
    secret: Callable[[], str] = new_secret
    bytes: Callable[[int], bytes] = secrets.token_bytes
