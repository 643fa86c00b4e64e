"""Any bytes of any length given to the line itself, compiled and interpreted: both make the same of them."""

import importlib.util
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pylibsrtp
import pytest

from tests.fuzz.mutations import EDGES, SEEDS, Chance, spoiled
from webrtc import line, rtp, vp8
from webrtc.errors import Malformed

ROOT = Path(__file__).resolve().parents[2]


def interpreted(name: str) -> Any:
    """The module from its Python source, whatever was built."""
    spec = importlib.util.spec_from_file_location(f"interpreted_{name}", ROOT / "webrtc" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PLAIN = interpreted("line")
FORMS = [pytest.param(line, id="as-built"), pytest.param(PLAIN, id="interpreted")]


def keys(*, inbound: bool) -> pylibsrtp.Session:
    kind = pylibsrtp.Policy.SSRC_ANY_INBOUND if inbound else pylibsrtp.Policy.SSRC_ANY_OUTBOUND
    return pylibsrtp.Session(pylibsrtp.Policy(key=bytes(range(30)), ssrc_type=kind))


@pytest.fixture
def near() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock


def secured(form: Any, sock: socket.socket) -> Any:
    made = form.Line(sock)
    made.secure(keys(inbound=True), keys(inbound=False))
    made.aim(sock.getsockname())
    return made


def good(chance: Chance) -> list[bytes]:
    """Datagrams of every kind, media encrypted with the line's own keys."""
    theirs = keys(inbound=False)
    media = [rtp.HEADER.pack(0x80, 96, n, n, n % 5) + chance.some(0, 1200) for n in range(40)]
    reports = [struct.pack("!BBHLL", 0x80, 201, 2, n % 5, n) for n in range(20)]
    sealed = [theirs.protect(packet) for packet in media] + [theirs.protect_rtcp(report) for report in reports]
    return [*sealed, b"\x00\x01" + bytes(18), bytes([22, 254, 253]) + bytes(20), *media, *reports]


def heads() -> Iterator[bytes]:
    """Each first byte at each length where something changes."""
    for size in EDGES[:-2]:
        for first in range(256):
            yield (bytes([first, 0x60 + first]) + b"\xff" * size)[:size] if first < 160 else bytes([first] * size)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_forms_tell_every_datagram_apart_alike(seed: int) -> None:
    chance = Chance(seed)
    for data in [*heads(), *spoiled(chance, good(chance), 4000)]:
        assert line.kind_of(data) == PLAIN.kind_of(data)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", [2, 3, 0, -1, 77], ids=str)
def test_both_forms_open_the_same(near: socket.socket, seed: int, kind: int) -> None:
    chance = Chance(seed)
    one, other = secured(line, near), secured(PLAIN, near)
    for data in [*heads(), *spoiled(chance, good(chance), 3000), *(bytes(size) for size in EDGES)]:
        assert one.open(data, kind) == other.open(data, kind)
    assert one.refused == other.refused


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("form", FORMS)
def test_whatever_comes_by_the_socket_is_taken_or_passed_over(near: socket.socket, form: Any, seed: int) -> None:
    chance = Chance(seed)
    made = secured(form, near)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
        for data in [*spoiled(chance, good(chance), 2000), *(b"\x80" * size for size in EDGES)]:
            far.sendto(data, near.getsockname())
            for kind, opened, address in made.receive():
                assert len(opened) <= line.LONGEST
                assert (address is None) == (kind in {2, 3})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", [2, 3], ids=["rtp", "rtcp"])
def test_whatever_is_to_be_sent_is_sent_or_refused(near: socket.socket, form: Any, kind: int, seed: int) -> None:
    chance = Chance(seed)
    made = secured(form, near)
    for data in [*heads(), *spoiled(chance, good(chance), 2000), *(b"\x90" * size for size in EDGES)]:
        sent = made.send(data, kind)
        assert sent in {True, False}
        while made.receive():
            pass
        assert not (sent and len(data) > line.LONGEST - line.TRAILER)


@pytest.mark.parametrize("form", FORMS)
def test_a_peer_has_so_many_ssrcs_and_no_more(near: socket.socket, form: Any) -> None:
    made, theirs = secured(form, near), keys(inbound=False)
    opened = [made.open(theirs.protect(rtp.HEADER.pack(0x80, 96, 1, 1, n)), 2) for n in range(400)]
    again = made.open(theirs.protect(rtp.HEADER.pack(0x80, 96, 2, 1, 0)), 2)
    assert (sum(data is not None for data in opened), again is not None) == (256, True)


@pytest.mark.parametrize("host", ["", "x" * 300, "127.0.0.1\x00", "1.2.3", "::ffff:1:2:3:4:5:6:7:8:9", "é"])
def test_no_address_is_aimed_at_that_is_none(near: socket.socket, host: str) -> None:
    made = line.Line(near)
    made.secure(keys(inbound=True), keys(inbound=False))
    try:
        made.aim((host, 9))
    except ValueError:
        assert not made.send(rtp.HEADER.pack(0x80, 96, 1, 1, 1), 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_forms_read_packets_and_their_elements_alike(seed: int) -> None:
    chance, plain = Chance(seed), interpreted("rtp")
    for data in [*heads(), *spoiled(chance, good(chance), 3000)]:
        number = chance.randrange(16)
        assert said(rtp, data, number) == said(plain, data, number)


def said(module: Any, data: bytes, number: int) -> tuple[object, ...]:
    """What is read of the bytes, or that they are malformed."""
    try:
        packet = module.parse(data)
        return packet.sequence, packet.timestamp, packet.ssrc, packet.payload, packet.element(number)
    except Malformed:
        return ("malformed",)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_forms_read_and_renumber_vp8_alike(seed: int) -> None:
    chance, plain = Chance(seed), interpreted("vp8")
    for _ in range(3000):
        data = chance.some(0, 10)
        shifts = chance.number(15), chance.number(8)
        assert renumbered(vp8, data, shifts) == renumbered(plain, data, shifts)


def renumbered(module: Any, data: bytes, shifts: tuple[int, int]) -> object:
    try:
        descriptor = module.read(data)
    except Malformed:
        return "malformed"
    return descriptor and module.renumber(data, descriptor, *shifts)
