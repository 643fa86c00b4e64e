"""Malformed RTCP thrown at a leg in a call, by strangers and by the peer itself."""

import struct
from collections.abc import Iterator

import pytest
from aiortc import rtp

from tests.fuzz.conftest import Call
from tests.fuzz.mutations import EDGES, SEEDS, Chance, spoiled
from webrtc import rtcp
from webrtc.errors import Malformed
from webrtc.inlet import LEAST_CAP


def part(count: int, kind: int, body: bytes, *, words: int | None = None) -> bytes:
    """One packet of a compound; `words` is the length it tells, where that is a lie."""
    body += bytes(-len(body) % 4)
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4 if words is None else words) + body


def bombs(chance: Chance, own: list[int], theirs: list[int]) -> Iterator[bytes]:
    """Well-formed feedback with as many entries as a datagram holds. own: what we send; theirs: what they send."""
    sender = struct.pack("!L", chance.choice(theirs))
    for ssrc in [*own, 0, 0xFFFFFFFF]:
        media = struct.pack("!L", ssrc)
        everything = b"".join(struct.pack("!HH", at * 17 & 0xFFFF, 0xFFFF) for at in range(330))
        yield part(1, 205, sender + media + everything)
        yield part(1, 205, sender + media + struct.pack("!HH", chance.number(16), 0xFFFF) * 330)
        yield part(15, 205, sender + media + chance.randbytes(1200))
        yield part(1, 206, sender + media) * 100
        yield part(4, 206, sender + bytes(4) + (media + bytes(4)) * 150)
        yield part(2, 206, sender + media + chance.randbytes(400))
        for exponent, mantissa in ((0, 0), (63, 0x3FFFF), (0, 1)):
            yield rate_cap(chance, exponent, mantissa, [ssrc] * 255)
        block = media + b"\xff" + b"\xff" * 19
        yield part(31, 201, sender + block * 31)
        yield part(1, 200, sender + chance.randbytes(20) + media + chance.randbytes(20))
    yield part(31, 203, struct.pack("!L", theirs[0]) * 31)
    yield part(31, 202, chance.randbytes(1000))
    yield part(1, 202, struct.pack("!LBB", theirs[0], 1, 255) + b"x" * 20)


def rate_cap(chance: Chance, exponent: int, mantissa: int, ssrcs: list[int]) -> bytes:
    """A REMB; its count of SSRCs may be a lie."""
    said = chance.choice((len(ssrcs), 0, 255, 1))
    packed = struct.pack("!BBH", said, exponent << 2 | mantissa >> 16, mantissa & 0xFFFF)
    body = struct.pack("!LL", 1, 0) + b"REMB" + packed + b"".join(struct.pack("!L", ssrc) for ssrc in ssrcs)
    return part(15, 206, body)


def lies(chance: Chance) -> Iterator[bytes]:
    """Every kind of packet, its length or count a lie, alone and within compounds."""
    for kind in range(192, 224):
        for words in (0, 1, 5, 0xFFFF, chance.number(16)):
            whole = part(chance.randrange(32), kind, chance.some(0, 40), words=words)
            yield whole
            yield part(0, 201, bytes(4)) + whole
            yield bytes([whole[0] | 0x20]) + whole[1:] + bytes([chance.number(8)])


def ssrcs(call: Call) -> tuple[list[int], list[int]]:
    """What the leg sends to the applicant, and what the applicant sends."""
    leg = next(leg for leg in call.house.node._legs.values() if leg.party == "visit:1")
    return [outlet.ssrc for outlet in leg.outlets], [inlet.ssrc or 1 for inlet in leg.inlets]


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_strangers_rtcp_moves_nothing(call: Call, seed: int) -> None:
    chance = Chance(seed)
    good = [*bombs(chance, *ssrcs(call)), *lies(chance)]
    await call.from_stranger([*spoiled(chance, good, 400), *(b"\x80\xc8" + bytes(size) for size in EDGES)])
    await call.goes_on()


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_peers_own_malformed_rtcp_costs_packets_and_not_the_call(call: Call, seed: int) -> None:
    chance = Chance(seed)
    wrong = list(lies(chance))
    good = [*bombs(chance, *ssrcs(call)), *wrong]
    await call.from_peer(call.sealed([*wrong, *spoiled(chance, good, 600)], control=True))
    await call.goes_on()
    assert call.malformed > 0


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_peers_bombs_of_feedback_do_not_end_the_call(call: Call, seed: int) -> None:
    chance = Chance(seed)
    for _ in range(5):
        await call.from_peer(call.sealed(bombs(chance, *ssrcs(call)), control=True))
    await call.goes_on()
    inlets = [inlet for leg in call.house.node._legs.values() for inlet in leg.inlets]
    assert min(inlet.cap(0.0, 2_500_000) for inlet in inlets) >= LEAST_CAP


@pytest.mark.parametrize("seed", SEEDS)
async def test_what_is_asked_for_again_and_again_is_sent_ten_times_at_most(call: Call, seed: int) -> None:
    chance = Chance(seed)
    own, theirs = ssrcs(call)
    everything = [at * 17 & 0xFFFF for at in range(65536 // 17 + 1)]
    asks = [
        rtcp.nack(sender=theirs[0], media=ssrc, lost=[n for at in everything[i : i + 300] for n in range(at, at + 17)])
        for ssrc in own
        for i in range(0, len(everything), 300)
    ]
    for _ in range(30):
        await call.from_peer(call.sealed((chance.choice(asks) for _ in range(20)), control=True))
    leg = next(leg for leg in call.house.node._legs.values() if leg.party == "visit:1")
    await call.goes_on()
    assert all(outlet.resent <= 10 * outlet.packets for outlet in leg.outlets)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_the_bytes_reading_a_compound_gives_packets_or_malformed(seed: int) -> None:
    chance = Chance(seed)
    good = [*bombs(chance, [1, 2], [3, 4]), *lies(chance)]
    for data in spoiled(chance, good, 4000):
        try:
            found = rtcp.parse(data)
        except Malformed:
            continue
        for packet in found:
            if isinstance(packet, rtp.RtcpPsfbPacket):
                rtcp.read_remb(packet)
                rtcp.asked_ssrcs(packet)
