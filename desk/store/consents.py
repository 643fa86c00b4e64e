"""Receipts of consent: one that stands for each visit and purpose, and all that were withdrawn."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.consents import Consent
from desk.model.notices import Purpose
from desk.model.visits import State
from desk.store.rows import fields, one, swap, values
from desk.store.tables import bindings, consents, visits
from desk.store.unit import Unit


async def add(unit: Unit, consent: Consent) -> None:
    """Keeps a receipt. Another that stands for the same visit and purpose makes it Stale at the commit."""
    await unit.connection.execute(insert(consents).values(**values(consent) | {"agreed": list(consent.agreed)}))


async def get(connection: AsyncConnection, consent_id: str) -> Consent:
    """One receipt. Raises Missing."""
    return _consent(await one(connection, select(consents).where(consents.c.id == consent_id), "consent"))


async def by_number(connection: AsyncConnection, number: str) -> Consent:
    """The receipt of this number. Raises Missing."""
    return _consent(await one(connection, select(consents).where(consents.c.number == number), "consent"))


async def of_visit(connection: AsyncConnection, visit_id: str) -> list[Consent]:
    """Every receipt of a visit, withdrawn or not, in the order given."""
    query = select(consents).where(consents.c.visit_id == visit_id).order_by(consents.c.given_at, consents.c.id)
    return [_consent(row) for row in (await connection.execute(query)).all()]


async def binding_of(connection: AsyncConnection, applicant_id: str) -> list[Consent]:
    """The consents of a person, at any of their visits, on which a bound account rests now."""
    query = select(consents).join(bindings, bindings.c.consent_id == consents.c.id)
    stands = bindings.c.unbound_at.is_(None) & consents.c.withdrawn_at.is_(None)
    rows = await connection.execute(query.where(bindings.c.applicant_id == applicant_id, stands))
    return [_consent(row) for row in rows.all()]


async def standing(connection: AsyncConnection, visit_id: str, purpose: Purpose = Purpose.VISIT) -> Consent | None:
    """The consent of a visit that stands for this purpose: none once it is withdrawn."""
    query = select(consents).where(
        consents.c.visit_id == visit_id, consents.c.purpose == purpose, consents.c.withdrawn_at.is_(None)
    )
    row = (await connection.execute(query)).one_or_none()
    return _consent(row) if row else None


async def opens_media(connection: AsyncConnection, consent_id: str) -> bool:
    """Whether media may be sent under this receipt: it is a visit's own, was not withdrawn, and the visit is open."""
    query = select(consents.c.id).join(visits, visits.c.id == consents.c.visit_id)
    stands = consents.c.withdrawn_at.is_(None) & (consents.c.purpose == Purpose.VISIT)
    found = query.where(consents.c.id == consent_id, stands, visits.c.state != State.CLOSED)
    return (await connection.execute(found)).one_or_none() is not None


async def may_send(connection: AsyncConnection, visit_ids: Collection[str]) -> frozenset[str]:
    """Which of these visits are open and have a consent to them that stands."""
    query = select(consents.c.visit_id).join(visits, visits.c.id == consents.c.visit_id)
    stands = consents.c.withdrawn_at.is_(None) & (consents.c.purpose == Purpose.VISIT)
    found = query.where(stands, visits.c.state != State.CLOSED, visits.c.id.in_(visit_ids))
    return frozenset((await connection.execute(found)).scalars().all())


async def note_withdrawal(unit: Unit, after: Consent) -> None:
    """Writes down when it was withdrawn. Raises Stale when it was withdrawn before."""
    still = (consents.c.id == after.id) & consents.c.withdrawn_at.is_(None)
    await swap(unit.connection, consents, still, {"withdrawn_at": after.withdrawn_at})


def _consent(row: Row[Any]) -> Consent:
    return Consent(**fields(row, Consent) | {"purpose": Purpose(row.purpose), "agreed": tuple(row.agreed)})
