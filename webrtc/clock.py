"""The one door through which time enters: a clock that never steps, and its reading as wall time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

NTP_EPOCH = 2_208_988_800
"""Seconds from 1900 (RFC 5905) to 1970."""


class Clock:
    """Monotonic seconds, tied to the wall clock once at the start, so that media time never jumps."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time) -> None:
        self.now = monotonic
        self._epoch = wall() - monotonic()

    def wall(self, now: float) -> float:
        """Seconds since 1970 at the monotonic second `now`."""
        return self._epoch + now

    def utc(self, now: float) -> datetime:
        """An aware date and time at the monotonic second `now`."""
        return datetime.fromtimestamp(self._epoch + now, UTC)

    def ntp(self, now: float) -> int:
        """The 64-bit NTP time-stamp at the monotonic second `now`."""
        return ntp_from_wall(self._epoch + now)


def ntp_from_wall(wall: float) -> int:
    """A 64-bit NTP time-stamp (32.32 fixed point) from seconds since 1970."""
    return int((wall + NTP_EPOCH) * (1 << 32))


def wall_from_ntp(ntp: int) -> float:
    """Seconds since 1970 from a 64-bit NTP time-stamp."""
    return ntp / (1 << 32) - NTP_EPOCH
