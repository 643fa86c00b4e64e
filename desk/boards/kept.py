"""What boards worked out a moment ago: many screens ask the same, and most of it changes slowly."""

from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import TypeVar, cast

Found = TypeVar("Found")
MOST = 200
"""Answers that are kept; beyond it, all are forgotten."""


class Kept:
    """Answers by their key, each for as long as it may be old."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[datetime, object]] = {}

    async def get(self, key: Hashable, now: datetime, lasts: timedelta, make: Callable[[], Awaitable[Found]]) -> Found:
        """The answer, made anew where it is older than it may be."""
        known = self._known.get(key)
        if known is not None and timedelta(0) <= now - known[0] < lasts:
            return cast(Found, known[1])
        made = await make()
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[key] = (now, made)
        return made
