"""Outgoing numbers: one seamless stream over changes of source, loss and disorder."""

from webrtc import rtp, vp8
from webrtc.continuity import DATED_BACK, LEAP, LEAPT, Continuity


def packet(sequence: int, timestamp: int = 0, *, ssrc: int = 1, picture: int | None = None) -> rtp.Packet:
    payload = b"media" if picture is None else bytes([0x90, 0x80, 0x80 | picture >> 8, picture & 255, 0x10])
    made = rtp.Packet(
        payload_type=96,
        marker=0,
        sequence=sequence,
        timestamp=timestamp,
        ssrc=ssrc,
        payload=payload,
    )
    made.descriptor = None if picture is None else vp8.read(payload)
    return made


def numbers() -> Continuity:
    return Continuity(clock_rate=90000, sequence=100, timestamp=5000)


def sent(stream: Continuity, given: rtp.Packet, now: float = 0.0) -> tuple[int, int] | None:
    """(sequence number, time-stamp), or None where it is not sent."""
    number = stream.place(given, now)
    return None if number < 0 else (number, (given.timestamp + stream.timestamp_shift) & 0xFFFFFFFF)


def test_the_first_packet_takes_the_first_numbers() -> None:
    stream = numbers()
    stream.join(packet(60000, 77), 0.0)
    assert sent(stream, packet(60000, 77)) == (100, 5000)


def test_gaps_and_disorder_inside_a_source_are_kept() -> None:
    stream = numbers()
    stream.join(packet(65534), 0.0)
    places = [sent(stream, packet(n)) for n in (65534, 0, 65535)]
    assert [place and place[0] for place in places] == [100, 102, 101]


def test_a_new_source_follows_the_last_number_sent() -> None:
    stream = numbers()
    stream.join(packet(10, 0), 0.0)
    sent(stream, packet(10, 0), 0.0)
    sent(stream, packet(12, 3000), 0.1)
    stream.join(packet(40000, 900_000, ssrc=2), 0.6)
    assert sent(stream, packet(40000, 900_000, ssrc=2), 0.6) == (103, 5000 + 3000 + 45000 - int(90000 * DATED_BACK))


def test_a_new_source_never_goes_back_in_time() -> None:
    stream = numbers()
    stream.join(packet(10, 0), 0.0)
    sent(stream, packet(10, 0), 0.0)
    stream.join(packet(40000, 900_000, ssrc=2), 0.001)
    assert sent(stream, packet(40000, 900_000, ssrc=2), 0.001) == (101, 5000 + 90000 // 50)


def test_a_late_packet_from_before_the_join_is_not_sent() -> None:
    stream = numbers()
    stream.join(packet(10), 0.0)
    assert sent(stream, packet(9)) is None


def test_numbers_wrap_over_a_long_call() -> None:
    stream = numbers()
    stream.join(packet(0), 0.0)
    last = None
    for count in range(70000):
        last = sent(stream, packet(count & 0xFFFF))
    assert last is not None
    assert last[0] == (100 + 69999) & 0xFFFF


def test_picture_numbers_go_on_over_a_change_of_source() -> None:
    stream = numbers()
    first, second = packet(10, picture=300), packet(900, ssrc=2, picture=20)
    stream.join(first, 0.0)
    sent(stream, first)
    before = vp8.read(stream.renumber(first))
    stream.join(second, 0.1)
    sent(stream, second, 0.1)
    after = vp8.read(stream.renumber(second))
    assert before is not None
    assert after is not None
    assert after.picture_id == before.picture_id + 1


def test_a_greater_leap_than_srtp_can_follow_asks_for_a_new_join() -> None:
    stream = numbers()
    stream.join(packet(10), 0.0)
    places = [stream.place(packet(n), 0.0) for n in (10, 11 + LEAP, 12 + LEAP)]
    assert places == [100, LEAPT, LEAPT]
