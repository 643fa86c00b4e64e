"""One socket's datagrams: told apart, decrypted, encrypted; the compiled and the interpreted line alike."""

import socket
import struct
from collections.abc import Iterator

import pylibsrtp
import pytest

from webrtc.line import LONGEST, Kind, Line, kind_of

RTP = struct.pack("!BBHLL", 0x80, 96, 1, 2, 3) + b"media"
REPORT = struct.pack("!BBHL", 0x80, 201, 1, 3)
STUN = struct.pack("!HHL12s", 1, 0, 0x2112A442, b"transaction!")
DTLS = bytes([22, 254, 253]) + bytes(20)


def keys(*, inbound: bool) -> pylibsrtp.Session:
    kind = pylibsrtp.Policy.SSRC_ANY_INBOUND if inbound else pylibsrtp.Policy.SSRC_ANY_OUTBOUND
    return pylibsrtp.Session(pylibsrtp.Policy(key=bytes(range(30)), ssrc_type=kind))


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, Line]]:
    """A stranger's socket, and a line whose far side it is."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as near,
    ):
        far.bind(("127.0.0.1", 0))
        far.settimeout(5)
        near.bind(("127.0.0.1", 0))
        far.connect(near.getsockname())
        line = Line(near)
        line.aim(far.getsockname())
        yield far, line


def secure(line: Line) -> None:
    line.secure(keys(inbound=True), keys(inbound=False))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(STUN, Kind.STUN, id="stun"),
        pytest.param(DTLS, Kind.DTLS, id="dtls"),
        pytest.param(RTP, Kind.RTP, id="rtp"),
        pytest.param(REPORT, Kind.RTCP, id="rtcp"),
        pytest.param(b"", None, id="empty"),
        pytest.param(b"\x80", None, id="one-byte"),
        pytest.param(b"\x80\x60\x00\x00\x00\x00\x00", None, id="media-cut-short"),
        pytest.param(b"\x45" + bytes(20), None, id="no-protocol-of-ours"),
        pytest.param(b"\xff" + bytes(20), None, id="a-first-byte-over-191"),
        pytest.param(RTP + bytes(LONGEST), None, id="too-long"),
    ],
)
def test_datagrams_are_told_apart_by_their_first_bytes(data: bytes, kind: Kind | None) -> None:
    assert kind_of(data) == kind


def test_stun_and_dtls_come_with_their_senders_address(pair: tuple[socket.socket, Line]) -> None:
    far, line = pair
    far.send(STUN)
    far.send(DTLS)
    here = far.getsockname()
    assert line.receive() == [(Kind.STUN, STUN, here), (Kind.DTLS, DTLS, here)]


def test_media_comes_decrypted_in_its_order(pair: tuple[socket.socket, Line]) -> None:
    far, line = pair
    secure(line)
    theirs = keys(inbound=False)
    far.send(theirs.protect(RTP))
    far.send(theirs.protect_rtcp(REPORT))
    assert line.receive() == [(Kind.RTP, RTP, None), (Kind.RTCP, REPORT, None)]


@pytest.mark.parametrize("data", [RTP, REPORT, RTP + bytes(LONGEST - len(RTP))], ids=["rtp", "rtcp", "longest"])
def test_media_that_is_not_authentic_is_counted_and_dropped(pair: tuple[socket.socket, Line], data: bytes) -> None:
    far, line = pair
    secure(line)
    far.send(data)
    assert (line.receive(), line.refused) == ([], 1)


def test_media_before_there_are_keys_is_counted_and_dropped(pair: tuple[socket.socket, Line]) -> None:
    far, line = pair
    far.send(keys(inbound=False).protect(RTP))
    assert (line.receive(), line.refused) == ([], 1)


def test_what_nobody_wants_is_passed_over(pair: tuple[socket.socket, Line]) -> None:
    far, line = pair
    for data in (b"", b"x", bytes(LONGEST + 200), DTLS):
        far.send(data)
    assert [kind for kind, _, _ in line.receive()] == [Kind.DTLS]


def test_a_quiet_socket_gives_nothing(pair: tuple[socket.socket, Line]) -> None:
    assert pair[1].receive() == []


@pytest.mark.parametrize(("data", "kind"), [(RTP, Kind.RTP), (REPORT, Kind.RTCP)], ids=["rtp", "rtcp"])
def test_what_is_sent_is_encrypted_for_the_far_side(pair: tuple[socket.socket, Line], data: bytes, kind: Kind) -> None:
    far, line = pair
    secure(line)
    assert line.send(data, kind)
    came = far.recv(2000)
    theirs = keys(inbound=True)
    assert (theirs.unprotect(came) if kind is Kind.RTP else theirs.unprotect_rtcp(came)) == data


def test_nothing_is_sent_without_keys_or_beyond_the_longest(pair: tuple[socket.socket, Line]) -> None:
    _, line = pair
    before = line.send(RTP, Kind.RTP)
    secure(line)
    assert (before, line.send(RTP + bytes(LONGEST), Kind.RTP)) == (False, False)


def test_a_packet_is_opened_by_itself(pair: tuple[socket.socket, Line]) -> None:
    secure(pair[1])
    sealed = keys(inbound=False).protect(RTP)
    assert (pair[1].open(sealed, Kind.RTP), pair[1].open(sealed[:-1], Kind.RTP)) == (RTP, None)
