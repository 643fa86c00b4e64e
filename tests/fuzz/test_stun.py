"""Malformed STUN thrown at a leg in a call, by strangers and with the peer's own credentials."""

import struct
from collections.abc import Iterator

import pytest
from aioice import stun

from tests.fuzz.conftest import Call
from tests.fuzz.mutations import SEEDS, Chance, spoiled

TYPES = [entry[0] for entry in stun.ATTRIBUTES] + [0x8000, 0xFFFF, 0x0002, 0x7FFF]
KINDS = (0x0001, 0x0011, 0x0101, 0x0111, 0x0003, 0x0000, 0x3FFF, 0x0FFF)


def raw(chance: Chance) -> bytes:
    """A message whose length is true and whose attributes are anything."""
    body = b""
    for _ in range(chance.choice((0, 1, 3, 40))):
        value = chance.some(0, 24)
        size = len(value) if chance.random() < 0.8 else chance.number(16)
        body += struct.pack("!HH", chance.choice(TYPES), size) + value + bytes(-len(value) % 4)
    transaction = chance.randbytes(12)
    return struct.pack("!HHL12s", chance.choice(KINDS), len(body), stun.COOKIE, transaction) + body


def check(call: Call, **attributes: object) -> bytes:
    """A check that the leg believes: the applicant's own credentials sign it."""
    connection = call.transport.transport._connection
    request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{connection.remote_username}:{connection.local_username}"
    request.attributes.update({name.replace("_", "-"): value for name, value in attributes.items()})
    request.add_message_integrity(connection.remote_password.encode())
    return bytes(request)


def messages(call: Call, chance: Chance) -> Iterator[bytes]:
    """Messages of all kinds, with and without a signature, wrongly signed, of somebody else."""
    yield check(call, PRIORITY=1, ICE_CONTROLLING=1)
    yield check(call, PRIORITY=1, ICE_CONTROLLED=0)
    yield check(call)
    yield check(call, USERNAME="somebody:else", PRIORITY=1)
    yield check(call, PRIORITY=1)[:-12] + chance.randbytes(12)
    for _ in range(100):
        yield raw(chance)


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_strangers_stun_moves_nothing(call: Call, seed: int) -> None:
    chance = Chance(seed)
    good = [raw(chance) for _ in range(60)]
    await call.from_stranger([*good, *spoiled(chance, good, 500)])
    await call.goes_on()


@pytest.mark.parametrize("seed", SEEDS)
async def test_stun_from_the_peers_own_address_moves_nothing(call: Call, seed: int) -> None:
    chance = Chance(seed)
    good = list(messages(call, chance))
    await call.from_peer([*good, *spoiled(chance, good, 500)])
    await call.goes_on()


@pytest.mark.parametrize("seed", SEEDS)
async def test_signed_checks_from_hundreds_of_addresses_are_bounded(call: Call, seed: int) -> None:
    chance = Chance(seed)
    checks = [check(call, PRIORITY=chance.number(32), ICE_CONTROLLING=1) for _ in range(300)]
    await call.from_stranger(checks, sockets=300)
    legs = list(call.house.node._legs.values())
    known = [len(leg._peer._dtls.transport._connection._remote_candidates) for leg in legs if leg._peer._dtls]
    assert max(known) <= 64
    call.tasks += 64
    await call.goes_on()
