"""Ratings 好差評: five levels with reasons and words, given on the applicant's own screen, or later where they track.

One a visit. It may be changed for a short time; a bad one is followed up.
"""

from dataclasses import dataclass

from desk.actions import consented, following
from desk.actions.desk import Desk
from desk.model.errors import NotReady, RatingStands
from desk.model.events import Event, Tag
from desk.model.ratings import GIVEN_WITHIN, Comment, Rating, check, chosen
from desk.store import ratings, visits
from desk.store.cases import cases
from desk.store.unit import Unit
from i18n import languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Why: reasons as they were ticked, and own words on a page in this language; either may be empty."""

    reasons: tuple[str, ...] = ()
    text: str = ""
    language: str = ""

    def __repr__(self) -> str:
        return "Said()"


async def rate(desk: Desk, visit_id: str, level: int, said: Said | None = None) -> None:
    """Keeps the applicant's judgement; `said` is None while they were not asked for reasons yet.

    The same again changes nothing. Raises NotAChoice, TextTooLong, NotReady, RatingStands, ConsentNeeded, Missing.
    """
    async with desk.store.write() as unit:
        await _rate(unit, visit_id, level, said)


async def rate_later(desk: Desk, visit_id: str, level: int, said: Said) -> None:
    """The same, from the page that tracks the case. Raises what `rate` does; RatingStands when it is too late."""
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        if unit.now - visit.began_at > GIVEN_WITHIN:
            raise RatingStands("too long ago to be rated")
        await _rate(unit, visit_id, level, said)


async def _rate(unit: Unit, visit_id: str, level: int, said: Said | None) -> None:
    reasons = chosen(level, said.reasons if said else ())
    before = await ratings.of_visit(unit.connection, unit.vault, visit_id)
    if before is not None and before.level == level and said is None:
        return
    known = before.case_id if before else ""
    case = await (cases.get(unit.connection, known) if known else cases.of_visit(unit.connection, visit_id))
    if case is None:
        raise NotReady("nothing was handled yet")
    comment = await _comment(unit, visit_id, said)
    rating = Rating(
        visit_id=visit_id,
        case_id=case.id,
        zone_id=case.zone_id,
        level=level,
        reasons=reasons,
        comment=comment,
        told=said is not None,
        given_at=before.given_at if before else unit.now,
        changed_at=unit.now,
    )
    if before is not None and _content(before) == _content(rating):
        return
    check(rating, before, unit.now)
    await ratings.keep(unit, rating)
    unit.record(_fact(Tag.RATING_CHANGED if before else Tag.RATING_GIVEN, rating))
    await following.rated(unit, rating, case)


async def _comment(unit: Unit, visit_id: str, said: Said | None) -> Comment | None:
    if said is None or not said.text.strip():
        return None
    await consented.require(unit.connection, visit_id)
    return Comment(text=said.text, language=said.language, script=languages.get(said.language).script.value)


def _content(rating: Rating) -> tuple[object, ...]:
    return rating.level, rating.reasons, rating.comment, rating.told


def _fact(tag: Tag, rating: Rating) -> Event:
    return Event(
        tag=tag,
        subject=rating.visit_id,
        actor=f"visit:{rating.visit_id}",
        zone_id=rating.zone_id,
        visit_id=rating.visit_id,
        case_id=rating.case_id,
        data={
            "level": rating.level,
            "reasons": " ".join(why.value for why in rating.reasons),
            "commented": rating.comment is not None,
        },
    )
