"""What can be booked, what is booked, and whom a zone expects today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import Reader
from desk.model.turns.appointments import Appointment
from desk.model.turns.openings import Closed, bookable
from desk.model.visits import Visit
from desk.store import items, zones
from desk.store.turns import appointments, calendars, tickets

NOON = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotTile:
    """One time that may be chosen, by the zone's clock; `free` is how many places are left."""

    starts_at: datetime
    free: int

    @property
    def is_morning(self) -> bool:
        """Whether it begins before noon."""
        return self.starts_at.hour < NOON


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTile:
    """One day (corner/appointment.html). `closed`: empty while there is a place, else full or a value of
    `model.turns.openings.Closed`; `name` is the holiday's, `whose` the code of the calendar that has it.
    """

    day: date
    slots: tuple[SlotTile, ...]
    closed: str
    name: str
    whose: str

    @property
    def free(self) -> int:
        """How many times have a place left."""
        return sum(slot.free > 0 for slot in self.slots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """One appointment as its holder sees it; nothing of the person. Times are by the zone's clock.

    `state`: those of `model.turns.appointments`. `secret` is that of its page; empty where it is not kept any more.
    """

    id: str
    zone_id: str
    skill: str
    state: str
    number: str
    item_title: str
    zone_name: str
    place: str
    starts_at: datetime
    ends_at: datetime
    booked_at: datetime
    moved_at: datetime
    language: str
    revision: int
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One line of a zone's day: the number, when, for what, and whether they came."""

    ticket_id: str
    number: str
    starts_at: datetime
    item_code: str
    skill: str
    state: str


async def days(reader: Reader, zone_id: str, skill: str, language: str) -> tuple[DayTile, ...]:
    """The days from today as far as may be booked, with what is free of each. Raises Missing."""
    async with reader.connection() as connection:
        table = await calendars.timetable(connection, zone_id)
        found = bookable(table, skill, reader.now())
        starts = [start for day in found for start in day.starts]
        taken = await appointments.taken(connection, zone_id, skill, starts[0], starts[-1]) if starts else {}
    capacity = table.openings.rule(skill).capacity
    tiles = []
    for day in found:
        slots = tuple(SlotTile(starts_at=start, free=max(0, capacity - taken.get(start, 0))) for start in day.starts)
        full = bool(slots) and not any(slot.free for slot in slots)
        name = day.name.get(language, "")
        closed = "full" if full else day.closed.value
        tiles.append(DayTile(day=day.day, slots=slots, closed=closed, name=name, whose=day.whose))
    return tuple(tiles)


def any_open(tiles: tuple[DayTile, ...]) -> bool:
    """Whether there is any day with hours: a zone without is not booked at all."""
    return any(tile.slots or tile.closed not in (Closed.SHUT, Closed.REST) for tile in tiles)


async def of_item(reader: Reader, visit: Visit) -> tuple[DayTile, ...]:
    """The days on which this visit's item can be booked, in its language. Raises Missing."""
    async with reader.connection() as connection:
        item = await items.get(connection, visit.item_code, visit.item_version)
    return await days(reader, visit.zone_id, item.skill, visit.language)


async def booked_in(reader: Reader, visit: Visit) -> Booked | None:
    """What was booked in this visit and still stands."""
    async with reader.connection() as connection:
        found = await appointments.booked_in(connection, visit.id)
        return await _booked(reader, connection, found, visit.language) if found else None


async def expected_today(reader: Reader, visit: Visit) -> Booked | None:
    """What this visit's applicant has booked here for today, and not come to yet."""
    async with reader.connection() as connection:
        zone = await zones.get(connection, visit.zone_id)
        clock = ZoneInfo(zone.timezone)
        today = reader.now().astimezone(clock).date()
        for found in await appointments.of_applicant(connection, visit.zone_id, visit.applicant_id):
            if found.starts_at.astimezone(clock).date() == today:
                return await _booked(reader, connection, found, visit.language)
    return None


async def shown(reader: Reader, appointment: Appointment, language: str = "") -> Booked:
    """An appointment, in this language or in the one it was booked in. Raises Missing."""
    async with reader.connection() as connection:
        return await _booked(reader, connection, appointment, language or appointment.language)


async def of_day(connection: AsyncConnection, zone_id: str, timezone: str, day: date) -> tuple[Expected, ...]:
    """Everybody who booked for this day of the zone's clock, the earliest first; those who gave it up among them."""
    clock = ZoneInfo(timezone)
    since = datetime.combine(day, time(), clock)
    found = await appointments.between(connection, zone_id, since, since + timedelta(days=1))
    return tuple(
        Expected(
            ticket_id=one.ticket_id,
            number=number,
            starts_at=one.starts_at.astimezone(clock),
            item_code=one.item_code,
            skill=one.skill,
            state=one.state.value,
        )
        for one, number in found
    )


async def _booked(reader: Reader, connection: AsyncConnection, found: Appointment, language: str) -> Booked:
    zone = await zones.get(connection, found.zone_id)
    ticket = await tickets.get(connection, found.ticket_id)
    item = await items.current(connection, found.item_code, reader.now())
    clock = ZoneInfo(zone.timezone)
    return Booked(
        id=found.id,
        zone_id=found.zone_id,
        skill=found.skill,
        state=found.state.value,
        number=ticket.number,
        item_title=item.title[language],
        zone_name=zone.name[language],
        place=zone.place[language],
        starts_at=found.starts_at.astimezone(clock),
        ends_at=found.ends_at.astimezone(clock),
        booked_at=found.booked_at,
        moved_at=found.moved_at,
        language=found.language,
        revision=found.revision,
        secret=await appointments.known_secret(connection, reader.vault, found.id),
    )
