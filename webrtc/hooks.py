"""Every place where we reach into aiortc, aioice and pylibsrtp; nothing else in the package knows their insides.

Level: "datagrams". `RTCPeerConnection.__createTransceiver` is overridden to put in a sender and a receiver of our own,
which do nothing but satisfy the SDP code. aioice's sockets are ours (`ports`): STUN is handed to it, DTLS to aiortc's
queue, and media is decrypted in place and goes straight to the leg. Bytes are sent by encrypting them and handing them
to the nominated pair's socket. No coroutine, task or queue is on either way. docs/media.md lists each hook;
tests/webrtc/test_hooks.py fails loudly when a new version of a library moves one.
"""

import asyncio
import logging
import random
import secrets
import uuid
from collections.abc import Callable
from typing import Any

import pylibsrtp
from aioice import stun
from aioice.ice import CandidatePair, Connection, StunProtocol, TransportPolicy
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpTransceiver
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtp import AnyRtcpPacket, RtpPacket
from aiortc.sdp import candidate_from_sdp, candidate_to_sdp
from aiortc.stats import RTCStatsReport

from webrtc import ports
from webrtc.line import Kind, Line, kind_of
from webrtc.ports import Port, Takers
from webrtc.way import Way

VERSIONS = {"aiortc": "1.16.0", "aioice": "0.13.0", "pylibsrtp": "1.0.0"}
"""The versions whose insides these hooks were read from."""
BACKLOG = 200
"""DTLS records that may wait to be read; beyond that they are dropped."""
MOST_CANDIDATES = 64
"""Of one browser: each is a place that we send checks to."""
CONSENT_SECONDS = 1.5
"""Between two consent checks; each waits half a second for its answer."""
CONSENT_DOUBT = 2
"""So many checks unanswered in a row are told."""

log = logging.getLogger(__name__)


class Sender:
    """What aiortc's SDP code and its `RtpSender` Protocol want of a sender; it sends nothing by itself."""

    track = None

    def __init__(self, kind: str, transport: RTCDtlsTransport, stream_id: str) -> None:
        self.kind = kind
        self.transport = transport
        self._enabled = True
        self._ssrc = 1 + secrets.randbelow(0xFFFFFFFE)
        self._rtx_ssrc = 1 + secrets.randbelow(0xFFFFFFFE)
        self._stream_id = stream_id
        self._track_id = str(uuid.uuid4())

    def setTransport(self, transport: RTCDtlsTransport) -> None:
        self.transport = transport

    async def send(self, parameters: object) -> None:
        """Nothing to start: the leg sends when it has something to send."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def getStats(self) -> RTCStatsReport:
        return RTCStatsReport()

    async def _handle_rtcp_packet(self, packet: AnyRtcpPacket) -> None:
        """Never called: RTCP goes to the leg as bytes."""


class Receiver:
    """What aiortc's SDP code and its `RtpReceiver` Protocol want of a receiver; it holds no track to leak."""

    track = "none"
    """True to aiortc, so that it makes no RemoteStreamTrack (its queue would never be drained)."""

    def __init__(self, transport: RTCDtlsTransport) -> None:
        self.transport = transport
        self._enabled = True

    def setTransport(self, transport: RTCDtlsTransport) -> None:
        self.transport = transport

    async def receive(self, parameters: object) -> None:
        """Nothing to start: packets come to the leg as bytes."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def getStats(self) -> RTCStatsReport:
        return RTCStatsReport()

    def _handle_disconnect(self) -> None:
        """Never called: we are not in aiortc's router."""

    async def _handle_rtcp_packet(self, packet: AnyRtcpPacket) -> None:
        """Never called: RTCP goes to the leg as bytes."""

    async def _handle_rtp_packet(self, packet: RtpPacket, arrival_time_ms: int) -> None:
        """Never called: RTP goes to the leg as bytes."""


class Detour:
    """Sends through a socket that is not ours: a TURN client's."""

    def __init__(self, transport: asyncio.DatagramTransport, far: tuple[str, int], keys: pylibsrtp.Session) -> None:
        self._transport, self._address, self._keys = transport, far, keys

    def send(self, data: bytes, kind: int) -> bool:
        """Encrypt and send now; False if the packet is too long."""
        try:
            sealed = self._keys.protect(data) if kind == Kind.RTP else self._keys.protect_rtcp(data)
        except (pylibsrtp.Error, ValueError):
            return False
        self._transport.sendto(sealed, self._address)
        return True


