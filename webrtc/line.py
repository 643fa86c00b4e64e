"""A leg's datagrams on one UDP socket: what came, sorted and decrypted, and what is to go, encrypted; no coroutine.

Datagrams are told apart by their first byte (RFC 7983) and RTCP from RTP by its packet type (RFC 5761, 4). SRTP is done
by libsrtp's own functions on one buffer, without a Python object between. `native.pyx` is this module compiled; both
pass the same tests, and docs/media.md tells which one runs.
"""

import socket
from enum import IntEnum
from typing import Any

from pylibsrtp._binding import ffi, lib

LONGEST = 1500
"""Bytes; a longer datagram is none of ours."""
TRAILER = 148
"""Bytes that libsrtp may add to what it protects."""
AT_ONCE = 32
"""Datagrams read at one call, so that one flooded leg does not starve the others."""
MOST_SSRCS = 256
"""Of one browser, which uses about ten: libsrtp keeps a stream for each, and looks through them at every packet."""
Address = tuple[str, int]


class Kind(IntEnum):
    """What a datagram is."""

    STUN = 0
    DTLS = 1
    RTP = 2
    RTCP = 3


def kind_of(data: bytes) -> Kind | None:
    """By RFC 7983; None for what nobody wants, among it what is too short or too long."""
    if not 2 <= len(data) <= LONGEST:
        return None
    first = data[0]
    if first >= 128:
        if first >= 192 or len(data) < 8:
            return None
        return Kind.RTCP if 192 <= data[1] <= 223 else Kind.RTP
    if first < 4:
        return Kind.STUN
    return Kind.DTLS if 20 <= first < 64 else None


class Line:
    """One socket, and the keys once there are any."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = ffi.new("char[]", LONGEST + TRAILER)
        self._view = ffi.buffer(self._buffer)
        self._size = ffi.new("int *")
        self._incoming: Any = None
        self._outgoing: Any = None
        self._held: tuple[Any, Any] | None = None
        """libsrtp frees the keys with their sessions."""
        self._ssrcs: set[bytes] = set()
        self._far: Address | None = None
        self.refused = 0
        """Datagrams that were no RTP or RTCP of ours: not authentic, replayed, without keys yet, an SSRC too many."""

    def secure(self, incoming: Any, outgoing: Any) -> None:
        """Take the keys: two `pylibsrtp.Session`, to unprotect and to protect with."""
        self._held = incoming, outgoing
        self._incoming, self._outgoing = incoming._srtp[0], outgoing._srtp[0]

    def aim(self, far: Address) -> None:
        """Where `send` sends to from now on."""
        self._far = far

    def receive(self) -> list[tuple[int, bytes, Address | None]]:
        """All that has come, in order: (kind, bytes, sender's address); media is decrypted, and has no address.

        What cannot be decrypted is counted and dropped. Raises `OSError` where the socket tells of an ICMP error.
        """
        found: list[tuple[int, bytes, Address | None]] = []
        for _ in range(AT_ONCE):
            try:
                data, address = self._sock.recvfrom(LONGEST + 1)
            except BlockingIOError:
                break
            kind = kind_of(data)
            if kind is Kind.RTP or kind is Kind.RTCP:
                opened = self.open(data, kind)
                if opened is not None:
                    found.append((kind, opened, None))
            elif kind is not None:
                found.append((kind, data, (address[0], address[1])))
        return found

    def open(self, data: bytes, kind: int) -> bytes | None:
        """A packet decrypted; None, and counted, where it is not authentic or there are no keys yet."""
        ssrc = data[8:12] if kind == Kind.RTP else data[4:8]
        known = ssrc in self._ssrcs
        if self._incoming is not None and 8 <= len(data) <= LONGEST and (known or len(self._ssrcs) < MOST_SSRCS):
            unprotect = lib.srtp_unprotect if kind == Kind.RTP else lib.srtp_unprotect_rtcp
            opened = self._through(unprotect, self._incoming, data)
            if opened is not None:
                if not known:
                    self._ssrcs.add(ssrc)
                return opened
        self.refused += 1
        return None

    def send(self, data: bytes, kind: int) -> bool:
        """Encrypt and send now; False where there are no keys, no address, or no room in the socket's buffer."""
        if self._outgoing is None or self._far is None or len(data) > LONGEST - TRAILER:
            return False
        protect = lib.srtp_protect if kind == Kind.RTP else lib.srtp_protect_rtcp
        sealed = self._through(protect, self._outgoing, data)
        if sealed is None:
            return False
        try:
            self._sock.sendto(sealed, self._far)
        except OSError:  # a full buffer, or an ICMP error of an earlier packet: media is not sent twice
            return False
        return True

    def _through(self, act: Any, keys: Any, data: bytes) -> bytes | None:
        size = len(data)
        self._view[0:size] = data
        self._size[0] = size
        if act(keys, self._buffer, self._size):
            return None
        result: bytes = self._view[0 : self._size[0]]
        return result
