"""What an operator scrapes: one process's figures in Prometheus' text format, with no id of anybody in any label.

Figures of legs are added at each look of `desk.actions.quality.Gauge`; gauges are read when they are asked for.
"""

import asyncio
import re
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from desk.boards.figures import Figures
from webrtc import events
from webrtc.node import Node
from webrtc.quality import LegView
from webrtc.summary import Direction, Span, Summary

TYPE = "text/plain; version=0.0.4; charset=utf-8"
LAG_SECONDS = 0.5
CREATED = re.compile(rb"(# (HELP|TYPE) )?\w+_created\b")
"""When each series began, which the library tells of its own accord; of no use in this format, and half of all."""
STREAM = ("node", "role", "direction", "kind")
LOSSES = (0.001, 0.005, 0.01, 0.02, 0.05, 0.08, 0.15, 0.3, 1.0)
SPANS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.6, 1.0, 2.0)
BITRATES = (8e3, 16e3, 32e3, 64e3, 150e3, 300e3, 600e3, 1e6, 1.5e6, 2.5e6)
FRAME_RATES = (1, 3, 5, 8, 12, 15, 20, 24, 30)


class Metrics:
    """One process's registry. `node_name` is empty for media in the web process, `load` is set where there are any."""

    def __init__(self, node_name: str = "") -> None:
        self._node = node_name
        self._registry = CollectorRegistry(auto_describe=True)
        self._streams = Streams(self._registry)
        self._failing: set[str] = set()
        ProcessCollector(registry=self._registry)
        self._lag = Histogram(
            "desk_event_loop_lag_seconds", "How late a timer rang.", registry=self._registry, buckets=SPANS
        )
        self._legs_ended = Counter(
            "desk_media_legs_ended", "Legs that ended, by reason.", ("node", "reason"), registry=self._registry
        )
        self._segments = Counter(
            "desk_media_recording_segments", "Recording segments closed.", ("node",), registry=self._registry
        )
        self._failures = Counter(
            "desk_media_recording_failures", "Times that a recording failed.", ("node",), registry=self._registry
        )
        self._store_up = Gauge("desk_store_up", "Whether the store answered.", registry=self._registry)
        self._sessions = Gauge("desk_sessions_open", "Open sessions, by state.", ("state",), registry=self._registry)
        self._waiting = Gauge(
            "desk_tickets_waiting", "Tickets that wait to be called, by zone.", ("zone",), registry=self._registry
        )

    def measure(self, node: Node, most_legs: int) -> None:
        """From now on this node's load is told: of so many legs at the most."""
        for name, words, value in (
            ("legs_up", "Legs that are up.", lambda: sum(leg.up for leg in node.legs())),
            ("legs_load_ratio", "Legs, by how many there may be.", lambda: len(node.legs()) / most_legs),
            ("bridges_open", "Open bridges.", lambda: len(node.bridges())),
            ("recordings_failing", "Open bridges whose recording does not go on.", lambda: self._not_recorded(node)),
        ):
            gauge = Gauge(f"desk_media_{name}", words, ("node",), registry=self._registry)
            gauge.labels(self._node).set_function(value)

    def _not_recorded(self, node: Node) -> int:
        self._failing &= {bridge.bridge_id for bridge in node.bridges()}
        return len(self._failing)

    def watch(self, role: str, leg: LegView, span: Span) -> None:
        """What passed on one leg since the last look."""
        for (direction, kind), passed in span.items():
            self._streams.add((self._node, role, direction.value, kind), passed)
        if leg.round_trip is not None:
            self._streams.round_trip.labels(self._node, role).observe(leg.round_trip)

    def note(self, event: events.Event) -> None:
        """What the node told."""
        match event:
            case events.LegLost():
                self._legs_ended.labels(self._node, event.reason.value).inc()
            case events.SegmentClosed():
                self._segments.labels(self._node).inc()
            case events.RecordingResumed():
                self._failing.discard(event.bridge_id)
            case events.RecordingFailed():
                self._failures.labels(self._node).inc()
                self._failing.add(event.bridge_id)

    async def watch_loop(self) -> None:
        """Measures how late this process's loop is, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LAG_SECONDS
            await asyncio.sleep(LAG_SECONDS)
            self._lag.observe(max(0.0, loop.time() - due))

    def set_figures(self, figures: Figures | None) -> None:
        """What the store tells; None where it did not answer."""
        self._store_up.set(figures is not None)
        self._sessions.clear()
        self._waiting.clear()
        if figures is not None:
            for state, count in figures.sessions.items():
                self._sessions.labels(state).set(count)
            for zone, count in figures.waiting.items():
                self._waiting.labels(zone).set(count)

    def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        lines = generate_latest(self._registry).splitlines(keepends=True)
        return b"".join(line for line in lines if not CREATED.match(line))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    packets: Counter
    lost: Counter
    octets: Counter
    frames: Counter
    frozen: Counter
    key_frames: Counter


class Streams:
    """The figures of streams, by node, role, direction (as the person at the leg sees it) and kind."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, words: str) -> Counter:
            return Counter(f"desk_media_{name}", words, STREAM, registry=registry)

        def histogram(name: str, words: str, buckets: tuple[float, ...]) -> Histogram:
            return Histogram(f"desk_media_leg_{name}", words, STREAM, registry=registry, buckets=buckets)

        self._counts = _Counts(
            packets=counter("packets", "RTP packets that came, or went out."),
            lost=counter("packets_lost", "Packets that did not arrive."),
            octets=counter("payload_bytes", "Bytes of payload."),
            frames=counter("frames", "Pictures."),
            frozen=counter("frozen_seconds", "Seconds for which a picture that was sent to us stood still."),
            key_frames=counter("key_frame_requests", "Key frames asked of a source, or by a receiver."),
        )
        self._loss = histogram("loss_ratio", "Share of packets that did not arrive, in each look.", LOSSES)
        self._jitter = histogram("jitter_seconds", "Jitter, at each look.", SPANS)
        self._bitrate = histogram("bitrate_bits_per_second", "Bits of payload a second, in each look.", BITRATES)
        self._frame_rate = histogram("frames_per_second", "Pictures a second, in each look.", FRAME_RATES)
        self.round_trip = Histogram(
            "desk_media_leg_round_trip_seconds", "Round trip to the browser, at each look.", ("node", "role"),
            registry=registry, buckets=SPANS,
        )  # fmt: skip

    def add(self, labels: tuple[str, str, str, str], passed: Summary) -> None:
        """What passed of one stream since the last look."""
        counts = self._counts
        for counter, count in (
            (counts.packets, passed.packets),
            (counts.lost, max(0, passed.lost)),
            (counts.octets, passed.octets),
            (counts.key_frames, passed.key_frames_asked),
        ):
            counter.labels(*labels).inc(count)
        self._loss.labels(*labels).observe(passed.loss)
        self._jitter.labels(*labels).observe(passed.jitter)
        self._bitrate.labels(*labels).observe(passed.bitrate)
        if labels[3] == "video":
            counts.frames.labels(*labels).inc(passed.frames)
            self._frame_rate.labels(*labels).observe(passed.frames_per_second)
            if labels[2] == Direction.SENT:
                counts.frozen.labels(*labels).inc(passed.frozen)
