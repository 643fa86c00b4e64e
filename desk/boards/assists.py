"""What the corner sees of its request to have a document looked at, and what staff of the zone see of it."""

from dataclasses import dataclass
from datetime import datetime

from desk.boards.reader import Reader
from desk.model.assists import State
from desk.model.people import Name
from desk.model.staff import Staff
from desk.model.visits import Visit
from desk.store import assists, corners, demands, items, visits
from desk.store import staff as employed
from identity.assurance import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The corner's view. `state`: none, asked, seen, alone, confirmed, refused, over. `may_ask`: the item allows it."""

    state: str
    may_ask: bool
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistView:
    """What staff see. `kinds` are those the item accepts. `is_first`: the viewer saw it first, and cannot confirm.

    `names` are as the first person wrote them; the number is not shown: the second reads it from the document anew.
    """

    id: str
    state: str
    zone_id: str
    corner_name: str
    item_title: str
    language: str
    kinds: tuple[str, ...]
    kind: str
    names: tuple[Name, ...]
    first_name: str
    is_first: bool
    ends_at: datetime


async def progress(reader: Reader, visit: Visit) -> Progress:
    """How the visit's request fares."""
    async with reader.connection() as connection:
        known = await assists.newest(connection, visit.id)
        item = await items.get(connection, visit.item_code, visit.item_version)
    state = known.state if known else "none"
    if known is not None and state in (State.ASKED, State.SEEN) and not known.is_waiting(reader.now()):
        state = State.OVER
    may_ask = demands.demand_of(item).level is not Level.HIGH
    return Progress(state=state, may_ask=may_ask, ends_at=known.ends_at if known else None)


async def for_staff(reader: Reader, assist_id: str, viewer: Staff) -> AssistView:
    """One request, in the viewer's language. Raises Missing."""
    async with reader.connection() as connection:
        known = await assists.get(connection, assist_id)
        visit = await visits.get(connection, known.visit_id)
        item = await items.get(connection, visit.item_code, visit.item_version)
        corner = await corners.get(connection, known.corner_id)
        _, names = await assists.read(connection, reader.vault, assist_id)
        everybody = {person.id: person.name for person in await employed.every(connection)}
    waits = known.is_waiting(reader.now()) or known.state not in (State.ASKED, State.SEEN)
    return AssistView(
        id=known.id,
        state=known.state if waits else State.OVER,
        zone_id=known.zone_id,
        corner_name=corner.name[viewer.language],
        item_title=item.title[viewer.language],
        language=visit.language,
        kinds=item.documents,
        kind=known.kind,
        names=names if known.state is State.SEEN else (),
        first_name=everybody.get(known.first_id, ""),
        is_first=known.first_id == viewer.id,
        ends_at=known.ends_at,
    )
