"""When a frame was captured, on the node's one clock; pure.

A stream's own time-stamps give the spacing. Sender reports tie them to wall time; until the first one comes, the
arrival of the first packet does. A correction is slewed, never jumped, unless it is plainly another time; sound and
picture are slewed alike, so that a correction of both leaves them together.
"""

from webrtc.numbers import Unwrap

SLEW = 0.05
"""Seconds that a second of the stream may be moved to correct the clock."""
JUMP = 1.0
"""Seconds beyond which the stream is taken to have begun anew."""


class Timing:
    """Seconds since 1970 for the time-stamps of one stream."""

    def __init__(self, clock_rate: int) -> None:
        self._rate = clock_rate
        self._unwrap = Unwrap(32)
        self._anchor: tuple[int, float] | None = None

    def moment(self, timestamp: int, reported: float | None, arrival: float) -> float:
        """The capture time; `reported` is what the sender's reports say of it, if they said anything yet."""
        position = self._unwrap(timestamp)
        truth = arrival if reported is None else reported
        if self._anchor is None:
            self._anchor = (position, truth)
            return truth
        passed = (position - self._anchor[0]) / self._rate
        told = self._anchor[1] + passed
        error = truth - told
        if abs(error) > JUMP:
            told = truth
        elif reported is not None:
            most = SLEW * abs(passed)
            told += max(-most, min(most, error))
        self._anchor = (position, told)
        return told
