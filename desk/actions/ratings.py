"""Ratings 好差評: five levels, given on the applicant's own screen, once a visit."""

from desk.actions.desk import Desk
from desk.model.errors import NotAChoice, NotReady
from desk.model.events import Event, Tag
from desk.store import receipts, visits
from desk.store.cases import cases
from desk.store.receipts import Rating

LEVELS = range(1, 6)


async def rate(desk: Desk, visit_id: str, level: int) -> None:
    """Keeps the applicant's judgement; the first one stands. Raises NotAChoice, NotReady, Missing."""
    if level not in LEVELS:
        raise NotAChoice("a level is 1 to 5")
    async with desk.store.write() as unit:
        visit = await visits.get(unit.connection, visit_id)
        case = await cases.of_visit(unit.connection, visit_id)
        if case is None:
            raise NotReady("nothing was handled yet")
        rating = Rating(visit_id=visit_id, case_id=case.id, level=level, given_at=unit.now)
        if await receipts.rate(unit, rating):
            unit.record(
                Event(
                    tag=Tag.RATING_GIVEN,
                    subject=visit_id,
                    actor=f"visit:{visit_id}",
                    zone_id=visit.zone_id,
                    visit_id=visit_id,
                    case_id=case.id,
                    data={"level": level},
                )
            )
