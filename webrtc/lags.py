"""How long after its recorded capture time each track arrives: what shows whether sound and picture drift apart.

Of ten seconds the least is kept, which is the way without queues; where sound and picture keep their distance over an
hour, so do their times in the file. Lines of JSON beside the segments, which a reader may lack.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from webrtc.events import Track

WINDOW = 10.0
"""Seconds."""
NAME = "lags.jsonl"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """The least that one track lagged in one window."""

    at: float
    """The window's beginning, seconds since 1970."""
    party: str
    kind: str
    rank: int
    lag: float
    """Seconds from the time told in the file to the arrival; negative where the sender's clock is ahead."""


class Lags:
    """Measures while a recording is written; called from its thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._began: float | None = None
        self._least: dict[Track, float] = {}

    def note(self, track: Track, moment: float, arrival: float) -> None:
        """A frame told to be of `moment` came at `arrival` (seconds since 1970)."""
        if self._began is None:
            self._began = arrival
        elif arrival - self._began >= WINDOW:
            self.flush()
            self._began = arrival
        lag = arrival - moment
        if lag < self._least.get(track, lag + 1):
            self._least[track] = lag

    def flush(self) -> None:
        """Write the window down; a disk that fails is the recording's own affair."""
        least, self._least = self._least, {}
        lines = [
            json.dumps(asdict(Lag(at=self._began or 0.0, party=t.party, kind=t.kind, rank=t.rank, lag=round(lag, 4))))
            for t, lag in least.items()
        ]
        if not lines or not self._folder.is_dir():
            return
        try:
            with (self._folder / NAME).open("a", encoding="ascii") as file:
                file.write("\n".join(lines) + "\n")
        except OSError as error:
            log.warning("lags were not written: %s", type(error).__name__)


def read(folders: Iterable[Path]) -> Iterator[Lag]:
    """What was measured; a line cut off by a kill is passed over."""
    for folder in folders:
        try:
            text = (folder / NAME).read_text(encoding="ascii")
        except OSError:
            continue
        for line in text.splitlines():
            try:
                yield Lag(**json.loads(line))
            except (ValueError, TypeError):
                continue
