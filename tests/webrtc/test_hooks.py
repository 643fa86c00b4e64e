"""The contract with aiortc, aioice and pylibsrtp: every inside we reach into is where we read it.

When one of these fails after an upgrade, read docs/media.md, look at the named place in the new version, and mend
webrtc/hooks.py before the pin is moved.
"""

import inspect
from importlib.metadata import version

import pylibsrtp
import pytest
from aioice import ice
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription, rtcdtlstransport, rtcpeerconnection
from pylibsrtp import _binding

from tests.webrtc.peers import Peer
from webrtc.hooks import VERSIONS, Receiver, RelayPeer, Sender


def source(thing: object) -> str:
    return inspect.getsource(thing)  # type: ignore[arg-type]  # any function or class will do


@pytest.mark.parametrize("name", sorted(VERSIONS))
def test_the_versions_are_the_ones_that_were_read(name: str) -> None:
    assert version(name) == VERSIONS[name]


@pytest.mark.parametrize(
    "name",
    [
        "_RTCPeerConnection__createTransceiver",
        "_RTCPeerConnection__createDtlsTransport",
    ],
)
def test_the_peer_connection_has_the_private_methods(name: str) -> None:
    assert callable(getattr(RTCPeerConnection, name))


async def test_the_peer_connection_has_the_private_fields() -> None:
    fields = vars(RTCPeerConnection(RTCConfiguration(iceServers=[])))
    assert {"_RTCPeerConnection__transceivers", "_RTCPeerConnection__cname"} <= set(fields)


def test_transceivers_are_made_in_one_place_only() -> None:
    assert source(rtcpeerconnection).count("RTCRtpTransceiver(") == 1


def test_the_offer_code_takes_no_more_of_sender_and_receiver_than_ours_have() -> None:
    text = source(rtcpeerconnection)
    for side, ours in (("sender", Sender("audio", None, "s")), ("receiver", Receiver(None))):  # type: ignore[arg-type]  # no transport needed
        used = {part.split(".")[0].split("(")[0].split()[0] for part in text.split(f".{side}.")[1:]}
        used = {"".join(c for c in name if c.isalnum() or c == "_") for name in used}
        missing = {name for name in used if not hasattr(ours, name)}
        assert missing <= {"replaceTrack", "_track", "_set_rtcp_ssrc"}, side


def test_keys_are_made_by_the_method_that_we_wrap() -> None:
    text = source(rtcdtlstransport.RTCDtlsTransport)
    assert text.count("self._setup_srtp()") == 1
    assert "self._rx_srtp = Session(" in text


def test_dtls_reads_the_queue_that_we_fill() -> None:
    assert "await self._queue.get()" in source(ice.Connection.recvfrom)
    assert "self._queue.put_nowait((data, component))" in source(ice.Connection.data_received)


def test_a_protocol_takes_stun_and_asks_of_its_transport_what_our_port_has() -> None:
    text = source(ice.StunProtocol)
    asked = {part.split("(")[0] for part in text.split("self.transport.")[1:]}
    assert asked <= {"sendto", "close"}
    assert "self.receiver.data_received(data" in source(ice.StunProtocol.datagram_received)


def test_candidates_are_gathered_by_the_method_that_we_replace() -> None:
    assert "self.get_component_candidates(" in source(ice.Connection.gather_candidates)
    assert "self._protocols += host_protocols" in source(ice.Connection.get_component_candidates)


def test_a_checks_address_becomes_a_candidate_by_the_method_that_we_wrap() -> None:
    assert source(ice.Connection).count("self.check_incoming(") == 2
    assert "c._network_host == addr[0] and c.port == addr[1]" in source(ice.Connection.check_incoming)
    assert "self._check_list.append(pair)" in source(ice.Connection.check_incoming)


def test_libsrtp_is_reached_by_the_names_that_we_call() -> None:
    names = ("srtp_protect", "srtp_unprotect", "srtp_protect_rtcp", "srtp_unprotect_rtcp")
    assert all(hasattr(_binding.lib, name) for name in names)
    session = pylibsrtp.Session(pylibsrtp.Policy(key=bytes(30), ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND))
    assert _binding.ffi.typeof(session._srtp[0]) is _binding.ffi.typeof("srtp_t")


def test_the_nominated_pairs_stay_in_one_table() -> None:
    text = source(ice.Connection)
    assert text.count("self._nominated: dict[int, CandidatePair] = {}") == 1
    assert "self._nominated = " not in text


def test_consent_is_kept_by_the_method_that_we_replace() -> None:
    assert "asyncio.create_task(self.query_consent())" in source(ice.Connection.connect)


@pytest.mark.parametrize("name", ["_send", "_rtp_router", "_tx_srtp", "_rx_srtp"])
async def test_the_transport_has_the_fields_that_we_use(name: str) -> None:
    async with Peer() as peer:
        transport = peer.connection.getTransceivers()[0].receiver.transport
        assert hasattr(transport, name) or hasattr(transport.transport, name)


def test_protection_takes_and_gives_bytes() -> None:
    policy = pylibsrtp.Policy(key=bytes(30), ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
    data = b"\x80\x60" + bytes(18)
    protected = pylibsrtp.Session(policy).protect(data)
    assert isinstance(protected, bytes)
    assert len(protected) > len(data)


async def test_our_peer_makes_no_track_and_no_decoder() -> None:
    async with Peer() as other:
        peer = RelayPeer(
            RTCConfiguration(iceServers=[]),
            addresses=("127.0.0.1",),
            on_consent=lambda given: None,
            consent_failures=1,
        )
        tracks: list[object] = []
        peer.on("track", tracks.append)
        offer = await other.offer()
        await peer.setRemoteDescription(RTCSessionDescription(sdp=offer, type="offer"))
        assert all(type(t.receiver).__name__ == Receiver.__name__ for t in peer.getTransceivers())
        assert tracks == []
        await peer.close()
