"""What a screen may show of a bound mainland account: masked numbers and since when; usable, not visible."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.reader import Reader
from desk.model.visits import Visit
from desk.store import bindings, holders
from identity.documents import Kind

THERE = frozenset({Kind.HOME_RETURN_PERMIT, Kind.RESIDENCE_PERMIT, Kind.MAINLAND_ID})
"""Kinds of document that the mainland gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingLine:
    """One binding as staff and its owner see it. `masked`: (kind, masked number)."""

    id: str
    provider: str
    masked: tuple[tuple[str, str], ...]
    since: datetime


async def of_applicant(connection: AsyncConnection, applicant_id: str) -> BindingLine | None:
    """The applicant's mainland account, while it is bound."""
    binding = await bindings.mainland_of(connection, applicant_id)
    if binding is None:
        return None
    held = await holders.of_applicant(connection, applicant_id)
    return BindingLine(
        id=binding.id,
        provider=binding.provider,
        masked=tuple((one.kind, one.masked) for one in held if one.kind in THERE),
        since=binding.bound_at,
    )


async def of_visit(reader: Reader, visit: Visit) -> BindingLine | None:
    """That of the visit's applicant."""
    async with reader.connection() as connection:
        return await of_applicant(connection, visit.applicant_id)
