"""Staff book a time for somebody at their counter, or on the telephone: of the person nothing is asked or kept.

The slip is theirs: whoever has it, or its number, comes to the appointment, and signs in then as everybody does.
"""

from datetime import datetime

from desk.actions.desk import Desk
from desk.actions.turns import booking, zoned
from desk.model.errors import BadInput, Missing
from desk.model.staff import Staff
from desk.model.turns.appointments import Appointment
from desk.store import items
from desk.store.turns import appointments
from i18n import languages


async def book(desk: Desk, zone_id: str, item_code: str, starts_at: datetime, language: str, by: Staff) -> Appointment:
    """A slot of this item, for whoever gets the slip; `language` is the slip's.

    Raises Missing: no such zone or item, NotAllowed: another zone's staff, BadInput, SlotGone, SlotFull.
    """
    zoned.check(by, zone_id)
    if language not in {known.tag for known in languages.LANGUAGES}:
        raise BadInput("language")
    async with desk.store.write() as unit:
        item = await items.current(unit.connection, item_code, unit.now)
        return await booking.book_nameless(unit, zone_id, item, starts_at, language, f"staff:{by.id}")


async def slip_of(desk: Desk, appointment_id: str, by: Staff) -> Appointment:
    """What was booked so, for its slip. Raises Missing, also for one that somebody booked themselves; NotAllowed."""
    async with desk.store.read() as connection:
        found = await appointments.get(connection, appointment_id)
    zoned.check(by, found.zone_id)
    if found.visit_id:
        raise Missing("appointment")
    return found
