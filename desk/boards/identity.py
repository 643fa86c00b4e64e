"""What the corner's identity pages show: which documents an item accepts, where the code went, and the summary."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from desk.boards.reader import Reader
from desk.model.codes import Use
from desk.model.deliveries import State
from desk.model.visits import Visit
from desk.store import codes, deliveries, items, people
from identity.codes import LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is said once more before a ticket is taken."""

    item_title: str
    masked_document: str
    masked_phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """Where the code went, in how many seconds another one may be asked for, and how far the message came (a state of
    `model.deliveries`, `another-way` while it is tried over another channel; empty when none was sent)."""

    masked: str
    resend_after_s: int
    delivery: str


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
        last = await codes.last_to(connection, reader.vault, (visit.id, Use.VISIT_PHONE), known.phone)
        sent = await deliveries.newest(connection, visit.id, Use.VISIT_PHONE)
    wait = last + LIMITS.resend_after - reader.now() if last else timedelta(0)
    on_another_way = sent is not None and sent.channel > 0 and sent.state is State.QUEUED
    return ContactLine(
        masked=known.masked,
        resend_after_s=max(0, ceil(wait.total_seconds())),
        delivery="another-way" if on_another_way else sent.state.value if sent else "",
    )


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