class RelayPeer(RTCPeerConnection):
    """A peer connection, max-bundle, whose media never becomes anything but bytes."""

    def __init__(
        self,
        configuration: RTCConfiguration,
        *,
        addresses: tuple[str, ...] | None,
        on_consent: Callable[[bool], None],
        consent_failures: int,
    ) -> None:
        super().__init__(configuration)
        self._addresses = addresses
        self._on_consent = on_consent
        self._consent_failures = consent_failures
        self._dtls: RTCDtlsTransport | None = None
        self._takers: Takers | None = None
        self._way: Way | None = None
        self._stream = str(uuid.uuid4())

    @property
    def cname(self) -> str:
        """The canonical name that our SDP gives to all our streams."""
        name: str = self.__dict__["_RTCPeerConnection__cname"]
        return name

    def _RTCPeerConnection__createTransceiver(
        self, direction: str, kind: str, sender_track: object = None
    ) -> RTCRtpTransceiver:
        """In place of aiortc's private method (rtcpeerconnection.py:1181), which would make its own parts."""
        transceivers: list[RTCRtpTransceiver] = self.__dict__["_RTCPeerConnection__transceivers"]
        bundled = self._dtls is not None
        if self._dtls is None:
            self._dtls = self._open_transport()
        rank = sum(other.kind == kind for other in transceivers)
        transceiver = RTCRtpTransceiver(
            direction=direction,
            kind=kind,
            sender=Sender(kind, self._dtls, f"{self._stream}-{rank}"),  # type: ignore[arg-type]  # duck-typed
            receiver=Receiver(self._dtls),  # type: ignore[arg-type]  # duck-typed
        )
        transceiver._bundled = bundled
        transceivers.append(transceiver)
        return transceiver

    def _open_transport(self) -> RTCDtlsTransport:
        make: Callable[[], RTCDtlsTransport] = getattr(self, "_RTCPeerConnection__createDtlsTransport")  # noqa: B009
        transport = make()
        set_up_keys = transport._setup_srtp
        connection = transport.transport._connection

        def set_up() -> None:
            set_up_keys()
            for line in self._lines(connection):
                line.secure(transport._rx_srtp, transport._tx_srtp)

        instance: Any = transport
        instance._setup_srtp = set_up
        self._guard(connection, transport)
        self._way = Way(connection._nominated, lambda pair: self._aim(pair, transport))
        return transport

    @staticmethod
    def _lines(connection: Connection) -> list[Line]:
        return [p.transport.line for p in connection._protocols if isinstance(p.transport, Port)]

    def _guard(self, connection: Connection, transport: RTCDtlsTransport) -> None:
        """Sockets of our own, a receive queue for DTLS alone, and consent that is kept our way."""
        instance: Any = connection
        queue_up = connection.data_received
        gather = connection.get_component_candidates
        check = connection.check_incoming

        def take_dtls(data: bytes, address: tuple[str, int] | None) -> None:
            known = address is None or any((c._network_host, c.port) == address for c in connection._remote_candidates)
            if known and connection._queue.qsize() < BACKLOG:
                queue_up(data, 1)

        takers = self._takers = Takers(take_dtls)

        def data_received(data: bytes, component: int) -> None:
            """What comes by a socket of aioice's own, so through a TURN server of ours."""
            kind = kind_of(data)
            if kind is Kind.DTLS:
                take_dtls(data, None)
            elif kind is not None and transport._rx_srtp is not None:
                self._take_detour(kind, data, transport._rx_srtp)

        def check_incoming(message: stun.Message, addr: tuple[str, int], protocol: StunProtocol) -> None:
            if len(connection._remote_candidates) >= MOST_CANDIDATES:
                _forget_failed(connection)
            if len(connection._remote_candidates) < MOST_CANDIDATES:
                check(message, addr, protocol)

        async def get_component_candidates(component: int, addresses: list[str], timeout: int = 5) -> Any:
            if self._addresses is not None and connection._transport_policy is TransportPolicy.ALL:
                addresses = list(self._addresses)
            if connection.stun_server or connection.turn_server:
                return await gather(component, addresses, timeout)
            protocols = ports.opened(connection, addresses, takers)
            connection._protocols += protocols
            return [protocol.local_candidate for protocol in protocols]

        async def query_consent() -> None:
            await self._keep_consent(connection)

        instance.data_received = data_received
        instance.check_incoming = check_incoming
        instance.get_component_candidates = get_component_candidates
        instance.query_consent = query_consent

    async def _keep_consent(self, connection: Connection) -> None:
        """Consent freshness (RFC 7675), in place of aioice's own, which takes half a minute and tells nobody."""
        failures = 0
        while failures < self._consent_failures:
            await asyncio.sleep(CONSENT_SECONDS * (0.8 + 0.4 * random.random()))  # noqa: S311  # spreads load
            if await self._has_consent(connection):
                failures = 0
            else:
                failures += 1
            self._on_consent(failures < CONSENT_DOUBT)
        connection._query_consent_task = None
        await connection.close()

    async def _has_consent(self, connection: Connection) -> bool:
        pair = connection._nominated.get(1)
        if pair is None or connection.remote_password is None:
            return False
        try:
            await pair.protocol.request(
                connection.build_request(pair, nominate=False),
                pair.remote_addr,
                integrity_key=connection.remote_password.encode(),
                retransmissions=0,
            )
        except stun.TransactionError:
            return False
        return True

    def _take_detour(self, kind: Kind, data: bytes, keys: pylibsrtp.Session) -> None:
        assert self._takers is not None
        try:
            if kind is Kind.RTP:
                self._takers.rtp(keys.unprotect(data))
            elif kind is Kind.RTCP:
                self._takers.rtcp(keys.unprotect_rtcp(data))
        except pylibsrtp.Error:
            return
        except Exception:  # a fault of ours must cost a packet, not the leg
            log.exception("a media packet could not be handled")

    def listen(self, *, rtp: Callable[[bytes], None], rtcp: Callable[[bytes], None]) -> None:
        """Who takes decrypted media from now on; once the offer has been set."""
        assert self._takers is not None
        self._takers.rtp, self._takers.rtcp = rtp, rtcp

    @property
    def way(self) -> Way:
        """What sends media; once the offer has been set."""
        assert self._way is not None
        return self._way

    def send_rtcp(self, data: bytes) -> bool:
        """Encrypt and send a compound now; False if the leg cannot send."""
        return self._way is not None and self._way.send_rtcp(data)

    @staticmethod
    def _aim(pair: object, transport: RTCDtlsTransport) -> "Line | Detour | None":
        """What sends by a nominated pair; None before there are keys."""
        assert isinstance(pair, CandidatePair)
        keys: pylibsrtp.Session | None = getattr(transport, "_tx_srtp", None)
        port = pair.protocol.transport
        if keys is None:
            return None
        if not isinstance(port, Port):
            return Detour(port, pair.remote_addr, keys)
        port.line.aim(pair.remote_addr)
        return port.line

    def change_credentials(self, username: str, password: str) -> tuple[str, str]:
        """ICE restart: take the browser's new fragment, give ours; (username fragment, password)."""
        assert self._dtls is not None
        connection = self._dtls.transport._connection
        connection.remote_username, connection.remote_password = username, password
        connection._local_username, connection._local_password = secrets.token_hex(4), secrets.token_hex(16)
        return connection._local_username, connection._local_password

    def remote_username(self) -> str | None:
        """The ICE username fragment of the browser as we know it."""
        return None if self._dtls is None else self._dtls.transport._connection.remote_username

    def local_username(self) -> str | None:
        """Our own ICE username fragment."""
        return None if self._dtls is None else self._dtls.transport._connection.local_username

    async def add_candidate(self, candidate: str) -> None:
        """One more place where the browser may be; of no use once so many are known, or none is expected any more."""
        if self._dtls is None or len(self._dtls.transport.getRemoteCandidates()) >= MOST_CANDIDATES:
            return
        try:
            await self._dtls.transport.addRemoteCandidate(candidate_from_sdp(candidate))
        except ValueError:
            log.info("a candidate came too late")

    def candidates(self) -> list[str]:
        """Our own candidates as SDP writes them."""
        if self._dtls is None:
            return []
        return [candidate_to_sdp(c) for c in self._dtls.transport.iceGatherer.getLocalCandidates()]


def _forget_failed(connection: Connection) -> None:
    """Room for a browser that moves on: the addresses at which it no longer answers are not kept."""
    kept = [pair for pair in connection._check_list if pair.state is not CandidatePair.State.FAILED]
    places = {(pair.remote_candidate.host, pair.remote_candidate.port) for pair in kept}
    connection._check_list[:] = kept
    connection._remote_candidates[:] = [c for c in connection._remote_candidates if (c.host, c.port) in places]
