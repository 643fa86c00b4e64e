"""Stub for the first run."""

from collections.abc import Callable
from pathlib import Path

from webrtc.clock import Clock
from webrtc.events import Event, Track
from webrtc.inlet import Inlet, Listener


class Recorder:
    def __init__(
        self, bridge_id: str, folder: Path, *, segment_seconds: float, on_event: Callable[[Event], None], clock: Clock
    ) -> None: ...
    def tap(self, track: Track, inlet: Inlet) -> Listener:
        raise NotImplementedError

    def settle(self, now: float) -> None: ...
    def tick(self, now: float) -> None: ...
    async def close(self) -> None: ...
