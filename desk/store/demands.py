"""What an item demands of how its applicant was recognised, and whether the newest recognition of a visit meets it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.items import Item
from desk.model.recognitions import Recognition
from desk.store import recognitions
from identity.assurance import Assurance, Demand, Factor, Level, Method, Proofing, Reason, unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The newest recognition of a visit (None before any), what is demanded, and why it is not met, if so."""

    recognition: Recognition | None
    demand: Demand
    reason: Reason | None

    @property
    def is_assisted(self) -> bool:
        """Whether staff recognised the applicant."""
        return self.recognition is not None and self.recognition.method == Method.ASSISTED


def demand_of(item: Item) -> Demand:
    """What the item asks for."""
    return Demand(level=Level(item.assurance), within=timedelta(minutes=item.assurance_within))


def assurance_of(recognition: Recognition) -> Assurance:
    """What it says was done. Of what was kept before that was told, nothing is known, and it is worth nothing."""
    return Assurance(
        method=Method(recognition.method),
        proofing=Proofing(recognition.proofing or Proofing.NONE),
        factors=frozenset(Factor(factor) for factor in recognition.factors),
        verified_at=recognition.verified_at,
        proofed_at=recognition.proofed_at,
    )


async def standing(connection: AsyncConnection, visit_id: str, item: Item, now: datetime) -> Standing:
    """How the visit stands before this item's demand."""
    recognition = await recognitions.newest(connection, visit_id)
    demand = demand_of(item)
    have = assurance_of(recognition) if recognition else None
    return Standing(recognition=recognition, demand=demand, reason=unmet(have, demand, now))
