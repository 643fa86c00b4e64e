"""Summaries: two looks at a leg tell what passed between them; one after the other they add up."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.webrtc.conftest import House
from tests.webrtc.peers import until
from tests.webrtc.test_leg import lose
from webrtc.quality import LegView, StreamQuality
from webrtc.summary import Direction, Summary, Tally

VIDEO = StreamQuality(
    kind="video",
    mid="1",
    bitrate=0,
    loss=0.0,
    jitter=0.02,
    frames_per_second=0.0,
    packets=100,
    lost=5,
    octets=10_000,
    frames=20,
    frozen=1.0,
    key_frames_asked=1,
)
LATER = replace(VIDEO, packets=190, lost=15, octets=35_000, frames=70, frozen=1.5, key_frames_asked=3)


def view(*incoming: StreamQuality, leg_id: str = "a", round_trip: float | None = 0.1) -> LegView:
    return LegView(
        party="visit:1",
        leg_id=leg_id,
        up=True,
        silent=False,
        since=datetime(2026, 11, 21, tzinfo=UTC),
        round_trip=round_trip,
        incoming=incoming,
        outgoing=(),
    )


def passed(then: LegView, this: LegView, seconds: float = 2.0) -> Summary:
    tally = Tally()
    tally.look(then, 0.0)
    return tally.look(this, seconds).get((Direction.SENT, "video"), Summary())


def test_the_first_look_tells_nothing() -> None:
    assert Tally().look(view(VIDEO), 0.0) == {}


def test_the_loss_is_the_share_of_what_was_sent() -> None:
    assert passed(view(VIDEO), view(LATER)).loss == pytest.approx(0.1)


def test_the_bitrate_is_that_of_the_payload() -> None:
    assert passed(view(VIDEO), view(LATER)).bitrate == 100_000


def test_frames_are_told_by_the_second() -> None:
    assert passed(view(VIDEO), view(LATER)).frames_per_second == pytest.approx(25.0)


def test_the_freeze_is_that_of_the_span_alone() -> None:
    assert passed(view(VIDEO), view(LATER)).frozen == pytest.approx(0.5)


def test_a_stream_that_carried_nothing_is_left_out() -> None:
    tally = Tally()
    tally.look(view(VIDEO), 0.0)
    assert tally.look(view(VIDEO), 2.0) == {}


def test_another_leg_begins_anew() -> None:
    tally = Tally()
    tally.look(view(VIDEO), 0.0)
    assert tally.look(view(LATER, leg_id="b"), 2.0) == {}


def test_a_source_that_begins_anew_is_counted_from_nothing() -> None:
    anew = replace(LATER, packets=30, lost=3, octets=40_000)
    assert (passed(view(VIDEO), view(anew)).packets, passed(view(VIDEO), view(anew)).lost) == (30, 3)


def test_what_came_late_is_not_lost_in_the_whole() -> None:
    one, two = Summary(packets=90, lost=10), Summary(packets=110, lost=-10)
    assert (one + two).loss == 0.0


def test_summaries_add_up() -> None:
    whole = passed(view(VIDEO), view(LATER)) + Summary(seconds=2.0, packets=10, octets=0, looks=1, round_trips=0.3)
    assert (whole.seconds, whole.packets, round(whole.round_trip, 6)) == (4.0, 100, 0.2)


def test_the_worst_round_trip_is_the_worst_of_all() -> None:
    assert (Summary(worst_round_trip=0.4) + Summary(worst_round_trip=0.1)).worst_round_trip == 0.4


async def test_two_real_peers_are_summed_up_in_both_directions(house: House) -> None:
    await house.join("visit:1")
    await house.join("staff:1")
    bridge = house.node.open_bridge("s", consent="receipt")
    bridge.seat("applicant", "visit:1")
    bridge.seat("clerk", "staff:1")
    tally, loop = Tally(), asyncio.get_running_loop()
    whole: dict[tuple[Direction, str], Summary] = {}

    def everything_moves() -> bool:
        leg = house.node.leg_of("visit:1")
        assert leg is not None
        for way, span in tally.look(leg, loop.time()).items():
            whole[way] = whole.get(way, Summary()) + span
        moved = {way for way, found in whole.items() if found.packets}
        return len(moved) == 4 and all(whole[way, "video"].frames for way in Direction)

    await until(everything_moves)


async def test_what_is_lost_on_the_way_to_a_leg_is_told_as_its_reports_say(house: House) -> None:
    await house.join("visit:1", fps=30)
    clerk = await house.join("staff:1")
    bridge = house.node.open_bridge("s", consent="receipt")
    bridge.seat("applicant", "visit:1")
    bridge.seat("clerk", "staff:1")
    lose(clerk.connection.getTransceivers()[0].receiver.transport, every=5)
    tally, loop, whole = Tally(), asyncio.get_running_loop(), [Summary()]

    def loss_is_told() -> bool:
        leg = house.node.leg_of("staff:1")
        assert leg is not None
        whole.append(whole[-1] + tally.look(leg, loop.time()).get((Direction.GOT, "audio"), Summary()))
        return whole[-1].loss > 0.05

    await until(loss_is_told, 30)
