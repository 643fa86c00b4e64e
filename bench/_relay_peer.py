"""One leg of the load: real ICE, DTLS and SRTP, but media that is replayed and counted, never encoded or decoded.

It stands on aiortc's transports and nothing above them, and costs little, so that one process can play eighty legs.
All that comes is counted by SSRC; one packet in sixty-four is decrypted and its payload looked for in the clip.
"""

import socket
import time
from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any, TypeAlias

import pylibsrtp
from aiortc import rtp
from aiortc.rtcdtlstransport import SRTP_PROFILES, RTCCertificate, RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceGatherer, RTCIceTransport
from aiortc.rtp import RtcpReceiverInfo
from aiortc.sdp import candidate_to_sdp

from bench import _relay_sdp
from bench._relay_media import Clip
from bench._relay_sending import Sending, asked_again

Address: TypeAlias = "tuple[Any, ...]"
SAMPLE = 64
RECEIVE = 1 << 20
"""Bytes of a leg's receive buffer."""
RECEIVE_FORCED = 33
"""SO_RCVBUFFORCE, which the socket module lacks."""


class Peer:
    """A leg that offers, sends a clip, and counts what comes back."""

    def __init__(self, clip: Clip, known: Collection[bytes], certificate: RTCCertificate, address: str) -> None:
        self.sending = Sending(clip)
        self.compared = self.spoilt = self.repaired = self.controls = 0
        self._known = known
        self._came: dict[bytes, int] = defaultdict(int)
        self._ends: dict[bytes, int] = defaultdict(int)
        self._seen = 0
        self._highest: dict[int, int] = {}
        self._told: dict[int, tuple[int, float]] = {}
        self._certificate = certificate
        self._gatherer = RTCIceGatherer(iceServers=[])
        self._stay_on(address)
        self._ice = RTCIceTransport(self._gatherer)
        self._dtls = RTCDtlsTransport(self._ice, [certificate])
        # Browsers prefer this profile, and of DTLS the server, which we are, chooses.
        self._dtls._srtp_profiles = sorted(SRTP_PROFILES, key=lambda p: b"SHA1_80" not in p.openssl_profile)
        self._theirs: _relay_sdp.Theirs | None = None
        self._send: Callable[[bytes], object] = _nowhere
        self._send_control: Callable[[bytes], object] = _nowhere
        self._pass_on: Callable[[bytes, Address], object] = _nowhere

    def _stay_on(self, address: str) -> None:
        connection: Any = self._gatherer._connection
        gather = connection.get_component_candidates

        async def on_address(component: int, addresses: list[str], timeout: int = 5) -> Any:
            return await gather(component, [address], timeout)

        connection.get_component_candidates = on_address

    # Connecting

    async def offer(self) -> str:
        """The SDP offer, its candidates gathered."""
        await self._gatherer.gather()
        ice = self._gatherer.getLocalParameters()
        assert ice.usernameFragment is not None
        assert ice.password is not None
        prints = {p.algorithm: p.value for p in self._certificate.getFingerprints()}
        return _relay_sdp.offer(
            _relay_sdp.Ours(
                candidates=[candidate_to_sdp(c) for c in self._gatherer.getLocalCandidates()],
                username=ice.usernameFragment,
                password=ice.password,
                fingerprint=prints["sha-256"],
                audio=self.sending.audio.ssrc,
                video=self.sending.video.ssrc,
                repair=self.sending.repair.ssrc,
            )
        )

    async def accept(self, answer: str) -> None:
        """Take the SDP answer; returns when the leg is up. Raises `ConnectionError`."""
        theirs = _relay_sdp.read(answer)
        self._ice._connection.ice_controlling = True
        for candidate in theirs.candidates:
            await self._ice.addRemoteCandidate(candidate)
        await self._ice.addRemoteCandidate(None)
        await self._ice.start(theirs.ice)
        if self._ice.state != "completed":
            raise ConnectionError("a leg of the load found no way to the server")
        self._dtls._set_role("server" if theirs.dtls.role == "client" else "client")
        await self._dtls.start(theirs.dtls)
        if self._dtls.state != "connected":
            raise ConnectionError("a leg of the load could not agree on keys")
        self._theirs = theirs
        self._take_over()

    def _take_over(self) -> None:
        """From now on media goes from and to the socket without aiortc's queues."""
        pair = self._ice._connection._nominated[1]
        protocol: Any = pair.protocol
        srtp, sendto, address = self._dtls._tx_srtp, protocol.transport.sendto, pair.remote_addr
        protect = srtp.protect

        def send(data: bytes) -> None:
            sendto(protect(data), address)

        def send_control(data: bytes) -> None:
            sendto(srtp.protect_rtcp(data), address)

        _widen(protocol.transport.get_extra_info("socket"))
        self._send, self._send_control = send, send_control
        self._pass_on = protocol.datagram_received
        protocol.datagram_received = self._arrived

    @property
    def up(self) -> bool:
        """Whether the server still answers its checks."""
        return self._ice.state == "completed"

    @property
    def profile(self) -> str:
        """The SRTP profile agreed on."""
        assert self._dtls._ssl is not None
        return str(self._dtls._ssl.get_selected_srtp_profile().decode())

    async def close(self) -> None:
        """End the leg."""
        await self._dtls.stop()
        await self._ice.stop()

    # Sending

    def send_frame(self, now: float) -> None:
        """The next video frame, all its packets at once."""
        for data in self.sending.frame(now):
            self._send(data)

    def send_sound(self, now: float) -> None:
        """The next 20 ms of sound."""
        self._send(self.sending.sound())

    def send_report(self, now: float) -> None:
        """What a browser tells once a second."""
        theirs = self._theirs
        if theirs is None or theirs.video is None or theirs.audio is None:
            return
        at = time.time()
        blocks = {ssrc: self._block(ssrc, at) for ssrc in (theirs.audio, theirs.video)}
        self._send_control(self.sending.report(at, blocks, theirs.video))

    def _block(self, ssrc: int, at: float) -> RtcpReceiverInfo:
        lsr, then = self._told.get(ssrc, (0, at))
        return RtcpReceiverInfo(
            ssrc=ssrc,
            fraction_lost=0,
            packets_lost=0,
            highest_sequence=self._highest.get(ssrc, 0),
            jitter=30,
            lsr=lsr,
            dlsr=int((at - then) * 65536),
        )

    # Receiving

    def came(self) -> int:
        """Media packets that came, repairs apart."""
        return sum(self._of(self._came))

    def frames_came(self) -> int:
        """Video frames whose last packet came."""
        return self._of(self._ends)[1]

    def _of(self, counts: dict[bytes, int]) -> list[int]:
        theirs = self._theirs
        ssrcs = (None, None) if theirs is None else (theirs.audio, theirs.video)
        return [0 if ssrc is None else counts.get(ssrc.to_bytes(4, "big"), 0) for ssrc in ssrcs]

    def _arrived(self, data: bytes, address: Address) -> None:
        if not 127 < data[0] < 192:
            self._pass_on(data, address)
            return
        kind = data[1]
        if 192 <= kind <= 223:
            self._on_control(data)
            return
        ssrc = data[8:12]
        self._came[ssrc] += 1
        if kind & 0x80:
            self._ends[ssrc] += 1
        self._seen += 1
        if self._seen % SAMPLE == 0:
            self._compare(data)

    def _compare(self, data: bytes) -> None:
        self._highest[int.from_bytes(data[8:12], "big")] = int.from_bytes(data[2:4], "big")
        payload_type = data[1] & 0x7F
        if payload_type not in (_relay_sdp.OPUS, _relay_sdp.VP8):
            return
        self.compared += 1
        try:
            plain = self._dtls._rx_srtp.unprotect(data)
        except pylibsrtp.Error:
            self.spoilt += 1
            return
        start = 12 + 4 * (plain[0] & 0x0F)
        if plain[0] & 0x10:
            start += 4 + 4 * int.from_bytes(plain[start + 2 : start + 4], "big")
        self.spoilt += plain[start if payload_type == _relay_sdp.OPUS else start + 4 :] not in self._known

    def _on_control(self, data: bytes) -> None:
        try:
            plain = self._dtls._rx_srtp.unprotect_rtcp(data)
        except pylibsrtp.Error:
            return
        self.controls += 1
        at = 0
        while at + 8 <= len(plain):
            kind, count, size = plain[at + 1], plain[at] & 0x1F, 4 + 4 * int.from_bytes(plain[at + 2 : at + 4], "big")
            if kind == rtp.RTCP_SR:
                ssrc = int.from_bytes(plain[at + 4 : at + 8], "big")
                self._told[ssrc] = int.from_bytes(plain[at + 10 : at + 14], "big"), time.time()
            elif kind == rtp.RTCP_RTPFB and count == rtp.RTCP_RTPFB_NACK:
                self._on_nack(plain[at + 8 : at + size])
            elif kind == rtp.RTCP_PSFB and count == rtp.RTCP_PSFB_PLI:
                self.sending.skip_to_key()
            at += size

    def _on_nack(self, asked: bytes) -> None:
        if int.from_bytes(asked[:4], "big") != self.sending.video.ssrc:
            return
        for sequence in asked_again(asked[4:]):
            data = self.sending.again(sequence)
            if data is not None:
                self.repaired += 1
                self._send(data)


def _widen(door: socket.socket) -> None:
    """Let the load lose nothing at its own door: past the system's limit where that is allowed (socket(7))."""
    try:
        door.setsockopt(socket.SOL_SOCKET, RECEIVE_FORCED, RECEIVE)
    except PermissionError:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE)


def _nowhere(*_: object) -> None:
    """Before the leg is up."""
