"""Of a client, what failures are counted by is told from what may be kept, and that is little."""

import pytest

from desk.model.clients import client, family

AGENTS = {
    "Edge": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
    "Chrome": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
    "Firefox": "Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
    "Safari": "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
    "": "curl/8.5.0",
}
ADDRESSES = {
    "203.0.113.77": ("203.0.113.77", "203.0.113.0/24"),
    "2001:db8:1:2:3:4:5:6": ("2001:db8:1:2::/64", "2001:db8:1::/48"),
    "::ffff:203.0.113.77": ("203.0.113.77", "203.0.113.0/24"),
    "no address": ("", ""),
}


@pytest.mark.parametrize(("name", "agent"), AGENTS.items(), ids=list(AGENTS))
def test_a_browser_is_known_by_its_family(name: str, agent: str) -> None:
    assert family(agent) == name


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_counted_as_one_and_shown_as_a_network(address: str) -> None:
    found = client(address, "")
    assert (found.origin, found.masked) == ADDRESSES[address]


def test_the_address_is_not_in_what_is_logged() -> None:
    assert "77" not in repr(client("203.0.113.77", ""))
