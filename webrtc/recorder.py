"""Records a bridge: taps the packets that are forwarded and hands them, in batches, to a thread that writes them.

The loop never waits for the disk. A thread too slow for its disk loses packets, and says so.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from webrtc.clock import Clock
from webrtc.events import Event, RecordingFailed, RecordingResumed, SegmentClosed, Track
from webrtc.inlet import Inlet
from webrtc.rtp import Packet
from webrtc.segment import Facts
from webrtc.writer import Sample, Writer

BATCH_SECONDS = 0.1
BACKLOG = 100
"""Batches that may wait for the disk (ten seconds) before packets are dropped."""

Work = Callable[[Writer], None]
log = logging.getLogger(__name__)


class Tap:
    """A listener on one source."""

    def __init__(self, recorder: "Recorder", track: Track, inlet: Inlet) -> None:
        self._recorder = recorder
        self._track = track
        self.inlet = inlet

    def take(self, packet: Packet, now: float) -> None:
        """Pass the packet on to the file; one of another codec than the track's waits for the next wiring."""
        if packet.codec is not None and packet.codec.name != self._track.codec:
            return
        self._recorder.put(self._track, packet, now, self.inlet.moment_of(packet.timestamp))


class Recorder:
    """The recording of one bridge; made on the loop."""

    def __init__(
        self,
        bridge_id: str,
        folder: Path,
        *,
        segment_seconds: float,
        on_event: Callable[[Event], None],
        clock: Clock,
        floor: int = 0,
    ) -> None:
        self._bridge_id = bridge_id
        self._segment_seconds = segment_seconds
        self._on_event = on_event
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._writer = Writer(
            folder,
            on_closed=self._closed_there,
            on_failed=self._failed_there,
            on_resumed=self._resumed_there,
            floor=floor,
        )
        self._work: queue.Queue[Work | None] = queue.Queue()
        self._batch: list[Sample] = []
        self._flush_timer: asyncio.TimerHandle | None = None
        self._taps: dict[Track, Tap] = {}
        self._offered: dict[Track, Tap] = {}
        self._turned_at = clock.now()
        self._overrun = False
        self._done: asyncio.Future[None] = self._loop.create_future()
        self._thread: threading.Thread | None = None

    def tap(self, track: Track, inlet: Inlet) -> Tap:
        """The listener for a source that is to be recorded as `track`; `settle` must follow."""
        tap = self._taps.get(track)
        if tap is None or tap.inlet is not inlet:
            tap = Tap(self, track, inlet)
        self._offered[track] = tap
        return tap

    def settle(self, now: float) -> None:
        """All taps have been named: a change of who is present begins a new segment."""
        offered, self._offered = self._offered, {}
        if offered == self._taps:
            return
        self._taps = offered
        self._turn(now, tuple(offered))

    def tick(self, now: float) -> None:
        """Called by the node a few times a second."""
        if not self._taps:
            return
        if now - self._turned_at > self._segment_seconds:
            self._turn(now, tuple(self._taps))
        elif self._writer.wants_key_frames:
            self._ask_key_frames(now)
        self._put_work(partial(_tick, wall=self._clock.wall(now)))

    def _turn(self, now: float, tracks: tuple[Track, ...]) -> None:
        self._turned_at = now
        self._flush()
        self._put_work(partial(_present, tracks=tracks, wall=self._clock.wall(now)))
        self._ask_key_frames(now)

    def _ask_key_frames(self, now: float) -> None:
        for tap in self._taps.values():
            tap.inlet.request_key_frame(now)

    def put(self, track: Track, packet: Packet, now: float, reported: float | None) -> None:
        """One forwarded packet; costs an append."""
        self._batch.append(Sample(track, packet, self._clock.wall(now), reported))
        if self._flush_timer is None:
            self._flush_timer = self._loop.call_later(BATCH_SECONDS, self._flush)

    def _flush(self) -> None:
        if self._flush_timer is not None:
            self._flush_timer.cancel()
            self._flush_timer = None
        batch, self._batch = self._batch, []
        if not batch:
            return
        if self._work.qsize() < BACKLOG:
            if self._overrun:
                self._overrun = False
                self._tell_resumed()
            self._put_work(partial(_take, batch=batch))
        elif not self._overrun:
            self._overrun = True
            self._tell_failed("StorageTooSlow")

    def _put_work(self, work: Work) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
            self._thread.start()
        self._work.put(work)

    async def close(self) -> None:
        """Finish the last segment; its event is told before this returns."""
        self._flush()
        self._taps = {}
        if self._thread is not None:
            self._work.put(None)
            await self._done

    # On the thread

    def _run(self) -> None:
        try:
            while (work := self._work.get()) is not None:
                self._do(work)
            self._do(Writer.finish)
        finally:
            self._call(self._finish)

    def _do(self, work: Work) -> None:
        try:
            work(self._writer)
        except Exception as error:  # a fault in one packet must not end the recording
            log.exception("a recording step failed")
            self._failed_there(type(error).__name__)

    def _call(self, act: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(act)
        except RuntimeError:
            log.warning("the recording ended after its event loop")

    def _closed_there(self, facts: Facts) -> None:
        self._call(partial(self._tell_closed, facts))

    def _failed_there(self, reason: str) -> None:
        self._call(partial(self._tell_failed, reason))

    def _resumed_there(self) -> None:
        self._call(self._tell_resumed)

    # On the loop again

    def _finish(self) -> None:
        if not self._done.done():
            self._done.set_result(None)

    def _tell_closed(self, facts: Facts) -> None:
        self._on_event(
            SegmentClosed(
                bridge_id=self._bridge_id,
                path=facts.path,
                sha256=facts.sha256,
                size=facts.size,
                started_at=facts.started_at,
                ended_at=facts.ended_at,
                tracks=facts.tracks,
            )
        )

    def _tell_failed(self, reason: str) -> None:
        self._on_event(RecordingFailed(bridge_id=self._bridge_id, reason=reason))

    def _tell_resumed(self) -> None:
        self._on_event(RecordingResumed(bridge_id=self._bridge_id))


def _present(writer: Writer, *, tracks: tuple[Track, ...], wall: float) -> None:
    writer.present(tracks, wall)


def _tick(writer: Writer, *, wall: float) -> None:
    writer.tick(wall)


def _take(writer: Writer, *, batch: list[Sample]) -> None:
    for sample in batch:
        writer.take(sample)
