"""Arithmetic on counters that wrap: RTP's 16-bit sequence numbers and 32-bit time-stamps."""


class Unwrap:
    """Turns a wrapping counter into one that does not wrap; late values come out below the newest."""

    __slots__ = ("_half", "_mask", "top")

    def __init__(self, bits: int) -> None:
        self._mask = (1 << bits) - 1
        self._half = 1 << (bits - 1)
        self.top: int | None = None

    def __call__(self, value: int) -> int:
        """`value` on the endless line, taking the shorter way from the newest seen."""
        if self.top is None:
            self.top = value
            return value
        step = ((value - self.top + self._half) & self._mask) - self._half
        result = self.top + step
        if step > 0:
            self.top = result
        return result
