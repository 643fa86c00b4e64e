"""Legs and bridges with real peers on loopback: who gets which packets, and what is told."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.webrtc.conftest import SETTINGS, House
from tests.webrtc.peers import BLUE, GREEN, RED, Peer, until
from webrtc import events
from webrtc.errors import ConsentMissing, NodeFull, UnknownLeg
from webrtc.settings import NodeSettings


async def pair(house: House) -> tuple[Peer, Peer]:
    """An applicant in red and a clerk in blue, warm."""
    return await asyncio.gather(
        house.join("visit:1", colour=RED, note=440), house.join("staff:1", colour=BLUE, note=880)
    )


def join(house: House) -> None:
    bridge = house.node.open_bridge("session", consent="receipt-1")
    bridge.seat("applicant", "visit:1")
    bridge.seat("clerk", "staff:1")


def sent(house: House, party: str) -> int:
    """Packets sent to the party."""
    view = house.node.leg_of(party)
    assert view is not None
    return sum(stream.packets for stream in view.outgoing)


def came(house: House, party: str) -> int:
    """Packets that came from the party."""
    view = house.node.leg_of(party)
    assert view is not None
    return sum(stream.packets for stream in view.incoming)


def key_frames_asked(house: House, party: str) -> int:
    """Key frames that we asked the party for."""
    view = house.node.leg_of(party)
    assert view is not None
    return sum(stream.key_frames_asked for stream in view.incoming)


async def test_both_see_and_hear_each_other_once_bridged(house: House) -> None:
    applicant, clerk = await pair(house)
    join(house)
    await asyncio.gather(applicant.sees(BLUE), clerk.sees(RED), applicant.hears(880), clerk.hears(440))


async def test_warm_legs_send_nothing_before_the_bridge(house: House) -> None:
    await pair(house)
    await until(lambda: came(house, "visit:1") > 40 and came(house, "staff:1") > 40)
    assert (sent(house, "visit:1"), sent(house, "staff:1")) == (0, 0)


async def test_joining_asks_the_source_for_a_key_frame(house: House) -> None:
    _, clerk = await pair(house)
    await until(lambda: came(house, "visit:1") > 40)
    assert key_frames_asked(house, "visit:1") == 0
    join(house)
    assert key_frames_asked(house, "visit:1") == 1
    await clerk.sees(RED)


@pytest.mark.parametrize("consent", ["", "  "])
async def test_no_bridge_without_consent(house: House, consent: str) -> None:
    with pytest.raises(ConsentMissing):
        house.node.open_bridge("session", consent=consent)
    assert house.node.bridge("session") is None


async def test_the_same_id_gives_the_same_bridge(house: House) -> None:
    assert house.node.open_bridge("a", consent="r") is house.node.open_bridge("a", consent="r")


async def test_on_hold_nothing_comes_to_the_applicant_or_from_them(house: House) -> None:
    applicant, clerk = await pair(house)
    join(house)
    await asyncio.gather(applicant.sees(BLUE), clerk.sees(RED))
    bridge = house.node.open_bridge("session", consent="receipt-1")
    bridge.hold(True)
    before = sent(house, "visit:1"), sent(house, "staff:1")
    seen = came(house, "visit:1")
    await until(lambda: came(house, "visit:1") > seen + 30)
    assert (sent(house, "visit:1"), sent(house, "staff:1")) == before


async def test_after_a_hold_the_picture_is_back(house: House) -> None:
    applicant, clerk = await pair(house)
    join(house)
    await asyncio.gather(applicant.sees(BLUE), clerk.sees(RED))
    bridge = house.node.open_bridge("session", consent="receipt-1")
    bridge.hold(True)
    frames = applicant.frames
    bridge.hold(False)
    await until(lambda: applicant.frames > frames + 5)


async def test_a_new_leg_takes_the_seat_and_the_far_side_goes_on_decoding(house: House) -> None:
    applicant, clerk = await pair(house)
    join(house)
    await clerk.sees(RED)
    await applicant.connection.close()
    newer = await house.join("visit:1", colour=GREEN, note=440)
    await asyncio.gather(clerk.sees(GREEN), newer.sees(BLUE))
    assert clerk.connected


async def test_the_older_leg_is_hung_up_when_the_newer_one_is_up(house: House) -> None:
    older, _ = await pair(house)
    await house.join("visit:1", colour=GREEN)
    lost = [e for e in house.events if isinstance(e, events.LegLost)]
    assert [e.reason for e in lost] == [events.Reason.REPLACED]
    await until(lambda: older.connection.connectionState == "closed")


async def test_a_transfer_shows_the_new_clerk_on_the_same_connection(house: House) -> None:
    applicant, _ = await pair(house)
    join(house)
    await applicant.sees(BLUE)
    await house.join("staff:2", colour=GREEN, note=660)
    house.node.open_bridge("session", consent="receipt-1").seat("clerk", "staff:2")
    await asyncio.gather(applicant.sees(GREEN), applicant.hears(660))


async def test_a_party_seated_before_its_leg_is_joined_when_the_leg_comes_up(house: House) -> None:
    join(house)
    _, clerk = await pair(house)
    await clerk.sees(RED)


async def test_a_supervisor_sees_both_and_is_seen_by_nobody(house: House) -> None:
    applicant, clerk = await pair(house)
    join(house)
    supervisor = await house.join("staff:9", send=False, sections=2)
    house.node.open_bridge("session", consent="receipt-1").seat("supervisor", "staff:9")
    await asyncio.gather(supervisor.sees(RED, mid="1"), supervisor.sees(BLUE, mid="3"))
    await asyncio.gather(applicant.sees(BLUE), clerk.sees(RED))


async def test_unseated_means_nothing_more_is_sent(house: House) -> None:
    applicant, clerk = await pair(house)
    join(house)
    await asyncio.gather(applicant.sees(BLUE), clerk.sees(RED))
    house.node.open_bridge("session", consent="receipt-1").unseat("applicant")
    before = sent(house, "visit:1"), sent(house, "staff:1")
    seen = came(house, "visit:1")
    await until(lambda: came(house, "visit:1") > seen + 30)
    assert (sent(house, "visit:1"), sent(house, "staff:1")) == before


async def test_hanging_up_is_told_once(house: House) -> None:
    await house.join("visit:1")
    view = house.node.leg_of("visit:1")
    assert view is not None
    await house.node.hang_up(view.leg_id)
    with pytest.raises(UnknownLeg):
        await house.node.hang_up(view.leg_id)
    assert [e.reason for e in house.events if isinstance(e, events.LegLost)] == [events.Reason.HUNG_UP]


async def test_a_closing_browser_is_told(house: House) -> None:
    peer = await house.join("visit:1")
    await peer.close()
    await until(lambda: house.told(events.LegLost))
    assert house.node.leg_of("visit:1") is None


async def test_an_offer_that_never_connects_is_given_up(make_house: Callable[[NodeSettings], House]) -> None:
    house = make_house(replace(SETTINGS, ice_timeout=0.3))
    peer = Peer()
    await house.node.answer("visit:1", await peer.offer())
    await until(lambda: house.told(events.LegLost))
    await peer.close()
    assert [e.reason for e in house.events if isinstance(e, events.LegLost)] == [events.Reason.NO_ICE]


def cut(peer: Peer) -> None:
    """Pull the peer's cable."""
    for protocol in peer.connection.getTransceivers()[0].receiver.transport.transport._connection._protocols:
        protocol.transport.abort()


