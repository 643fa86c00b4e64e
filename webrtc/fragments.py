"""Trickle ICE fragments (RFC 8840): what a WHIP client sends in a PATCH, and what we answer."""

import re
from dataclasses import dataclass

from webrtc.errors import BadOffer

SIZE = 8 * 1024
WORD = re.compile(r"[A-Za-z0-9+/]{4,256}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """The browser's ICE credentials; its candidates are left to be learned from its checks."""

    username: str
    password: str


def read(text: str) -> Fragment:
    """Read a fragment. Raises `BadOffer`."""
    if len(text) > SIZE:
        raise BadOffer("the fragment is too long")
    found = {
        name: value.strip()
        for line in text.splitlines()
        for name, mark, value in [line.partition(":")]
        if mark and name in ("a=ice-ufrag", "a=ice-pwd")
    }
    username, password = found.get("a=ice-ufrag", ""), found.get("a=ice-pwd", "")
    if not WORD.fullmatch(username) or not WORD.fullmatch(password) or len(password) < 22:
        raise BadOffer("the fragment has no ICE credentials")
    return Fragment(username=username, password=password)


def write(username: str, password: str, candidates: list[str]) -> str:
    """Our fragment, for the restarted connection."""
    lines = [f"a=ice-ufrag:{username}", f"a=ice-pwd:{password}"]
    lines += [f"a=candidate:{candidate}" for candidate in candidates]
    return "\r\n".join([*lines, "a=end-of-candidates", ""])
