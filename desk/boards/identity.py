"""What the corner's identity pages show: which documents an item accepts, where the code went, and the summary."""

from dataclasses import dataclass
from datetime import timedelta

from desk.boards.reader import Reader
from desk.model.visits import Visit
from desk.store import codes, items, people

RESEND_SECONDS = 60
PURPOSE = "visit.phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is said once more before a ticket is taken."""

    item_title: str
    masked_document: str
    masked_phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """Where the code went, and in how many seconds another one may be asked for."""

    masked: str
    resend_after_s: int


async def accepted(reader: Reader, visit: Visit) -> tuple[str, ...]:
    """The kinds of document the visit's item accepts, those the provider vouched for first."""
    async with reader.connection() as connection:
        item = await items.get(connection, visit.item_code, visit.item_version)
        vouched = {d.kind for d in await people.documents_of(connection, reader.vault, visit.id)}
    return tuple(sorted(item.documents, key=lambda kind: kind not in vouched))


async def contact(reader: Reader, visit: Visit) -> ContactLine | None:
    """The number of the visit; None when none was given yet."""
    async with reader.connection() as connection:
        known = await people.contact(connection, reader.vault, visit.id)
        if known is None:
            return None
        index = people.phone_index(reader.vault, known.phone)
        since = reader.now() - timedelta(seconds=RESEND_SECONDS)
        _, last = await codes.sent_since(connection, index, PURPOSE, since)
    gone = (reader.now() - last).total_seconds() if last else RESEND_SECONDS
    return ContactLine(masked=known.masked, resend_after_s=max(0, round(RESEND_SECONDS - gone)))


async def summary(reader: Reader, visit: Visit) -> Summary:
    """The confirmed visit in short. Raises Missing."""
    async with reader.connection() as connection:
        item = await items.get(connection, visit.item_code, visit.item_version)
        shown = await people.documents_of(connection, reader.vault, visit.id)
        known = await people.contact(connection, reader.vault, visit.id)
    return Summary(
        item_title=item.title[visit.language],
        masked_document=", ".join(document.masked for document in shown),
        masked_phone=known.masked if known else "",
    )
