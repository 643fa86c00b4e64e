"""Counts the pictures of one video stream, and how long it stood still (W3C webrtc-stats, freezeCount)."""

SPREAD = 30
"""The usual gap between two pictures is the mean of about so many."""
FREEZE_RATIO = 3.0
FREEZE_MARGIN = 0.15
"""A gap of three usual ones, or of one and 150 ms where that is more, is a freeze."""


class Pictures:
    """Fed with the time-stamp of each packet as it comes; pure."""

    def __init__(self) -> None:
        self.frames = 0
        self.frozen = 0.0
        """Seconds; a freeze is counted, whole, once the picture moves again."""
        self._timestamp = -1
        self._at = 0.0
        self._usual = 0.0

    def note(self, timestamp: int, now: float) -> None:
        """A packet with this RTP time-stamp came at the monotonic second `now`; an older picture's is passed over."""
        if timestamp == self._timestamp:
            return
        if self._timestamp >= 0:
            if (timestamp - self._timestamp) & 0x80000000:
                return
            self._note_gap(now - self._at)
        self.frames += 1
        self._timestamp, self._at = timestamp, now

    def restart(self) -> None:
        """Another stream follows: its first picture ends no gap."""
        self._timestamp = -1

    def _note_gap(self, gap: float) -> None:
        if self.frames == 1:
            self._usual = gap
            return
        if gap > max(FREEZE_RATIO * self._usual, self._usual + FREEZE_MARGIN):
            self.frozen += gap
        self._usual += (gap - self._usual) / min(self.frames, SPREAD)
