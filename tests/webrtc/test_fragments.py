"""ICE fragments."""

import pytest

from webrtc import fragments
from webrtc.errors import BadOffer

GOOD = "a=ice-options:trickle\r\na=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n"


def test_the_credentials_are_read() -> None:
    read = fragments.read(GOOD)
    assert (read.username, read.password) == ("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("a=ice-ufrag:EsAw", id="no-password"),
        pytest.param(GOOD.replace("EsAw", "E"), id="short-name"),
        pytest.param(GOOD.replace("EsAw", "é:é:é"), id="strange-name"),
        pytest.param(GOOD.replace("P2uYro0UCOQ4zxjKXaWCBui1", "short"), id="short-password"),
        pytest.param(GOOD + " " * 9000, id="too-long"),
    ],
)
def test_what_is_no_fragment_is_refused(text: str) -> None:
    with pytest.raises(BadOffer):
        fragments.read(text)


@pytest.mark.parametrize(
    "candidate",
    [
        "1 1 udp 2130706431 192.0.2.7 49152 typ host",
        "1 1 UDP 1694498815 2001:db8::7 49152 typ srflx raddr 0.0.0.0 rport 0 generation 0",
        "1 1 udp 16777215 192.0.2.7 3478 typ relay raddr 0.0.0.0 rport 0",
    ],
)
def test_a_candidate_to_send_to_is_read(candidate: str) -> None:
    assert fragments.read(f"{GOOD}m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=candidate:{candidate}\r\n").candidates == (
        candidate,
    )


@pytest.mark.parametrize(
    "candidate",
    [
        pytest.param("1 1 udp 2130706431 3f2c.local 49152 typ host", id="hidden-name"),
        pytest.param("1 1 udp 2130706431 example.org 49152 typ host", id="name"),
        pytest.param("1 1 tcp 2130706431 192.0.2.7 9 typ host tcptype active", id="tcp"),
        pytest.param("1 2 udp 2130706431 192.0.2.7 49152 typ host", id="component"),
        pytest.param("1 1 udp 2130706431 192.0.2.7 0 typ host", id="port-0"),
        pytest.param("1 1 udp 2130706431 192.0.2.7 65536 typ host", id="port-too-high"),
        pytest.param("1 1 udp 2130706431 224.0.0.1 49152 typ host", id="multicast"),
        pytest.param("1 1 udp 2130706431 0.0.0.0 49152 typ host", id="nowhere"),
        pytest.param("1 1 udp", id="cut-off"),
    ],
)
def test_a_candidate_that_nobody_can_send_to_is_left_out(candidate: str) -> None:
    assert fragments.read(f"{GOOD}a=candidate:{candidate}\r\n").candidates == ()


def test_of_many_candidates_the_first_are_taken() -> None:
    many = "".join(f"a=candidate:1 1 udp 1 192.0.2.7 {port} typ host\r\n" for port in range(1000, 1100))
    assert len(fragments.read(GOOD + many).candidates) == fragments.MOST_CANDIDATES


def test_ours_is_written_with_its_candidates() -> None:
    assert fragments.write("ours", "secret", "0", ["1 1 udp 1 127.0.0.1 9 typ host"]).split("\r\n") == [
        "a=group:BUNDLE 0",
        "a=ice-ufrag:ours",
        "a=ice-pwd:secret",
        "m=audio 9 UDP/TLS/RTP/SAVPF 0",
        "a=mid:0",
        "a=candidate:1 1 udp 1 127.0.0.1 9 typ host",
        "a=end-of-candidates",
        "",
    ]


def test_a_public_address_stands_in_for_our_own() -> None:
    own = "c=IN IP4 10.0.0.5\r\na=candidate:a 1 udp 2130706431 10.0.0.5 4000 typ host\r\n"
    public = "c=IN IP4 203.0.113.9\r\na=candidate:a 1 udp 2130706431 203.0.113.9 4000 typ host\r\n"
    assert fragments.advertise(own, "203.0.113.9") == public


def test_a_relays_address_is_told_as_it_is() -> None:
    relayed = "a=candidate:a 1 udp 16777215 198.51.100.3 4000 typ relay raddr 0.0.0.0 rport 9\r\n"
    assert fragments.advertise(relayed, "203.0.113.9") == relayed
