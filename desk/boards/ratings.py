"""What the applicant sees of their own rating: its level, the reasons offered, and whether it may still be changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import Reader
from desk.model.ratings import GIVEN_WITHIN, LONGEST, Rating, reasons_for
from desk.store import ratings, visits


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingView:
    """One's own rating. `level`: 0 before it is given; `told`: reasons were sent, or skipped; `offered`: those that go
    with the level. `open`: it may be given or changed now."""

    level: int
    told: bool
    reasons: tuple[str, ...]
    offered: tuple[str, ...]
    text: str
    language: str
    open: bool
    longest: int = LONGEST


UNRATED = RatingView(level=0, told=False, reasons=(), offered=(), text="", language="", open=True)


async def of_visit(reader: Reader, connection: AsyncConnection, visit_id: str) -> RatingView:
    """What was given in a visit."""
    given = await ratings.of_visit(connection, reader.vault, visit_id)
    return _view(given, reader.now()) if given else UNRATED


async def of_tracked(reader: Reader, visit_id: str) -> RatingView:
    """The same on the page that tracks the visit's case: it can be given there for some weeks."""
    now = reader.now()
    async with reader.connection() as connection:
        given = await ratings.of_visit(connection, reader.vault, visit_id)
        visit = await visits.get(connection, visit_id)
    if given is not None:
        return _view(given, now)
    may = now - visit.began_at <= GIVEN_WITHIN
    return RatingView(level=0, told=False, reasons=(), offered=(), text="", language="", open=may)


def _view(given: Rating, now: datetime) -> RatingView:
    return RatingView(
        level=given.level,
        told=given.told,
        reasons=tuple(why.value for why in given.reasons),
        offered=tuple(why.value for why in reasons_for(given.level)),
        text=given.comment.text if given.comment else "",
        language=given.comment.language if given.comment else "",
        open=given.may_change(now),
    )
