"""Tells an applicant by telephone that something was decided, without what: numbers, a time, and where to look."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desk.actions.desk import Desk, Parcel
from desk.model.cases.cases import Case, Move
from desk.model.deliveries import queued
from desk.store import consents, deliveries, people, visits, zones
from desk.store.unit import Unit

LASTS = timedelta(days=1)
"""A message that nobody could be sent for so long is not sent any more: the page tells it."""


async def tell(desk: Desk, unit: Unit, case: Case, move: Move, due_at: datetime | None) -> Parcel | None:
    """Queues the message in this commit; the caller hands the parcel to the courier after it.

    None where the telephone is not known any more, or the applicant withdrew what they had agreed to.
    """
    contact = await people.contact(unit.connection, unit.vault, case.visit_id)
    if contact is None or await consents.standing(unit.connection, case.visit_id) is None:
        return None
    visit = await visits.get(unit.connection, case.visit_id)
    zone = await zones.get(unit.connection, case.zone_id)
    at = (due_at or unit.now).astimezone(ZoneInfo(zone.timezone)).isoformat()
    parcel = Parcel(
        id=unit.chance.id(),
        phone=contact.phone,
        masked=contact.masked,
        code="",
        purpose=f"case.{move.value}",
        language=visit.language,
        corner_id="",
        about={"number": case.number, "at": at, "page": f"{desk.settings.public_url}/track"},
    )
    delivery = queued(parcel.id, case.id, parcel.purpose, case.visit_id, unit.now, unit.now + LASTS)
    await deliveries.add(unit, delivery, json.dumps(parcel.contents(), ensure_ascii=False))
    return parcel
