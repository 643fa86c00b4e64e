"""Malformed RTP thrown at a leg in a call, by strangers and by the peer itself."""

import struct
from collections.abc import Iterator

import pytest

from tests.fuzz.conftest import Call
from tests.fuzz.mutations import EDGES, SEEDS, Chance, spoiled
from webrtc import rtp


def whole(chance: Chance, ssrc: int, payload_type: int) -> bytes:
    """A packet whose lengths are true and whose content is anything: libsrtp passes it."""
    sources = chance.choice((0, 0, 1, 15))
    first = 0x80 | sources
    block = b""
    if chance.random() < 0.7:
        first |= 0x10
        profile = chance.choice((rtp.ONE_BYTE, 0x1000, 0x100F, 0xBEDF, 0))
        words = chance.choice((0, 1, 2, 64, 250))
        elements = chance.choice(
            (bytes(words * 4), b"\xff" * words * 4, b"\x10" * words * 4, chance.randbytes(words * 4))
        )
        block = struct.pack("!HH", profile, words) + elements
    payload = chance.choice((b"", chance.some(0, 8), chance.some(0, 1000), b"\xff" * 40, b"\x9d\x01\x2a" * 5))
    if chance.random() < 0.3:
        first |= 0x20
        payload += bytes([chance.number(8)])
    head = rtp.HEADER.pack(first, chance.getrandbits(1) << 7 | payload_type, chance.number(16), chance.number(32), ssrc)
    return (head + chance.randbytes(4 * sources) + block + payload)[:1400]


def packets(chance: Chance, types: list[int], count: int) -> Iterator[bytes]:
    """Packets of payload types that were negotiated and of others, on a few SSRCs of their own."""
    ssrcs = [chance.getrandbits(32) for _ in range(6)] + [0, 0xFFFFFFFF]
    for _ in range(count):
        number = chance.choice(types) if chance.random() < 0.8 else chance.randrange(128)
        yield whole(chance, chance.choice(ssrcs), number)


def negotiated(call: Call) -> list[int]:
    """The payload types of the applicant's connection."""
    found = [codec.payloadType for t in call.applicant.connection.getTransceivers() for codec in t._codecs]
    return [number for number in found if number is not None]


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_strangers_rtp_moves_nothing(call: Call, seed: int) -> None:
    chance = Chance(seed)
    good = list(packets(chance, negotiated(call), 50))
    await call.from_stranger([*spoiled(chance, good, 500), *(b"\x80" + bytes(size) for size in EDGES)])
    await call.goes_on()


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_peers_own_malformed_rtp_costs_packets_and_not_the_call(call: Call, seed: int) -> None:
    chance = Chance(seed)
    sealed = call.sealed(packets(chance, negotiated(call), 600), control=False)
    await call.from_peer(sealed)
    await call.goes_on()
    assert call.malformed > 0


@pytest.mark.parametrize("seed", SEEDS)
async def test_encrypted_rtp_that_was_tampered_with_or_replayed_moves_nothing(call: Call, seed: int) -> None:
    chance = Chance(seed)
    sealed = call.sealed(packets(chance, negotiated(call), 30), control=False)
    await call.from_peer([*spoiled(chance, sealed, 400), *sealed, *sealed])
    await call.goes_on()


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_new_ssrc_with_every_packet_neither_ends_the_call_nor_fills_memory(call: Call, seed: int) -> None:
    chance = Chance(seed)
    number = negotiated(call)[0]
    bare = (rtp.HEADER.pack(0x80, number, 1, 1, chance.getrandbits(32)) + b"x" for _ in range(800))
    await call.from_peer(call.sealed(bare, control=False))
    await call.goes_on()


@pytest.mark.parametrize("seed", SEEDS)
async def test_leaps_of_sequence_number_neither_end_the_call_nor_fill_memory(call: Call, seed: int) -> None:
    chance = Chance(seed)
    ssrc = chance.getrandbits(32)
    number = negotiated(call)[0]
    leaps = (rtp.HEADER.pack(0x80, number, index * 1021 & 0xFFFF, index, ssrc) + b"x" for index in range(400))
    await call.from_peer(call.sealed(leaps, control=False))
    await call.goes_on()
