"""How a line 線路 fares, in the words a clerk needs: good, fair or poor, what is wrong, and whether it is enough.

A line is one person's connection to us. Its figures come from the media plane, over the last few seconds; what is made
of them stands here, in two tables: `LIMITS` for the grade, `DEMANDS` for what an item asks of the picture.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

FRESH = timedelta(seconds=20)
"""Older figures tell nothing of a line."""


class Grade(StrEnum):
    """How a line fares."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Trouble(StrEnum):
    """What is wrong with a line; each has its advice."""

    NONE = "none"
    DARK = "dark"
    """No picture comes at all."""
    LOSS = "loss"
    DELAY = "delay"
    UNSTEADY = "unsteady"
    FROZEN = "frozen"
    SLOW = "slow"
    """Too few pictures a second."""
    NARROW = "narrow"
    """Too few bits a second."""


class Picture(StrEnum):
    """What an item asks of the applicant's line."""

    DOCUMENT = "document"
    """Enough to read a document."""
    FACE = "face"
    """Enough to know a face."""
    VOICE = "voice"
    """Enough to understand what is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One kind of media in one direction, over the last few seconds. `loss` and `frozen` are shares, 0.0 to 1.0;
    `bitrate` is bits a second, `jitter` seconds."""

    kind: str
    bitrate: int
    loss: float
    jitter: float
    frames_per_second: float
    frozen: float
    key_frames_asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A person's line: what they send to us, and what they get. `round_trip`: seconds, 0 where not measured."""

    round_trip: float
    sent: tuple[Way, ...]
    got: tuple[Way, ...]

    def way(self, kind: str) -> Way | None:
        """What the person sends of a kind."""
        return next((way for way in self.sent if way.kind == kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A grade, and the trouble behind it."""

    grade: Grade
    trouble: Trouble


GOOD = Verdict(grade=Grade.GOOD, trouble=Trouble.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """From `fair` on a line is fair, from `poor` on poor; the unit is that of the figure."""

    trouble: Trouble
    figure: Callable[[Line], float]
    fair: float
    poor: float


def _worst(line: Line, figure: Callable[[Way], float], *, kind: str = "") -> float:
    return max((figure(way) for way in (*line.sent, *line.got) if not kind or way.kind == kind), default=0.0)


LIMITS: Sequence[Limit] = (
    Limit(trouble=Trouble.LOSS, figure=lambda line: _worst(line, lambda way: way.loss), fair=0.02, poor=0.08),
    Limit(trouble=Trouble.DELAY, figure=lambda line: line.round_trip, fair=0.25, poor=0.6),
    Limit(
        trouble=Trouble.UNSTEADY,
        figure=lambda line: _worst(line, lambda way: way.jitter, kind="audio"),
        fair=0.05,
        poor=0.15,
    ),
    Limit(trouble=Trouble.FROZEN, figure=lambda line: _worst(line, lambda way: way.frozen), fair=0.1, poor=0.4),
    Limit(
        trouble=Trouble.SLOW,
        figure=lambda line: _worst(line, lambda way: 1 / max(way.frames_per_second, 0.1), kind="video"),
        fair=1 / 6,
        poor=1 / 3,
    ),
)
"""In the order in which they are named where several hold; of frames the figure is the seconds between two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a picture or a voice needs of the line: at least `bitrate` bits and `frames` a second of video, at most the
    shares of loss and of standing still, and seconds of round trip. No bitrate asks for no video.

    A browser sends no more than the picture needs, and a simple one needs little: few bits tell of a narrow line only
    together with a strain on it.
    """

    bitrate: int
    frames: float
    loss: float
    frozen: float
    round_trip: float


DEMANDS: Mapping[Picture, Demand] = {
    Picture.DOCUMENT: Demand(bitrate=300_000, frames=3, loss=0.03, frozen=0.2, round_trip=0.8),
    Picture.FACE: Demand(bitrate=120_000, frames=5, loss=0.05, frozen=0.2, round_trip=0.5),
    Picture.VOICE: Demand(bitrate=0, frames=0, loss=0.08, frozen=1.0, round_trip=0.6),
}


STRAIN = Demand(bitrate=0, frames=0, loss=0.01, frozen=0.05, round_trip=0.25)
"""Past any of these a line is taken to carry less than the browser would send."""
STRAIN_JITTER = 0.04
"""Seconds, of the picture."""


def judge(line: Line) -> Verdict:
    """How the line fares as a whole: the worst of all limits, the first of them where several are alike."""
    figures = [(limit, limit.figure(line)) for limit in LIMITS]
    for limit, figure in figures:
        if figure >= limit.poor:
            return Verdict(grade=Grade.POOR, trouble=limit.trouble)
    for limit, figure in figures:
        if figure >= limit.fair:
            return Verdict(grade=Grade.FAIR, trouble=limit.trouble)
    return GOOD


def lacking(line: Line, picture: Picture) -> Trouble:
    """What the applicant's line lacks for such a picture; NONE where it is enough."""
    demand = DEMANDS[picture]
    way = line.way("video" if demand.bitrate else "audio")
    if way is None:
        return Trouble.DARK
    if way.loss > demand.loss:
        return Trouble.LOSS
    if way.frozen > demand.frozen:
        return Trouble.FROZEN
    if way.frames_per_second < demand.frames:
        return Trouble.SLOW
    if way.bitrate < demand.bitrate and _is_strained(line, way):
        return Trouble.NARROW
    return Trouble.DELAY if line.round_trip > demand.round_trip else Trouble.NONE


def _is_strained(line: Line, way: Way) -> bool:
    return (
        way.loss > STRAIN.loss
        or way.frozen > STRAIN.frozen
        or way.jitter > STRAIN_JITTER
        or line.round_trip > STRAIN.round_trip
    )
