"""What several actions do with assurance in their own unit of work: hold a visit to its item, keep a recognition."""

from desk.model.cases.cases import Case
from desk.model.errors import AssuranceUnmet
from desk.model.events import Event, Tag
from desk.model.items import Item
from desk.model.recognitions import Recognition
from desk.model.visits import Visit
from desk.store import demands, items, recognitions
from desk.store.unit import Unit
from identity.assurance import Assurance, Reason

BY_CLERK = frozenset({Reason.WITNESS_MISSING})
"""What the clerk mends in the meeting, by looking at the document: no reason not to come to it."""


async def check(unit: Unit, visit_id: str, item: Item, *, later: frozenset[Reason] = frozenset()) -> None:
    """Lets a visit do what the item demands assurance for. `later`: reasons that may still be mended afterwards.

    Raises AssuranceUnmet.
    """
    standing = await demands.standing(unit.connection, visit_id, item, unit.now)
    if standing.reason is not None and standing.reason not in later:
        raise AssuranceUnmet(standing.reason)


async def check_case(unit: Unit, case: Case) -> None:
    """Lets a case be signed, confirmed, submitted. Raises AssuranceUnmet."""
    await check(unit, case.visit_id, await items.get(unit.connection, case.item_code, case.item_version))


async def note(unit: Unit, visit: Visit, applicant_id: str, provider: str, assurance: Assurance) -> None:
    """Keeps one more recognition of the visit's applicant; `provider` is empty where staff recognised them."""
    kept = Recognition(
        id=unit.chance.id(),
        visit_id=visit.id,
        applicant_id=applicant_id,
        method=assurance.method,
        provider=provider,
        level=assurance.level,
        proofing=assurance.proofing,
        factors=tuple(sorted(assurance.factors)),
        verified_at=assurance.verified_at,
        proofed_at=assurance.proofed_at,
        recorded_at=unit.now,
    )
    await recognitions.add(unit, kept)


def fact(tag: Tag, visit: Visit, actor: str, *, subject: str = "", **data: str) -> Event:
    """A fact of how this visit's applicant is recognised. `data` holds codes and ids of staff, never a number."""
    return Event(
        tag=tag,
        subject=subject or visit.id,
        actor=actor,
        zone_id=visit.zone_id,
        visit_id=visit.id,
        data=dict(data),
    )
