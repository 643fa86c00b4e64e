"""A UDP socket of our own under aioice: STUN goes to aioice, DTLS to aiortc's queue, media straight to the leg."""

import asyncio
import logging
import socket
import struct
from collections.abc import Callable
from typing import Any

from aioice.candidate import Candidate, candidate_foundation, candidate_priority
from aioice.ice import Connection, StunProtocol

from webrtc.line import Address, Kind, Line

RECEIVE_BUFFER = 1 << 20
"""Bytes; a key frame of a slide arrives in one burst."""

RTP, RTCP, STUN = int(Kind.RTP), int(Kind.RTCP), int(Kind.STUN)

log = logging.getLogger(__name__)


class Takers:
    """Who takes what a port reads; an exception of theirs costs the datagram only. Media has no taker at first."""

    def __init__(self, dtls: Callable[[bytes, Address | None], None]) -> None:
        self.dtls = dtls
        self.rtp: Callable[[bytes], None] = _nobody
        self.rtcp: Callable[[bytes], None] = _nobody


def _nobody(data: bytes) -> None:
    """Media before the offer has been answered."""


class Port(asyncio.DatagramTransport):
    """The transport of one aioice protocol, read without a coroutine or a queue."""

    def __init__(self, sock: socket.socket, protocol: StunProtocol, takers: Takers) -> None:
        super().__init__({"socket": sock, "sockname": sock.getsockname()})
        self.line = Line(sock)
        self.nonsense = 0
        """STUN that could not be read."""
        self._sock = sock
        self._protocol = protocol
        self._takers = takers
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(sock.fileno(), self._readable)
        protocol.connection_made(self)

    def _readable(self) -> None:
        try:
            came = self.line.receive()
        except OSError as error:
            self._protocol.error_received(error)
            return
        takers = self._takers
        for kind, data, address in came:
            try:
                if kind == RTP:
                    takers.rtp(data)
                elif kind == RTCP:
                    takers.rtcp(data)
                elif address is not None and kind == STUN:
                    self._take_stun(data, address)
                else:
                    takers.dtls(data, address)
            except Exception:  # a fault of ours, or of a library on nonsense, must cost a datagram and not the leg
                log.exception("a datagram could not be handled")

    def _take_stun(self, data: bytes, address: Address) -> None:
        """aioice raises these on nonsense that any stranger may send; nobody is to fill our log with it."""
        try:
            self._protocol.datagram_received(data, address)
        except (struct.error, ValueError, LookupError, OverflowError):
            self.nonsense += 1

    def sendto(self, data: Any, addr: Any = None) -> None:
        """Send a datagram as it is, or drop it where the socket cannot take it now."""
        if self._sock.fileno() < 0:
            return
        try:
            self._sock.sendto(data, addr)
        except BlockingIOError:
            return
        except OSError as error:
            self._protocol.error_received(error)

    def is_closing(self) -> bool:
        return self._sock.fileno() < 0

    def close(self) -> None:
        """Close the socket; the protocol is told on the loop's next turn, as asyncio's own transports do."""
        if self._sock.fileno() >= 0:
            self._loop.remove_reader(self._sock.fileno())
            self._sock.close()
            self._loop.call_soon(self._protocol.connection_lost, None)

    def abort(self) -> None:
        self.close()


def opened(connection: Connection, addresses: list[str], takers: Takers) -> list[StunProtocol]:
    """A port and its host candidate for each address that can be bound, in place of aioice's own sockets."""
    found: list[StunProtocol] = []
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            sock.bind((address, 0))
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        except OSError:
            log.warning("an address of this machine cannot be bound")
            sock.close()
            continue
        protocol = StunProtocol(connection)
        Port(sock, protocol, takers)
        host, port = sock.getsockname()[:2]
        protocol.local_candidate = Candidate(
            foundation=candidate_foundation("host", "udp", host),
            component=1,
            transport="udp",
            priority=candidate_priority(1, "host"),
            host=host,
            port=port,
            type="host",
        )
        found.append(protocol)
    return found
