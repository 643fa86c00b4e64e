"""Transport-wide feedback, unpacked again by the draft's rules."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from webrtc import feedback


def unpack(data: bytes) -> dict[int, int | None]:
    """Sequence number → arrival in ticks (None: lost), from a feedback packet."""
    head, kind, words, _, _, base, count, mark = struct.unpack_from("!BBHLLHHL", data)
    assert (head, kind, len(data)) == (0x8F, 205, 4 * (words + 1))
    symbols: list[int] = []
    at = 20
    while len(symbols) < count:
        (chunk,) = struct.unpack_from("!H", data, at)
        at += 2
        if chunk >> 15:
            symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            symbols += [chunk >> 13] * (chunk & 0x1FFF)
    now = (mark >> 8) * feedback.REFERENCE_TICKS
    found: dict[int, int | None] = {}
    for place, symbol in enumerate(symbols[:count]):
        arrival = None
        if symbol:
            (delta,) = struct.unpack_from("!B" if symbol == 1 else "!h", data, at)
            at += symbol
            now = arrival = now + delta
        found[base + place & 0xFFFF] = arrival
    return found


def test_nothing_arrived_nothing_told() -> None:
    assert feedback.Arrivals(lambda: None).pack(sender=1, media=2) is None


def test_arrivals_losses_and_disorder_are_told() -> None:
    arrivals = feedback.Arrivals(lambda: None)
    for sequence, at in ((65534, 10.0), (0, 10.02), (65535, 10.021), (3, 10.3)):
        arrivals.add(sequence, at)
    body = arrivals.pack(sender=1, media=2)
    assert body is not None
    ticks = {sequence: at and at * feedback.TICK for sequence, at in unpack(body).items()}
    assert ticks == {65534: 10.0, 65535: 10.021, 0: 10.02, 1: None, 2: None, 3: 10.3}


def test_a_report_goes_on_where_the_last_one_ended() -> None:
    arrivals = feedback.Arrivals(lambda: None)
    arrivals.add(5, 1.0)
    arrivals.pack(sender=1, media=2)
    arrivals.add(8, 1.1)
    body = arrivals.pack(sender=1, media=2)
    assert body is not None
    assert list(unpack(body)) == [6, 7, 8]


@given(
    st.lists(st.tuples(st.integers(0, 300), st.floats(0, 20)), min_size=1, max_size=60),
    st.integers(0, 0xFFFF),
)
def test_whatever_arrives_can_be_unpacked(came: list[tuple[int, float]], base: int) -> None:
    arrivals = feedback.Arrivals(lambda: None)
    for step, at in came:
        arrivals.add(base + step & 0xFFFF, 1000 + at)
    body = arrivals.pack(sender=1, media=2)
    assert body is not None
    told = {sequence for sequence, at in unpack(body).items() if at is not None}
    assert told == {base + step & 0xFFFF for step, _ in came}


def test_what_one_report_cannot_hold_is_told_by_the_next() -> None:
    due: list[None] = []
    arrivals = feedback.Arrivals(lambda: due.append(None))
    for sequence in (1, 3000):
        arrivals.add(sequence, 1000.0)
    arrivals.pack(sender=1, media=2)
    assert len(due) == 2
    body = arrivals.pack(sender=1, media=2)
    assert body is not None
    assert list(unpack(body)) == [3000]
