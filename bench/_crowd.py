"""A crowd for benches and trials of scale: clerks, and applicants who consented and took a turn, written set-wise.

What is written is what the actions leave behind (tests/desk/world.py plays them one by one): a visit at a corner of its
own, its standing consent, a ticket in its line, and the fact of it in the ledger.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, insert

from desk.actions import facts
from desk.model.events import Tag
from desk.model.items import Item
from desk.model.notices import Purpose
from desk.model.people import Applicant
from desk.model.staff import Role, Staff
from desk.model.turns import order, routing
from desk.model.turns.order import Priority, Reason
from desk.model.turns.tickets import Source, State, Ticket, number
from desk.model.visits import State as VisitState
from desk.model.zones import Zone
from desk.store import items, people, rows, staff, tables, zones
from desk.store.unit import Store, Unit

ITEM = "JM-SI-001"
AT_ONCE = 1_000
APART = timedelta(milliseconds=200)
LANGUAGES = {"MO": ("zh-Hant-MO", "pt-MO"), "HK": ("zh-Hant-HK", "en-HK")}
"""What is read in a zone, by its jurisdiction."""
CLASSES = (
    *[(Priority.ORDINARY, Reason.NONE)] * 16,
    *[(Priority.CARE, Reason.ELDERLY)] * 3,
    (Priority.APPOINTMENT, Reason.APPOINTMENT),
)
"""One after the other: of twenty turns three are of elderly people, and one was booked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    unit: Unit
    zone: Zone
    item: Item
    applicant: Applicant


async def clerks(store: Store, count: int) -> list[Staff]:
    """So many clerks, each at a window of their own, who serve everybody. They cannot sign in: they have no secrets."""
    people_ = [
        Staff(
            id=store.chance.id(),
            login=f"crowd{each}",
            name=f"窗口{each}",
            role=Role.CLERK,
            zone_id="",
            language="zh-Hans-CN",
            window=f"K{each:02d}",
            skills=("social-insurance",),
        )
        for each in range(count)
    ]
    async with store.write() as unit:
        for person in people_:
            await staff.add(unit, person)
    return people_


async def applicants(store: Store, count: int) -> list[Ticket]:
    """So many turns, shared by the zones; they were taken one after another until now."""
    taken: list[Ticket] = []
    async with store.write() as unit:
        every = await zones.every(unit.connection)
        item = await items.current(unit.connection, ITEM, unit.now)
        applicant = await people.add_applicant(unit, ())
        for each, zone in enumerate(every):
            place = _Place(unit=unit, zone=zone, item=item, applicant=applicant)
            taken += await _wait(place, count // len(every) + (each < count % len(every)), each)
    return taken


async def _wait(place: _Place, count: int, seed: int) -> list[Ticket]:
    """The crowd of one zone."""
    unit = place.unit
    made = [_ticket(place, each + 1, count) for each in range(count)]
    corners = [unit.chance.id() for _ in made]
    await _keep(unit, tables.corners, [_corner(place, id_, f"{seed}-{n}") for n, id_ in enumerate(corners)])
    await _keep(unit, tables.visits, [_visit(place, *both) for both in zip(made, corners, strict=True)])
    await _keep(unit, tables.consents, [_consent(place, ticket) for ticket in made])
    day = unit.now.astimezone(ZoneInfo(place.zone.timezone)).date()
    await _keep(unit, tables.tickets, [rows.values(ticket) | {"clerk_id": None, "day": day} for ticket in made])
    for ticket in made:
        unit.record(facts.of_ticket(Tag.TICKET_TAKEN, ticket, f"visit:{ticket.visit_id}"))
    return made


async def _keep(unit: Unit, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        await unit.connection.execute(insert(table), rows[start : start + AT_ONCE])


def _ticket(place: _Place, count: int, of: int) -> Ticket:
    unit, item = place.unit, place.item
    language = LANGUAGES[place.zone.jurisdiction][count % 2]
    speech = routing.OF_LANGUAGE[language]
    priority, reason = CLASSES[count % len(CLASSES)]
    taken_at: datetime = unit.now - APART * (of - count)
    return Ticket(
        id=unit.chance.id(),
        zone_id=place.zone.id,
        visit_id=unit.chance.id(),
        number=number("K", count),
        source=Source.CORNER,
        item_code=item.code,
        skill=item.skill,
        speech=speech,
        language=language,
        line=routing.line(place.zone.id, item.skill, speech),
        state=State.WAITING,
        priority=priority,
        reason=reason,
        taken_at=taken_at,
        stands_at=order.stands_at(priority, taken_at, order.Rules()),
        moved_at=taken_at,
    )


def _corner(place: _Place, corner_id: str, code: str) -> dict[str, Any]:
    name = dict.fromkeys(routing.OF_LANGUAGE, code)
    key = hashlib.sha256(corner_id.encode()).hexdigest()
    told = {"code": f"X{code}", "name": name, "key_hash": key, "browser_hash": "", "help_asked": False}
    return {"id": corner_id, "zone_id": place.zone.id} | told


def _visit(place: _Place, ticket: Ticket, corner_id: str) -> dict[str, Any]:
    return {
        "id": ticket.visit_id,
        "corner_id": corner_id,
        "zone_id": place.zone.id,
        "language": ticket.language,
        "state": VisitState.TICKETED.value,
        "item_code": place.item.code,
        "item_version": place.item.version,
        "applicant_id": place.applicant.id,
        "began_at": ticket.taken_at,
        "away": False,
    }


def _consent(place: _Place, ticket: Ticket) -> dict[str, Any]:
    return {
        "id": place.unit.chance.id(),
        "number": hashlib.sha256(ticket.id.encode()).hexdigest()[:16],
        "visit_id": ticket.visit_id,
        "purpose": Purpose.VISIT.value,
        "notice_id": "crowd",
        "notice_version": 1,
        "jurisdiction": place.zone.jurisdiction,
        "language": ticket.language,
        "text": "",
        "sha256": hashlib.sha256(b"").hexdigest(),
        "agreed": [],
        "given_at": ticket.taken_at,
    }
