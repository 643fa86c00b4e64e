"""`/metrics`: who may read it, what stands in it, and that nobody's id is among it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from desk.web.metrics import Metrics
from desk.web.scrape import may_scrape
from tests.desk.web.conftest import Client
from tests.desk.world import World
from webrtc.events import LegLost, Reason, RecordingFailed, RecordingResumed, SegmentClosed
from webrtc.node import Node
from webrtc.quality import LegView
from webrtc.settings import NodeSettings
from webrtc.summary import Direction, Summary

LEG = LegView(
    party="visit:7f3a",
    leg_id="5e1d",
    up=True,
    silent=False,
    since=datetime(2026, 11, 21, tzinfo=UTC),
    round_trip=0.08,
    incoming=(),
    outgoing=(),
)
PASSED = Summary(seconds=5.0, packets=380, lost=20, octets=625_000, frames=125, frozen=0.5, looks=1, jitters=0.01)


class Transport:
    """A connection from this address."""

    def __init__(self, address: str) -> None:
        self._address = address

    def get_extra_info(self, name: str, default: object = None) -> object:
        return (self._address, 40000) if name == "peername" else default


def asked(address: str, token: str = "", **headers: str) -> bool:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    request = make_mocked_request("GET", "/metrics", headers=sent, transport=Transport(address))
    return may_scrape(request, token)


def samples(metrics: Metrics) -> Iterator[Sample]:
    for family in text_string_to_metric_families(metrics.text().decode()):
        yield from family.samples


def value(metrics: Metrics, name: str, **labels: str) -> float:
    """Of the one sample of that name whose labels hold these."""
    (found,) = [s.value for s in samples(metrics) if s.name == name and labels.items() <= s.labels.items()]
    return found


@pytest.fixture
def watched() -> Metrics:
    """One look at one applicant's leg of the node `a`."""
    metrics = Metrics("a")
    metrics.watch("applicant", LEG, {(Direction.SENT, "video"): PASSED})
    return metrics


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
def test_a_process_of_the_same_machine_may_ask(address: str) -> None:
    assert asked(address)


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", "", "localhost"])
def test_nobody_else_may_ask(address: str) -> None:
    assert not asked(address)


@pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "X_Real_IP"])
def test_whoever_a_proxy_speaks_for_may_not_ask(header: str) -> None:
    assert not asked("127.0.0.1", **{header: "192.0.2.7"})


def test_the_token_opens_from_anywhere() -> None:
    assert asked("192.0.2.7", "t0ken", Authorization="Bearer t0ken", X_Forwarded_For="198.51.100.1")


@pytest.mark.parametrize("shown", ["", "t0ken", "Bearer ", "Bearer other", "Bearer tökèn"])
def test_with_a_token_set_no_other_opens_not_even_here(shown: str) -> None:
    assert not asked("127.0.0.1", "t0ken", Authorization=shown)


async def test_the_page_is_answered_to_this_machine(client: Client) -> None:
    async with client.get("/metrics") as answer:
        assert (answer.status, answer.content_type) == (200, "text/plain")


async def test_the_page_is_refused_through_a_proxy(client: Client) -> None:
    async with client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}) as answer:
        assert answer.status == 403


async def test_open_sessions_and_waiting_tickets_are_told(client: Client, sqlite_world: World) -> None:
    await sqlite_world.in_session()
    await sqlite_world.visit_to("ticketed", corner="HK-01")
    async with client.get("/metrics") as answer:
        text = await answer.text()
    assert {
        'desk_sessions_open{state="live"} 1.0',
        'desk_tickets_waiting{zone="hongkong"} 1.0',
        'desk_tickets_waiting{zone="macao"} 0.0',
        "desk_store_up 1.0",
    } <= set(text.splitlines())


def test_a_store_that_is_away_is_told() -> None:
    metrics = Metrics()
    metrics.set_figures(None)
    assert value(metrics, "desk_store_up") == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("desk_media_packets_total", 380),
        ("desk_media_packets_lost_total", 20),
        ("desk_media_payload_bytes_total", 625_000),
        ("desk_media_frames_total", 125),
        ("desk_media_frozen_seconds_total", 0.5),
        ("desk_media_leg_loss_ratio_sum", 0.05),
        ("desk_media_leg_jitter_seconds_sum", 0.01),
        ("desk_media_leg_bitrate_bits_per_second_sum", 1_000_000),
        ("desk_media_leg_frames_per_second_sum", 25),
    ],
)
def test_a_look_at_a_leg_is_counted(watched: Metrics, name: str, expected: float) -> None:
    labels = {"node": "a", "role": "applicant", "direction": "sent", "kind": "video"}
    assert value(watched, name, **labels) == pytest.approx(expected)


def test_the_round_trip_is_counted(watched: Metrics) -> None:
    assert value(watched, "desk_media_leg_round_trip_seconds_sum", role="applicant") == pytest.approx(0.08)


def test_what_came_late_lowers_no_counter(watched: Metrics) -> None:
    watched.watch("applicant", LEG, {(Direction.SENT, "video"): replace(PASSED, lost=-5)})
    assert value(watched, "desk_media_packets_lost_total", kind="video") == 20


def test_nobodys_id_stands_in_it(watched: Metrics) -> None:
    watched.note(LegLost(party="visit:7f3a", leg_id="5e1d", reason=Reason.LOST))
    watched.note(RecordingFailed(bridge_id="b7c2", reason="OSError"))
    assert not any(found in watched.text().decode() for found in ("7f3a", "5e1d", "b7c2"))


def test_no_series_is_told_just_to_say_when_it_began(watched: Metrics) -> None:
    assert "_created" not in watched.text().decode()


def test_why_legs_ended_is_counted(watched: Metrics) -> None:
    watched.note(LegLost(party="visit:1", leg_id="1", reason=Reason.NO_ICE))
    assert value(watched, "desk_media_legs_ended_total", reason="no-ice") == 1


async def test_a_recording_that_fails_is_told_until_it_goes_on(watched: Metrics) -> None:
    node = Node(NodeSettings(), lambda _: None)
    watched.measure(node, 200)
    node.open_bridge("s", consent="receipt")
    watched.note(RecordingFailed(bridge_id="s", reason="OSError"))
    failing = value(watched, "desk_media_recordings_failing")
    watched.note(segment("s"))  # what the file held when it failed
    still_failing = value(watched, "desk_media_recordings_failing")
    watched.note(RecordingResumed(bridge_id="s"))
    assert (failing, still_failing, value(watched, "desk_media_recordings_failing")) == (1, 1, 0)
    await node.close()


def segment(bridge_id: str) -> SegmentClosed:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    return SegmentClosed(
        bridge_id=bridge_id, path=Path("1.mkv"), sha256="", size=1, started_at=now, ended_at=now, tracks=()
    )
