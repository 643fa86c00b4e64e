"""What must be known of clerks who call, and of the visits that they would meet: each in one statement for all."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.meetings.participants import State as SeatState
from desk.model.notices import Purpose
from desk.model.turns.duties import Duty
from desk.store.sessions import IS_OPEN
from desk.store.tables import cases, consents, duties, participants, sessions, staff, visits
from desk.store.turns.duties import duty_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A clerk who calls: whether a session of theirs is open, or they sit in a colleague's; their duty, if they have
    been at a console."""

    in_session: bool
    sits_in: bool
    duty: Duty | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A visit whose consent stands. `case_id`: its case; empty while it has none."""

    visit_id: str
    applicant_id: str
    item_code: str
    item_version: int
    consent_id: str
    case_id: str


async def of(connection: AsyncConnection, staff_ids: Collection[str]) -> dict[str, Caller]:
    """These clerks, by id."""
    s, p = staff.c, participants.c
    own = exists().where(sessions.c.clerk_id == s.id, IS_OPEN).correlate(staff)
    elsewhere = exists().where(p.staff_id == s.id, p.state == SeatState.JOINED, p.session_id == sessions.c.id, IS_OPEN)
    query = (
        select(s.id, own.label("own"), elsewhere.correlate(staff).label("elsewhere"), duties)
        .select_from(staff.outerjoin(duties, duties.c.staff_id == s.id))
        .where(s.id.in_(sorted(staff_ids)))
    )
    return {
        row.id: Caller(
            in_session=bool(row.own), sits_in=bool(row.elsewhere), duty=duty_of(row) if row.staff_id else None
        )
        for row in (await connection.execute(query)).all()
    }


async def ready(connection: AsyncConnection, visit_ids: Collection[str]) -> dict[str, Ready]:
    """Those of these visits whose consent stands, by id."""
    v = visits.c
    consented = (consents.c.visit_id == v.id) & (consents.c.purpose == Purpose.VISIT)
    query = (
        select(
            v.id.label("visit_id"),
            v.applicant_id,
            v.item_code,
            v.item_version,
            consents.c.id.label("consent_id"),
            cases.c.id.label("case_id"),
        )
        .join(consents, consented & consents.c.withdrawn_at.is_(None))
        .outerjoin(cases, cases.c.visit_id == v.id)
        .where(v.id.in_(sorted(visit_ids)))
    )
    rows = (await connection.execute(query)).mappings()
    return {row["visit_id"]: Ready(**dict(row) | {"case_id": row["case_id"] or ""}) for row in rows}
