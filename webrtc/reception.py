"""What arrives of one stream: duplicates, losses with the NACKs to send for them, jitter, and the receiver report."""

from webrtc.numbers import Unwrap

WINDOW = 1024
"""Losses are remembered over so many packets."""
PATIENCE = 0.01
"""Seconds a missing packet is given to arrive late by itself."""
GROWTH = 1.25
"""Each wait is so much longer than the one before: where a line is full, what was asked for is only late."""
LIFETIME = 1.2
"""Seconds after which a missing packet is not asked for any more; it is still taken, should it come."""


class Reception:
    """The statistics of one SSRC by RFC 3550, A.3 and A.8, and its missing packets; pure."""

    def __init__(self, clock_rate: int) -> None:
        self._rate = clock_rate
        self._unwrap = Unwrap(16)
        self._first = 0
        self._top = 0
        self._begun = False
        self._restarts_at = -1
        """The sequence number that would show that the sender has begun anew (RFC 3550, A.1); -1 for none."""
        self._missing: dict[int, tuple[float, float, float]] = {}
        """When to ask, how long to wait then (in units of the first wait), since when it is missing."""
        self._forgone: set[int] = set()
        """Missing, and not asked for any more."""
        self.received = 0
        self.repeated = 0
        self.forgone = 0
        """Packets that were asked for in vain, though some may have come later."""
        self.repaired = 0
        """Packets that came after they had been missed: late, or asked for."""
        self.jitter = 0.0
        self._transit = 0.0
        self._timestamp = -1
        """Of the newest packet whose transit was noted; -1 before the first."""
        self._expected_before = 0
        self._received_before = 0

    def add(self, sequence: int, timestamp: int, now: float) -> bool:
        """Note a packet; False if it came before, or too late to be of use."""
        position = self._unwrap.place(sequence)
        if not self._begun:
            self._begun = True
            self._first = self._top = position
        elif position < self._top - WINDOW:
            if sequence != self._restarts_at:
                self._restarts_at = (sequence + 1) & 0xFFFF
                self.repeated += 1
                return False
            self._restart(sequence)
        elif position > self._top:
            self._note_gap(position, now)
            self._top = position
            self._restarts_at = -1
        elif self._missing.pop(position, None) is not None:
            self.repaired += 1
        elif position in self._forgone:
            self._forgone.remove(position)
            self.repaired += 1
        else:
            self.repeated += 1
            return False
        self.received += 1
        if timestamp != self._timestamp and position == self._top:
            self._note_transit(timestamp, now)
        return True

    def _restart(self, sequence: int) -> None:
        """Two packets in order, far behind: the sender has begun anew, and what was counted so far stays."""
        self._restarts_at = -1
        self._missing.clear()
        self._forgone.clear()
        self._unwrap = Unwrap(16)
        position = self._unwrap.place(sequence)
        self._first += position - self._top - 1
        self._top = position

    def _note_gap(self, position: int, now: float) -> None:
        if position - self._top > WINDOW:
            self._missing.clear()
            self._forgone.clear()
            return
        if len(self._missing) > WINDOW:
            self._missing = {lost: state for lost, state in self._missing.items() if lost >= position - WINDOW}
        for lost in range(self._top + 1, position):
            self._missing[lost] = (now + PATIENCE, 1.0, now)

    def _note_transit(self, timestamp: int, now: float) -> None:
        transit = now * self._rate - timestamp
        if self._timestamp >= 0:
            change = abs(transit - self._transit)
            if change < self._rate:
                self.jitter += (change - self.jitter) / 16
        self._transit = transit
        self._timestamp = timestamp

    @property
    def waits(self) -> bool:
        """Whether any packet is missing that may still be asked for."""
        return bool(self._missing)

    def ask(self, now: float, retry: float) -> list[int]:
        """The sequence numbers to send a NACK for now; each is asked again after `retry` seconds, then ever later."""
        wanted: list[int] = []
        floor = self._top - WINDOW
        for lost, (due, wait, since) in list(self._missing.items()):
            if lost < floor or now - since > LIFETIME:
                del self._missing[lost]
                self._forgone.add(lost)
                self.forgone += 1
            elif due <= now:
                self._missing[lost] = (now + retry * wait, wait * GROWTH, since)
                wanted.append(lost & 0xFFFF)
        if self._forgone:
            self._forgone = {lost for lost in self._forgone if lost >= floor}
        return wanted

    @property
    def expected(self) -> int:
        """Packets that should have come by now."""
        return self._top - self._first + 1 if self._begun else 0

    @property
    def lost(self) -> int:
        """Packets that did not come, or not yet."""
        return max(0, self.expected - self.received)

    @property
    def highest(self) -> int:
        """The extended highest sequence number (RFC 3550, 6.4.1)."""
        return self._top & 0xFFFFFFFF

    def fraction_lost(self) -> int:
        """Loss since the last call, in 1/256."""
        expected, received = self.expected - self._expected_before, self.received - self._received_before
        self._expected_before, self._received_before = self.expected, self.received
        if expected <= 0 or received >= expected:
            return 0
        return min(255, (expected - received) * 256 // expected)
