"""People: staff look for somebody, and have what is masked shown whole. Both are in the ledger, without what was typed.

Law: a search shows masked values alone; whatever is shown whole was asked for by itself, with a reason, and is recorded
in the same transaction, before it is shown.
"""

from dataclasses import dataclass

from desk.actions.desk import Desk
from desk.model.errors import BadInput, NotAllowed, SearchTooShort
from desk.model.events import Event, Tag
from desk.model.staff import Permission, Staff
from desk.model.unmasking import Reason, What
from desk.store import sessions
from desk.store.finding import people as finding
from desk.store.finding.people import Opened
from desk.store.unit import Unit
from identity import documents, names, phones
from identity.documents import RawNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for: `by` name, document or phone; `of` is the kind of document or the region of the phone."""

    by: str
    typed: str
    of: str = ""


async def search(desk: Desk, staff: Staff, sought: Sought) -> tuple[str, ...]:
    """Ids of the applicants found, the newest first, at most `finding.MOST`.

    Raises SearchTooShort, BadInput, DocumentError, PhoneError.
    """
    async with desk.store.write() as unit:
        found = await _found(desk, unit, sought)
        unit.record(
            Event(
                tag=Tag.PERSON_SEARCHED,
                subject=staff.id,
                actor=f"staff:{staff.id}",
                data={"by": sought.by, "found": len(found)},
            )
        )
    return tuple(found)


async def unmask(desk: Desk, staff: Staff, what: str, row_id: str, reason: str) -> str:
    """The whole value. A clerk sees those of their own open session alone. Raises BadInput, Missing, NotAllowed."""
    try:
        wanted, why = What(what), Reason(reason)
    except ValueError:
        raise BadInput("what or why") from None
    async with desk.store.write() as unit:
        opened = await _opened(unit, wanted, row_id)
        if not staff.may(Permission.FIND_PEOPLE) and not await _is_with(unit, staff, opened):
            raise NotAllowed("nobody of this clerk's open session")
        unit.record(
            Event(
                tag=Tag.PERSON_UNMASKED,
                subject=opened.applicant_id,
                actor=f"staff:{staff.id}",
                visit_id=opened.visit_id,
                data={"what": wanted.value, "row": row_id, "reason": why.value},
            )
        )
    return opened.text


async def _found(desk: Desk, unit: Unit, sought: Sought) -> list[str]:
    connection, vault = unit.connection, unit.vault
    match sought.by:
        case "name":
            if not names.wanted(desk.scripts.fold, sought.typed):
                raise SearchTooShort("two characters at least")
            return await finding.by_name(connection, vault, desk.scripts.fold, sought.typed)
        case "document":
            document = documents.parse(documents.parse_kind(sought.of), RawNumber(sought.typed))
            return await finding.by_document(connection, vault, document)
        case "phone":
            phone = phones.parse(sought.typed, phones.parse_region(sought.of))
            return await finding.by_phone(connection, vault, phone.e164)
        case _:
            raise BadInput("by")


async def _opened(unit: Unit, what: What, row_id: str) -> Opened:
    match what:
        case What.DOCUMENT:
            return await finding.document(unit.connection, unit.vault, row_id)
        case What.PHONE:
            return await finding.phone(unit.connection, unit.vault, row_id)
        case What.NAME:
            return await finding.name(unit.connection, unit.vault, row_id)


async def _is_with(unit: Unit, staff: Staff, opened: Opened) -> bool:
    session = await sessions.open_of_clerk(unit.connection, staff.id)
    return session is not None and session.visit_id == opened.visit_id
