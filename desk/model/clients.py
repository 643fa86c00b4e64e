"""Clients: where a request came from, as far as we count it, and as little of it as we keep."""

import ipaddress
import re
from dataclasses import dataclass

FAMILIES = (
    ("Edge", re.compile(r"\bEdg(e|A|iOS)?/")),
    ("Firefox", re.compile(r"\b(Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(Chrome|CriOS|Chromium)/")),
    ("Safari", re.compile(r"\bVersion/.*\bSafari/")),
)
"""In this order: an Edge says that it is a Chrome as well, and a Chrome that it is a Safari."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """`origin` is what failures are counted by, and is not kept; `masked` and `browser` may be kept and shown."""

    origin: str
    masked: str
    browser: str

    def __repr__(self) -> str:
        return f"Client(masked={self.masked!r}, browser={self.browser!r})"


UNKNOWN = Client(origin="", masked="", browser="")
"""Whoever does not come by the net."""


def client(address: str, agent: str) -> Client:
    """Of an IP address and a User-Agent. An IPv6 address is counted by its /64, which one subscriber has whole."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return Client(origin="", masked="", browser=family(agent))
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    kept, shown = (32, 24) if found.version == 4 else (64, 48)
    return Client(origin=_cut(str(found), kept), masked=_cut(str(found), shown), browser=family(agent))


def family(agent: str) -> str:
    """Which of the great browsers it says it is; empty for another."""
    return next((name for name, pattern in FAMILIES if pattern.search(agent[:400])), "")


def _cut(address: str, bits: int) -> str:
    """The network of that many bits, such as 203.0.113.0/24; a whole address is itself."""
    network = ipaddress.ip_network(f"{address}/{bits}", strict=False)
    return str(network.network_address) if network.num_addresses == 1 else str(network)
