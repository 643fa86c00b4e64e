"""Staff look for cases, and carry what they found away. Both are in the ledger, without what was typed.

Law: who works in one zone finds that zone's cases. Nothing is shown before the ledger has the search, and no file goes
out before the ledger has its hash; why it was made is sealed beside it, in the words it was written in.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from desk.actions.desk import Desk
from desk.model.cases.cases import State
from desk.model.errors import BadInput, NotAllowed, SearchTooShort
from desk.model.events import Event, Tag
from desk.model.staff import Staff
from desk.store.finding import exports, typed
from desk.store.finding.cases import Finder, Hit, Page
from desk.store.finding.exports import Export
from desk.store.finding.scopes import Scope
from desk.store.finding.ways import ways

MOST_EXPORTED = 5_000
"""Cases in one file; who needs more asks for days or zones one by one."""
AT_A_TIME = 100
FORMATS = ("csv", "xlsx")
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for. Empty parts ask for nothing; `cursor` goes on from an earlier page."""

    typed: str = ""
    zone_id: str = ""
    item: str = ""
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    cursor: str = ""


async def search(desk: Desk, staff: Staff, sought: Sought) -> Page:
    """A page of cases, the nearest first. Raises SearchTooShort, NotAllowed, BadInput."""
    async with desk.store.read() as connection:
        finder = Finder(connection=connection, vault=desk.store.vault, fold=desk.scripts.fold)
        page = await finder.page(_asked(desk, sought), _scope(staff, sought), sought.cursor)
    async with desk.store.write() as unit:
        told: dict[str, str | int | bool] = {"by": _by(sought), "found": len(page.hits), "further": bool(sought.cursor)}
        unit.record(Event(tag=Tag.CASES_SEARCHED, subject=staff.id, actor=f"staff:{staff.id}", data=told))
    return page


async def collect(desk: Desk, staff: Staff, sought: Sought) -> tuple[Hit, ...]:
    """All that is found, at most `MOST_EXPORTED`. Raises SearchTooShort, NotAllowed, BadInput."""
    found: list[Hit] = []
    text, scope, sought = _asked(desk, sought), _scope(staff, sought), replace(sought, cursor="")
    async with desk.store.read() as connection:
        finder = Finder(connection=connection, vault=desk.store.vault, fold=desk.scripts.fold)
        while True:
            page = await finder.page(text, scope, sought.cursor, AT_A_TIME)
            found += page.hits
            if not page.cursor or len(found) >= MOST_EXPORTED:
                return tuple(found[:MOST_EXPORTED])
            sought = replace(sought, cursor=page.cursor)


async def export(desk: Desk, staff: Staff, reason: str, form: str, count: int, content: bytes) -> None:
    """Notes that this file with so many cases is carried away, and why. Raises BadInput."""
    if not reason.strip() or len(reason) > LONGEST_REASON or form not in FORMATS:
        raise BadInput("reason or format")
    async with desk.store.write() as unit:
        made = Export(
            id=unit.chance.id(),
            staff_id=staff.id,
            reason=reason.strip(),
            format=form,
            count=count,
            sha256=hashlib.sha256(content).hexdigest(),
            made_at=unit.now,
        )
        await exports.add(unit, made)
        told: dict[str, str | int | bool] = {"format": form, "count": count, "sha256": made.sha256}
        unit.record(Event(tag=Tag.CASES_EXPORTED, subject=made.id, actor=f"staff:{staff.id}", data=told))


def _asked(desk: Desk, sought: Sought) -> str:
    """Raises SearchTooShort."""
    text = sought.typed.strip()
    if text and not typed.understand(text).is_number and not ways(desk.store.vault, desk.scripts.fold, text):
        raise SearchTooShort("two characters at least")
    return text


def _by(sought: Sought) -> str:
    if not sought.typed.strip():
        return "list"
    return "number" if typed.understand(sought.typed).is_number else "words"


def _scope(staff: Staff, sought: Sought) -> Scope:
    """What this person may find of it. Raises NotAllowed, BadInput."""
    zone_id = sought.zone_id or staff.zone_id
    if staff.zone_id and zone_id != staff.zone_id:
        raise NotAllowed("another zone")
    if sought.state and sought.state not in list(State):
        raise BadInput("state")
    return Scope(
        zones=(zone_id,) if zone_id else (),
        item=sought.item.strip().upper(),
        state=sought.state,
        since=sought.since,
        until=sought.until,
    )
