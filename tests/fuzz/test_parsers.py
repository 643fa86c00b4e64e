"""What reads packets without a network: any input gives a value or `Malformed`, and no more is kept than promised."""

import base64
import gc
from datetime import UTC, datetime, timedelta
from types import FunctionType, ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.mutations import SEEDS
from tests.webrtc.packets import made
from webrtc import feedback, h264, history, reception, rtp, turn, vp8
from webrtc.assembly import BACKLOG, Assembler
from webrtc.continuity import Continuity
from webrtc.errors import Malformed

NUMBERS = st.integers(0, 0xFFFF)
LEAPS = st.lists(st.one_of(NUMBERS, st.sampled_from([0, 1, 1023, 1024, 1025, 0x7FFF, 0x8000, 0x8001])), max_size=60)
ROUNDS = len(SEEDS)
QUIET = settings(deadline=None, max_examples=40 * ROUNDS)
FEW = settings(deadline=None, max_examples=8 * ROUNDS)


def kept(thing: object) -> int:
    """How many objects it holds, all that they hold among them."""
    seen: dict[int, object] = {}
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if id(one) not in seen and not isinstance(one, type | ModuleType | FunctionType):
            seen[id(one)] = one
            waiting += gc.get_referents(one)
    return len(seen)


@QUIET
@given(st.lists(st.binary(max_size=40), max_size=8))
def test_any_h264_payloads_give_units_or_malformed(payloads: list[bytes]) -> None:
    units = h264.Units()
    for payload in payloads:
        try:
            h264.read(payload)
            units.add(payload)
        except Malformed:
            continue
    try:
        assert all(units.take())
    except Malformed:
        assert not units


@QUIET
@given(st.binary(max_size=40))
def test_any_frame_has_a_size_or_none(frame: bytes) -> None:
    found = vp8.dimensions(frame)
    assert found is None or all(0 <= side < 1 << 14 for side in found)


@FEW
@given(LEAPS)
def test_whatever_leaps_come_no_more_is_missed_than_the_window(leaps: list[int]) -> None:
    counted = reception.Reception(90000)
    sequence = 0
    for index in range(3000):
        sequence += leaps[index % len(leaps)] if leaps else 1
        counted.add(sequence & 0xFFFF, index, index / 1000)
    assert kept(counted) < 12 * reception.WINDOW
    assert len(counted.ask(3.1, 0.1)) <= reception.WINDOW


@QUIET
@given(NUMBERS, st.integers(1025, 0xFFFF - 1025))
def test_a_sender_that_begins_anew_is_followed(first: int, leap: int) -> None:
    counted = reception.Reception(90000)
    for number in range(first, first + 20):
        counted.add(number & 0xFFFF, number, 0.0)
    taken = [counted.add(number & 0xFFFF, number, 0.1) for number in range(first + leap, first + leap + 20)]
    assert all(taken[1:])


@QUIET
@given(NUMBERS, st.lists(NUMBERS, min_size=1, max_size=300))
def test_whatever_numbers_come_the_far_side_sees_no_leap(first: int, numbers: list[int]) -> None:
    stream = Continuity(clock_rate=90000, sequence=first, timestamp=0)
    stream.join(made(b"x", sequence=numbers[0], timestamp=0), 0.0)
    top = first - 1
    for number in numbers:
        packet = made(b"x", sequence=number, timestamp=0)
        placed = stream.place(packet, 0.0)
        if placed == -2:
            stream.join(packet, 0.0)
            placed = stream.place(packet, 0.0)
        if placed >= 0:
            step = ((placed - top + 0x8000) & 0xFFFF) - 0x8000
            assert abs(step) <= 1024
            top = max(top, top + step)


@FEW
@given(st.lists(NUMBERS, min_size=1, max_size=200))
def test_whatever_numbers_come_all_that_waits_is_told_and_little_waits(numbers: list[int]) -> None:
    due: list[None] = []
    arrivals = feedback.Arrivals(lambda: due.append(None))
    for index in range(6000):
        arrivals.add((numbers[index % len(numbers)] + index) & 0xFFFF, index / 1000)
    assert kept(arrivals) < 4 * feedback.MOST
    while due:
        due.clear()
        arrivals.pack(sender=1, media=1)
    assert arrivals.pack(sender=1, media=1) is None


@QUIET
@given(st.lists(NUMBERS, max_size=200), st.integers(1, 50))
def test_no_packet_is_given_again_more_than_ten_times(asked: list[int], rounds: int) -> None:
    sent = history.History()
    for number in range(2000):
        sent.put(number, rtp.HEADER.pack(0x80, 96, number, 0, 1))
    again = [sent.find(number % 2000, turn_ / 10) for turn_ in range(rounds) for number in set(asked)]
    given_again = [data for data in again if data is not None]
    assert all(given_again.count(data) <= 10 * len(asked) for data in set(given_again))
    assert kept(sent) < 8 * history.SIZE


@FEW
@given(LEAPS, st.binary(max_size=30))
def test_whatever_leaps_come_the_recorder_holds_no_more_than_its_backlog(leaps: list[int], payload: bytes) -> None:
    for kind, codec in (("video", "vp8"), ("video", "h264"), ("audio", "opus")):
        frames = Assembler(kind)
        sequence = 0
        for index in range(1500):
            sequence += leaps[index % len(leaps)] if leaps else 1
            packet = made(payload, sequence=sequence, timestamp=index * 3000, marker=bool(index % 3))
            packet.codec = rtp.Codec(name=codec, payload_type=96, repair_type=None, clock_rate=90000)
            frames.push(packet, 0.0)
        assert kept(frames) < 20 * BACKLOG


@pytest.mark.parametrize(
    ("codec", "first", "more"),
    [("vp8", b"\x10\x00", b"\x00xyz"), ("h264", b"\x65\x88", b"\x61xyz")],
    ids=["vp8", "h264"],
)
def test_a_picture_that_never_ends_is_given_up(codec: str, first: bytes, more: bytes) -> None:
    frames = Assembler("video")
    for index in range(3 * h264.MOST_PARTS):
        packet = made(more if index else first, sequence=index, timestamp=0)
        packet.codec = rtp.Codec(name=codec, payload_type=96, repair_type=None, clock_rate=90000)
        frames.push(packet, 0.0)
    assert kept(frames) < 2 * h264.MOST_PARTS


@QUIET
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.text(min_size=1, max_size=20))
def test_turn_credentials_of_any_party_are_of_one_digest(party: str, word: str) -> None:
    secret = word.encode("utf-8", "replace").decode()
    made_ = turn.credentials(secret, party, now=datetime.now(UTC), lifetime=timedelta(hours=1))
    assert (len(base64.b64decode(made_.credential)), made_.username.split(":", 1)[1]) == (20, party)
