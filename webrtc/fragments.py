"""Trickle ICE fragments (RFC 8840): what a WHIP client sends in a PATCH, and what we answer; pure."""

import ipaddress
import re
from dataclasses import dataclass

from webrtc.errors import BadOffer

SIZE = 8 * 1024
MOST_CANDIDATES = 32
"""Of one fragment; further ones are left out."""
WORD = re.compile(r"[A-Za-z0-9+/]{4,256}")
CANDIDATE = re.compile(
    r"(?P<foundation>[A-Za-z0-9+/]{1,32}) 1 udp \d{1,10} (?P<address>\S{1,45}) (?P<port>\d{1,5})"
    r" typ (?P<type>host|srflx|prflx|relay)( .*)?",
    re.IGNORECASE,
)
HOST = re.compile(r"^(a=candidate:\S+ \d+ \S+ \d+ )\d+\.\d+\.\d+\.\d+( \d+ typ host)", re.MULTILINE)
CONNECTION = re.compile(r"^c=IN IP4 (?!0\.0\.0\.0)\S+", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """The browser's ICE credentials, and its candidates that one could send to."""

    username: str
    password: str
    candidates: tuple[str, ...] = ()
    """As SDP writes them, without `a=candidate:`; UDP and to an address, never to a `.local` name."""


def read(text: str) -> Fragment:
    """Read a fragment. Raises `BadOffer`."""
    if len(text) > SIZE:
        raise BadOffer("the fragment is too long")
    lines = [(name, value.strip()) for name, mark, value in (line.partition(":") for line in text.splitlines()) if mark]
    said = dict(lines)
    username, password = said.get("a=ice-ufrag", ""), said.get("a=ice-pwd", "")
    if not are_credentials(username, password):
        raise BadOffer("the fragment has no ICE credentials")
    candidates = [value for name, value in lines if name == "a=candidate" and _is_of_use(value)]
    return Fragment(username=username, password=password, candidates=tuple(candidates[:MOST_CANDIDATES]))


def are_credentials(username: str | None, password: str | None) -> bool:
    """Whether ICE can go by them (RFC 8839, 5.4)."""
    if not username or not password or len(password) < 22:
        return False
    return WORD.fullmatch(username) is not None and WORD.fullmatch(password) is not None


def _is_of_use(candidate: str) -> bool:
    found = CANDIDATE.fullmatch(candidate)
    if found is None or not 0 < int(found["port"]) < 65536:
        return False
    try:
        address = ipaddress.ip_address(found["address"])
    except ValueError:
        return False
    return not (address.is_multicast or address.is_unspecified)


def write(username: str, password: str, mid: str, candidates: list[str]) -> str:
    """Our fragment, for the restarted connection. `mid`: of the section that carries the bundle's transport."""
    lines = [f"a=group:BUNDLE {mid}", f"a=ice-ufrag:{username}", f"a=ice-pwd:{password}"]
    lines += ["m=audio 9 UDP/TLS/RTP/SAVPF 0", f"a=mid:{mid}"]
    lines += [f"a=candidate:{candidate}" for candidate in candidates]
    return "\r\n".join([*lines, "a=end-of-candidates", ""])


def advertise(text: str, address: str) -> str:
    """The same SDP or fragment with our own IPv4 host addresses given as `address`.

    For a machine behind a NAT that maps a public address to it one to one, ports unchanged.
    """
    text = HOST.sub(rf"\g<1>{address}\g<2>", text)
    return CONNECTION.sub(f"c=IN IP4 {address}", text)
