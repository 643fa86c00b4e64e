"""A proxy of ours is believed what it says of a client, and nobody else."""

import pytest

from desk.web import clients

OURS = ("127.0.0.0/8", "172.30.5.0/24")
CASES = {
    "nobody-between": ("203.0.113.7", "", "203.0.113.7"),
    "behind-our-proxy": ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
    "behind-two-of-ours": ("127.0.0.1", "203.0.113.7, 172.30.5.2", "203.0.113.7"),
    "a-stranger-who-says-so": ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
    "a-stranger-behind-our-proxy": ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
    "nonsense": ("127.0.0.1", "nonsense", "nonsense"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_client_is_the_first_who_is_no_proxy_of_ours(case: str) -> None:
    peer, header, expected = CASES[case]
    assert clients.behind(peer, header, OURS) == expected
