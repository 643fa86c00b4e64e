"""How lines fare, as screens show it: a grade, the trouble behind it, and the figures for who wants them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import Reader
from desk.model.items import Item
from desk.model.line_tests import LineTest, State, seen
from desk.model.quality import FRESH, Grade, Line, Trouble, Way, judge, lacking
from desk.model.sessions import Seat
from desk.store import line_tests, quality
from webrtc.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class WayLine:
    """One kind of media in one direction. `direction`: sent or got, as the person at the line sees it.

    `loss` and `frozen` are percent, times milliseconds, rates whole; `frames` is 0 for sound.
    """

    direction: str
    kind: str
    kbit: int
    loss: float
    jitter: int
    frames: int
    frozen: int
    key_frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One person's line now. `grade`: good, fair, poor. `trouble`: a word of `model.quality.Trouble`."""

    seat: str
    grade: str
    trouble: str
    round_trip: int
    ways: tuple[WayLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the item asks of the applicant's line, and what the line lacks for it (`none`: it is enough)."""

    picture: str
    lacks: str

    @property
    def enough(self) -> bool:
        """Whether the line is enough."""
        return self.lacks == Trouble.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """The test made while waiting. `state`: none, running, good, fair, poor."""

    state: str
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLine:
    """The summary of one stream of a session, in the units of WayLine; `minutes` in which it carried anything."""

    seat: str
    way: WayLine
    minutes: float
    round_trip: int
    worst_round_trip: int


UNTESTED = Tested(state=State.NONE, trouble=Trouble.NONE)


async def lines_now(reader: Reader, connection: AsyncConnection, session_id: str) -> Mapping[str, Line]:
    """By seat, the lines of which something was heard lately."""
    return await quality.lines_of(connection, session_id, reader.now() - FRESH)


def views(lines: Mapping[str, Line]) -> tuple[LineView, ...]:
    """Each line, the applicant's first."""
    order = [Seat.APPLICANT.value, Seat.CLERK.value]
    seats = [seat for seat in order if seat in lines] + sorted(set(lines) - set(order))
    return tuple(_view(seat, lines[seat]) for seat in seats)


def gate(item: Item, lines: Mapping[str, Line]) -> Gate | None:
    """Whether the applicant's line is enough for the item; None where nothing is known of it."""
    line = lines.get(Seat.APPLICANT)
    return None if line is None else Gate(picture=item.picture, lacks=lacking(line, item.picture))


def is_poor(lines: Mapping[str, Line]) -> bool:
    """Whether the applicant's own line is poor."""
    line = lines.get(Seat.APPLICANT)
    return line is not None and judge(line).grade is Grade.POOR


async def tested(reader: Reader, connection: AsyncConnection, visit_id: str) -> Tested:
    """The test of this visit's line."""
    test: LineTest | None = seen(await line_tests.of_visit(connection, visit_id), reader.now())
    return UNTESTED if test is None else Tested(state=test.state, trouble=test.trouble)


async def streams(connection: AsyncConnection, session_id: str) -> tuple[StreamLine, ...]:
    """What became of each stream of a session."""
    found = await quality.summaries_of(connection, session_id)
    return tuple(
        StreamLine(
            seat=stream.seat,
            way=_of_summary(stream.direction, stream.kind, summary),
            minutes=round(summary.seconds / 60, 1),
            round_trip=_ms(summary.round_trip),
            worst_round_trip=_ms(summary.worst_round_trip),
        )
        for stream, summary in found.items()
    )


def _view(seat: str, line: Line) -> LineView:
    verdict = judge(line)
    ways = [_way("sent", way) for way in line.sent] + [_way("got", way) for way in line.got]
    return LineView(
        seat=seat, grade=verdict.grade, trouble=verdict.trouble, round_trip=_ms(line.round_trip), ways=tuple(ways)
    )


def _way(direction: str, way: Way) -> WayLine:
    return WayLine(
        direction=direction,
        kind=way.kind,
        kbit=round(way.bitrate / 1000),
        loss=round(way.loss * 100, 1),
        jitter=_ms(way.jitter),
        frames=round(way.frames_per_second),
        frozen=round(way.frozen * 100),
        key_frames=way.key_frames_asked,
    )


def _of_summary(direction: str, kind: str, summary: Summary) -> WayLine:
    return WayLine(
        direction=direction,
        kind=kind,
        kbit=round(summary.bitrate / 1000),
        loss=round(summary.loss * 100, 1),
        jitter=_ms(summary.jitter),
        frames=round(summary.frames_per_second),
        frozen=round(min(1.0, summary.frozen / summary.seconds) * 100) if summary.seconds else 0,
        key_frames=summary.key_frames_asked,
    )


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