async def test_a_cut_line_is_told_as_silence_then_given_up(
    make_house: Callable[[NodeSettings], House],
) -> None:
    house = make_house(replace(SETTINGS, silent_after=0.5, lost_after=1.0))
    peer = await house.join("visit:1")
    await until(lambda: came(house, "visit:1") > 10)
    cut(peer)
    await until(lambda: house.told(events.LegLost))
    assert isinstance(house.events[-1], events.LegLost)
    assert isinstance(house.events[-2], events.LegSilent)


async def test_a_leg_whose_media_pauses_is_silent_and_then_heard_again(
    make_house: Callable[[NodeSettings], House],
) -> None:
    house = make_house(replace(SETTINGS, silent_after=0.4, lost_after=1.0))
    peer = await house.join("visit:1")
    await until(lambda: came(house, "visit:1") > 10)
    transport = peer.connection.getTransceivers()[0].sender.transport
    send = transport._send_rtp

    async def keep_quiet(data: bytes) -> None:
        """Neither RTP nor RTCP; consent checks go on."""

    transport._send_rtp = keep_quiet  # type: ignore[method-assign]  # the instance's own
    await until(lambda: house.told(events.LegSilent))
    transport._send_rtp = send  # type: ignore[method-assign]  # as it was
    await until(lambda: house.told(events.LegHeard))
    assert not house.told(events.LegLost)


async def test_a_party_sits_in_one_bridge_only(house: House) -> None:
    _, clerk = await pair(house)
    join(house)
    await clerk.sees(RED)
    house.node.open_bridge("other", consent="receipt-2").seat("clerk", "staff:1")
    first = house.node.bridge("session")
    assert first is not None
    assert first.seats == {"applicant": "visit:1"}


async def test_a_listener_that_raises_harms_nobody(house: House) -> None:
    def refuse(event: events.Event) -> None:
        raise RuntimeError("the listener is broken")

    house.node._told = refuse
    applicant, clerk = await pair(house)
    join(house)
    await asyncio.gather(applicant.sees(BLUE), clerk.sees(RED))


async def test_a_full_node_refuses(make_house: Callable[[NodeSettings], House]) -> None:
    house = make_house(replace(SETTINGS, max_legs=1))
    await house.join("visit:1")
    peer = Peer()
    with pytest.raises(NodeFull):
        await house.node.answer("visit:2", await peer.offer())
    await peer.close()


async def test_nothing_runs_on_after_the_node_is_closed(house: House) -> None:
    applicant, clerk = await pair(house)
    join(house)
    await clerk.sees(RED)
    await asyncio.gather(applicant.close(), clerk.close())
    await house.node.close()
    ours = {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}
    await until(lambda: all(task.done() for task in ours))
