"""A live leg under losses and under attack."""

import asyncio
import re
import socket
import struct
from collections.abc import AsyncIterator, Callable

import pytest
from aiortc.rtcdtlstransport import RTCDtlsTransport
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.webrtc.conftest import SETTINGS, House
from tests.webrtc.peers import BLUE, RED, Peer, until
from webrtc import events, rtcp
from webrtc.clock import Clock
from webrtc.leg import Leg, Turns


async def call(house: House) -> tuple[Peer, Peer]:
    applicant, clerk = await asyncio.gather(
        house.join("visit:1", colour=RED, fps=30), house.join("staff:1", colour=BLUE)
    )
    bridge = house.node.open_bridge("session", consent="receipt-1")
    bridge.seat("applicant", "visit:1")
    bridge.seat("clerk", "staff:1")
    await clerk.sees(RED)
    return applicant, clerk


def leg_of(house: House, party: str) -> Leg:
    return house.node._current[party]


def lose(transport: RTCDtlsTransport, every: int) -> None:
    """Drop each so-manieth media datagram that comes to a stock transport."""
    connection = transport.transport._connection
    receive: Callable[[bytes, int], None] = connection.data_received
    count = 0

    def data_received(data: bytes, component: int) -> None:
        nonlocal count
        count += 1
        if not (data and data[0] > 127 and count % every == 0):
            receive(data, component)

    connection.data_received = data_received  # type: ignore[method-assign]  # the instance's own


def lose_sent(transport: RTCDtlsTransport, every: int) -> None:
    """Drop each so-manieth media datagram that the transport sends."""
    send = transport.transport._send
    count = 0

    async def send_most(data: bytes) -> None:
        nonlocal count
        count += 1
        if not (data[0] > 127 and count % every == 0):
            await send(data)

    transport.transport._send = send_most


async def test_losses_on_the_way_in_are_asked_for_and_repaired(house: House) -> None:
    applicant, clerk = await call(house)
    lose_sent(applicant.connection.getTransceivers()[0].sender.transport, every=7)
    video = next(inlet for inlet in leg_of(house, "visit:1").inlets if inlet.kind == "video")
    start = clerk.frames
    await until(lambda: clerk.frames > start + 60)
    assert video.reception.repaired > 3
    assert video.reception.lost <= 3


async def test_losses_on_the_way_out_are_answered_from_history(house: House) -> None:
    _, clerk = await call(house)
    lose(clerk.connection.getTransceivers()[0].receiver.transport, every=9)
    outlet = next(o for o in leg_of(house, "staff:1").outlets if o.kind == "video")
    start = clerk.frames
    await until(lambda: clerk.frames > start + 45)
    assert outlet.resent > 0


async def test_a_flood_of_garbage_at_the_port_does_not_end_the_call(house: House) -> None:
    peer = Peer(colour=RED)
    answer = await house.node.answer("visit:1", await peer.offer())
    await peer.accept(answer.sdp)
    await house.up("visit:1", answer.leg_id)
    found = re.search(r"candidate:\S+ 1 udp \d+ 127\.0\.0\.1 (\d+)", answer.sdp)
    assert found is not None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as attacker:
        for first in (0, 1, 20, 22, 63, 64, 127, 128, 144, 191, 192, 255):
            for size in (0, 1, 2, 12, 60, 1500, 1501, 9000):
                body = bytes([first]) + bytes(max(0, size - 1))
                attacker.sendto(body[:size], ("127.0.0.1", int(found[1])))
    leg = leg_of(house, "visit:1")
    received = leg.received
    await until(lambda: leg.received > received + 50)
    await peer.close()


async def test_a_party_that_sends_broken_packets_keeps_its_leg(house: House) -> None:
    applicant, clerk = await call(house)
    transport = applicant.connection.getTransceivers()[0].receiver.transport
    broken = struct.pack("!BBHLL", 0x90, 97, 1, 1, 99) + struct.pack("!HH", 0xBEDE, 1) + b"\x1f\x00\x00\x00"
    for _ in range(5):
        await transport._send_rtp(broken)
        await transport._send_rtp(bytes([0x81, 200, 0, 1]) + bytes(4))
    frames = clerk.frames
    await until(lambda: clerk.frames > frames + 10)
    assert leg_of(house, "visit:1").malformed >= 5


@pytest.fixture
async def deaf_leg() -> AsyncIterator[Leg]:
    """A leg that is answered and never connected."""
    async with Peer() as peer:
        quiet = Turns(
            up=lambda leg: None,
            silent=lambda leg: None,
            heard=lambda leg: None,
            ended=lambda leg, reason: None,
        )
        leg = Leg(party="visit:1", settings=SETTINGS, clock=Clock(), turns=quiet)
        await leg.answer(await peer.offer())
        yield leg
        leg.end(events.Reason.HUNG_UP)
        await leg.closed()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=120), kind=st.sampled_from([200, 201, 202, 203, 204, 205, 206]))
async def test_no_control_bytes_raise(deaf_leg: Leg, data: bytes, kind: int) -> None:
    deaf_leg.on_rtcp(data)
    whole = data[: len(data) // 4 * 4]
    deaf_leg.on_rtcp(struct.pack("!BBH", 0x81, kind, len(whole) // 4) + whole)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=60), kind=st.sampled_from([96, 97, 98]), first=st.sampled_from([0x80, 0x90, 0xA0]))
async def test_no_media_bytes_raise(deaf_leg: Leg, data: bytes, kind: int, first: int) -> None:
    deaf_leg.on_rtp(data)
    deaf_leg.on_rtp(struct.pack("!BBHLL", first, kind, 1, 1, 1) + data)


async def test_a_key_frame_request_goes_to_the_source_at_most_so_often(house: House) -> None:
    await call(house)
    source = next(inlet for inlet in leg_of(house, "visit:1").inlets if inlet.kind == "video")
    outlet = next(o for o in leg_of(house, "staff:1").outlets if o.kind == "video")
    before = source.key_frames_asked
    request = rtcp.picture_loss(sender=1, media=outlet.ssrc)
    for _ in range(20):
        leg_of(house, "staff:1").on_rtcp(request)
    assert source.key_frames_asked - before <= 1


async def test_a_far_sides_limit_caps_the_source(house: House) -> None:
    await call(house)
    source = next(inlet for inlet in leg_of(house, "visit:1").inlets if inlet.kind == "video")
    clerk = leg_of(house, "staff:1")
    outlet = next(o for o in clerk.outlets if o.kind == "video")
    outlet.rate.bits = 1_000_000
    clerk.on_rtcp(rtcp.remb(sender=1, bitrate=400_000, ssrcs=[outlet.ssrc]))
    assert 390_000 < source.cap(Clock().now(), 2_500_000) <= 400_000
