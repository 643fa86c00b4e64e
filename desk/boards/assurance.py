"""How surely an applicant is recognised, what the item demands, why it is not met, and how a step-up fares."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import Reader
from desk.model.items import Item
from desk.model.step_ups import OPEN
from desk.model.visits import Visit
from desk.store import demands, items, step_ups
from identity.assurance import Level, Reason

WITH_A_STILL = frozenset({Reason.WITNESS_MISSING, Reason.TOO_OLD})
"""What the clerk mends by looking at the document, where staff recognised the applicant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssuranceView:
    """`level`, `method` (provider, assisted), `provider`, `factors`, `verified_at`: how they were recognised last.

    `demanded` level, `within` minutes: what the item asks. `reason`: why it is not met, as a code; else empty.
    `may_confirm`: the clerk mends it by looking at the document.
    """

    level: str
    method: str
    provider: str
    factors: tuple[str, ...]
    verified_at: datetime | None
    demanded: str
    within: int
    reason: str
    may_confirm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUpView:
    """`state`: asked, away, met, declined. `reason`: why asked; `problem`: what the last try came to, as codes."""

    state: str
    reason: str
    problem: str
    demanded: Level

    @property
    def is_open(self) -> bool:
        """Whether the applicant has something to do."""
        return self.state in OPEN


async def view(reader: Reader, connection: AsyncConnection, visit: Visit, item: Item) -> AssuranceView:
    """How the visit stands before the item's demand."""
    standing = await demands.standing(connection, visit.id, item, reader.now())
    known = standing.recognition
    return AssuranceView(
        level=known.level if known else Level.NONE,
        method=known.method if known else "",
        provider=known.provider if known else "",
        factors=known.factors if known else (),
        verified_at=known.verified_at if known else None,
        demanded=standing.demand.level,
        within=item.assurance_within,
        reason=standing.reason or "",
        may_confirm=standing.is_assisted and standing.reason in WITH_A_STILL,
    )


async def of_visit(reader: Reader, visit: Visit) -> AssuranceView:
    """The same, for a page of the visit's own."""
    async with reader.connection() as connection:
        item = await items.get(connection, visit.item_code, visit.item_version)
        return await view(reader, connection, visit, item)


async def step_up(connection: AsyncConnection, visit_id: str, item: Item) -> StepUpView | None:
    """The newest step-up of a visit, if anybody ever asked for one."""
    known = await step_ups.of_visit(connection, visit_id)
    if known is None:
        return None
    return StepUpView(
        state=known.state,
        reason=known.reason,
        problem=known.problem,
        demanded=demands.demand_of(item).level,
    )
