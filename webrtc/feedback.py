"""Transport-wide congestion control feedback: when each packet of a leg arrived, told to its sender.

The format is draft-holmer-rmcat-transport-wide-cc-extensions-01. The sender's own estimator (GCC in browsers) works
on it; we only report. Arrival times count in ticks of 250 µs, the reference time in units of 64 ms.
"""

import struct
from collections.abc import Callable

from webrtc.numbers import Unwrap

TICK = 0.00025
REFERENCE_TICKS = 256
SPAN = 1000
"""At most so many packets are covered by one report."""
MOST = 4 * SPAN
"""Packets that may wait to be told; further ones are not."""
LOST, SMALL, LARGE = 0, 1, 2


class Arrivals:
    """Collects arrivals by transport-wide sequence number, and packs them."""

    def __init__(self, on_first: Callable[[], None]) -> None:
        """`on_first` is called when something came that no report has told yet, once until the next report."""
        self._on_first = on_first
        self._unwrap = Unwrap(16)
        self._seen: dict[int, int] = {}
        self._next = -1
        self._count = 0

    def add(self, sequence: int, now: float) -> None:
        """Note that the packet arrived at the monotonic second `now`."""
        position = self._unwrap.place(sequence)
        if (self._next >= 0 and position < self._next - SPAN) or len(self._seen) >= MOST:
            return
        if not self._seen:
            self._on_first()
        self._seen.setdefault(position, int(now / TICK))

    def pack(self, *, sender: int, media: int) -> bytes | None:
        """The RTCP packet for all since the last one, or None when nothing arrived."""
        if not self._seen:
            return None
        first = min(self._seen)
        if self._next >= 0 and first > self._next and first - self._next < SPAN:
            first = self._next
        last = min(max(self._seen), first + SPAN - 1)
        body = self._body(first, last, sender, media)
        self._seen = {position: at for position, at in self._seen.items() if position > last}
        self._next = last + 1
        self._count = (self._count + 1) & 0xFF
        if self._seen:
            self._on_first()
        return body

    def _body(self, first: int, last: int, sender: int, media: int) -> bytes:
        start = min(at for position, at in self._seen.items() if first <= position <= last)
        reference = start // REFERENCE_TICKS
        previous = reference * REFERENCE_TICKS
        symbols: list[int] = []
        deltas = bytearray()
        for position in range(first, last + 1):
            at = self._seen.get(position)
            if at is None:
                symbols.append(LOST)
                continue
            delta = max(-0x8000, min(0x7FFF, at - previous))
            previous += delta
            small = 0 <= delta <= 0xFF
            symbols.append(SMALL if small else LARGE)
            deltas += bytes([delta]) if small else struct.pack("!h", delta)
        head = struct.pack("!LLHHL", sender, media, first & 0xFFFF, len(symbols), self._mark(reference))
        body = head + pack_symbols(symbols) + bytes(deltas)
        body += bytes(-len(body) % 4)
        return struct.pack("!BBH", 0x80 | 15, 205, len(body) // 4) + body

    def _mark(self, reference: int) -> int:
        return (reference & 0xFFFFFF) << 8 | self._count


def pack_symbols(symbols: list[int]) -> bytes:
    """Packet status chunks: runs where seven or more are alike, else vectors of seven two-bit symbols."""
    chunks = bytearray()
    at = 0
    while at < len(symbols):
        run = _run(symbols, at)
        if run >= 7:
            chunks += struct.pack("!H", symbols[at] << 13 | run)
            at += run
            continue
        word = 0xC000
        for place, symbol in enumerate(symbols[at : at + 7]):
            word |= symbol << (12 - 2 * place)
        chunks += struct.pack("!H", word)
        at += 7
    return bytes(chunks)


def _run(symbols: list[int], at: int) -> int:
    end = at
    while end < len(symbols) and end - at < 0x1FFF and symbols[end] == symbols[at]:
        end += 1
    return end - at
