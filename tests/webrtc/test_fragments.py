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


def test_ours_is_written_with_its_candidates() -> None:
    assert fragments.write("ours", "secret", ["1 1 udp 1 127.0.0.1 9 typ host"]).split("\r\n") == [
        "a=ice-ufrag:ours",
        "a=ice-pwd:secret",
        "a=candidate:1 1 udp 1 127.0.0.1 9 typ host",
        "a=end-of-candidates",
        "",
    ]
