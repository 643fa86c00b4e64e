"""Arithmetic on counters: RTP's wrapping sequence numbers and time-stamps, and rates of growing counts."""


class Unwrap:
    """Turns a wrapping counter into one that does not wrap; late values come out below the newest."""

    def __init__(self, bits: int) -> None:
        self._mask = (1 << bits) - 1
        self._half = 1 << (bits - 1)
        self._begun = False
        self.top = 0
        """The newest seen."""

    def __call__(self, value: int) -> int:
        """The same as `place`."""
        return self.place(value)

    def place(self, value: int) -> int:
        """`value` on the endless line, taking the shorter way from the newest seen."""
        if not self._begun:
            self._begun = True
            self.top = value
            return value
        step = ((value - self.top + self._half) & self._mask) - self._half
        result = self.top + step
        if step > 0:
            self.top = result
        return result


class Rate:
    """Bits a second between two looks at a growing count of bytes."""

    def __init__(self) -> None:
        self._octets = 0
        self._at: float | None = None
        self.bits = 0

    def look(self, octets: int, now: float) -> None:
        """Take the count at the monotonic second `now`."""
        if self._at is not None and now > self._at:
            self.bits = int((octets - self._octets) * 8 / (now - self._at))
        self._octets, self._at = octets, now
