"""Staff send a message to a corner, or call the holder of a turn to come somewhere, loudly: there and in the hall."""

from desk.actions.desk import Desk
from desk.actions.turns import zoned
from desk.model.errors import BadInput, Missing, NotReady
from desk.model.events import Event, Tag
from desk.model.staff import Staff
from desk.model.turns.corner_notices import LONGEST, CornerNotice, Kind
from desk.model.turns.tickets import OVER
from desk.model.zones import Corner
from desk.store import corners, visits
from desk.store import staff as accounts
from desk.store.turns import corner_notices, tickets
from desk.store.unit import Unit

COUNTER = "counter"
"""Where the zone's staff stand."""


async def send(desk: Desk, corner_id: str, text: str, by: Staff) -> None:
    """A message in the words of whoever sends it, shown until it is put away. Raises Missing, NotAllowed, BadInput."""
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise BadInput("text")
    async with desk.store.write() as unit:
        corner = await corners.get(unit.connection, corner_id)
        zoned.check(by, corner.zone_id)
        notice = CornerNotice(
            id=unit.chance.id(),
            zone_id=corner.zone_id,
            corner_id=corner_id,
            ticket_id="",
            kind=Kind.MESSAGE,
            place="",
            text=text,
            language=by.language,
            by_id=by.id,
            sent_at=unit.now,
        )
        await corner_notices.add(unit, notice)
        unit.record(_fact(Tag.CORNER_MESSAGED, corner_id, notice, f"staff:{by.id}"))


async def call_for(desk: Desk, ticket_id: str, place: str, by: Staff) -> None:
    """The holder of a turn is to come to the counter, a window or a corner.

    Called again elsewhere, the newer call stands alone. Raises Missing, NotAllowed, NotReady: the turn is over,
    BadInput: no such place.
    """
    async with desk.store.write() as unit:
        ticket = await tickets.get(unit.connection, ticket_id)
        zoned.check(by, ticket.zone_id)
        if ticket.state in OVER:
            raise NotReady("the turn is over")
        await _check_place(unit, place, ticket.zone_id)
        visit = await visits.get(unit.connection, ticket.visit_id) if ticket.visit_id else None
        await corner_notices.dismiss_calls(unit, ticket_id)
        notice = CornerNotice(
            id=unit.chance.id(),
            zone_id=ticket.zone_id,
            corner_id=visit.corner_id if visit else "",
            ticket_id=ticket_id,
            kind=Kind.COME,
            place=place,
            text="",
            language=ticket.language,
            by_id=by.id,
            sent_at=unit.now,
        )
        await corner_notices.add(unit, notice)
        unit.record(_fact(Tag.TICKET_CALLED_FOR, ticket_id, notice, f"staff:{by.id}", ticket.visit_id))


async def put_away(desk: Desk, notice_id: str, corner: Corner) -> None:
    """Whoever sits there has read it. Raises Missing, also for another corner's."""
    async with desk.store.write() as unit:
        notice = await corner_notices.get(unit.connection, unit.vault, notice_id)
        if notice.corner_id != corner.id:
            raise Missing("notice")
        await corner_notices.dismiss(unit, notice_id)
        unit.record(_fact(Tag.CORNER_NOTICE_DISMISSED, corner.id, notice, f"corner:{corner.id}"))


async def _check_place(unit: Unit, place: str, zone_id: str) -> None:
    kind, _, name = place.partition("/")
    if kind == "corner" and (await corners.get(unit.connection, name)).zone_id == zone_id:
        return
    if kind == "window" and name in {person.window for person in await accounts.every(unit.connection)} - {""}:
        return
    if place != COUNTER:
        raise BadInput("place")


def _fact(tag: Tag, subject: str, notice: CornerNotice, actor: str, visit_id: str = "") -> Event:
    """What was sent stays out of the ledger: it is a person's words."""
    data: dict[str, str | int] = {"notice": notice.id, "kind": notice.kind.value, "place": notice.place}
    return Event(tag=tag, subject=subject, actor=actor, zone_id=notice.zone_id, visit_id=visit_id, data=data)
