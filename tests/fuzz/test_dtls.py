"""Malformed DTLS thrown at a leg in a call and at one that is being connected."""

import struct
from collections.abc import Iterator

import pytest

from tests.fuzz.conftest import PATIENCE, Call
from tests.fuzz.mutations import SEEDS, Chance, spoiled
from tests.webrtc.peers import Peer, until

CONTENTS = (20, 21, 22, 23, 24, 25, 26, 63)
"""Change of cipher, alert, handshake, data, heartbeat, connection id, acknowledgement, and none."""
VERSIONS = (0xFEFD, 0xFEFF, 0xFEFC, 0x0303, 0)


def record(content: int, body: bytes, *, epoch: int = 0, number: int = 0, version: int = 0xFEFD) -> bytes:
    head = struct.pack("!BHHHL", content, version, epoch, number >> 32, number & 0xFFFFFFFF)
    return head + struct.pack("!H", len(body) & 0xFFFF) + body


def handshake(kind: int, body: bytes, *, order: int = 0, whole: int | None = None, at: int = 0) -> bytes:
    size = len(body) if whole is None else whole
    head = bytes([kind]) + size.to_bytes(3, "big") + struct.pack("!H", order)
    return head + at.to_bytes(3, "big") + len(body).to_bytes(3, "big") + body


def client_hello(chance: Chance) -> bytes:
    """A ClientHello that could be a browser's."""
    ciphers = struct.pack("!HHH", 4, 0xC02B, 0xC02F)
    extensions = struct.pack("!HHHHB", 14, 5, 2, 1, 0) + struct.pack("!HHHH", 10, 4, 2, 29)
    body = b"\xfe\xfd" + chance.randbytes(32) + b"\x00\x00" + ciphers + b"\x01\x00"
    return record(22, handshake(1, body + struct.pack("!H", len(extensions)) + extensions))


def records(chance: Chance) -> Iterator[bytes]:
    """Records of every type; alerts among them, which end a handshake that believes them."""
    for alert in (b"\x01\x00", b"\x02\x28", b"\x02\x00", b"\x02\x50", b"\x01\x64"):
        yield record(21, alert, number=chance.number(32))
    for kind in range(26):
        yield record(22, handshake(kind, chance.some(0, 80), order=chance.number(16)))
        yield record(22, handshake(kind, chance.some(0, 20), whole=0xFFFFFF, at=chance.number(16)))
    for content in CONTENTS:
        for epoch in (0, 1, 0xFFFF):
            body = chance.some(0, 200)
            yield record(content, body, epoch=epoch, number=chance.number(48), version=chance.choice(VERSIONS))
    yield from (client_hello(chance) for _ in range(100))


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_strangers_dtls_moves_nothing(call: Call, seed: int) -> None:
    chance = Chance(seed)
    good = list(records(chance))
    await call.from_stranger([*good, *spoiled(chance, good, 300)], sockets=8)
    await call.goes_on()


@pytest.mark.parametrize("seed", SEEDS)
async def test_dtls_from_the_peers_own_address_moves_nothing(call: Call, seed: int) -> None:
    chance = Chance(seed)
    good = list(records(chance))
    await call.from_peer([*good, *spoiled(chance, good, 300)])
    await call.goes_on()


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_strangers_alerts_do_not_end_a_handshake(call: Call, seed: int) -> None:
    chance = Chance(seed)
    good = list(records(chance))
    async with Peer() as peer:
        answer = await call.house.node.answer("staff:2", await peer.offer())
        port = next(line.split()[5] for line in answer.sdp.splitlines() if line.startswith("a=candidate"))
        await peer.accept(answer.sdp)
        for _ in range(10):
            await call.from_stranger([*good[:5], *spoiled(chance, good, 20)], port=int(port))
        await until(lambda: peer.connected, PATIENCE)
        await call.house.up("staff:2", answer.leg_id)
        await call.house.node.hang_up(answer.leg_id)
