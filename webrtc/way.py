"""The way to a leg's browser: encrypted at once, on whichever socket the browser has nominated last."""

from collections.abc import Callable, Mapping
from typing import Protocol

from webrtc.line import Kind

COMPONENT = 1
"""Of ICE; with RTCP muxed there is one."""
RTP, RTCP = int(Kind.RTP), int(Kind.RTCP)


class Sending(Protocol):
    """A line, or what stands in for one where the socket is not ours."""

    def send(self, data: bytes, kind: int) -> bool:
        """Encrypt and send now; False where that is not possible."""


class Way:
    """Follows the nominated pair, which may change at any packet; nothing is sent while there is none."""

    def __init__(self, nominated: Mapping[int, object], aim: Callable[[object], Sending | None]) -> None:
        """nominated: aioice's own table, by component; aim: what sends by a pair, None where it cannot yet."""
        self._nominated = nominated
        self._aim = aim
        self._pair: object = None
        self._sending: Sending | None = None

    def send_rtp(self, data: bytes) -> bool:
        """Encrypt and send a packet now; False if the leg cannot send (not connected, packet too long)."""
        sending = self._by()
        return sending is not None and sending.send(data, RTP)

    def send_rtcp(self, data: bytes) -> bool:
        """Encrypt and send a compound now; False if the leg cannot send."""
        sending = self._by()
        return sending is not None and sending.send(data, RTCP)

    def _by(self) -> Sending | None:
        pair = self._nominated.get(COMPONENT)
        if pair is not self._pair or self._sending is None:
            self._pair = pair
            self._sending = None if pair is None else self._aim(pair)
        return self._sending
