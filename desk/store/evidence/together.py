"""Cases that were handled in one visit are proven together: the film shows them all."""

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.sessions import Session
from desk.store.cases import cases
from desk.store.tables import cases as case_rows
from desk.store.tables import sessions


def about(case_id: str) -> ColumnElement[bool]:
    """Meetings about this case: those that ended with it on the table, and all of its visit."""
    visit = select(case_rows.c.visit_id).where(case_rows.c.id == case_id).scalar_subquery()
    return or_(sessions.c.case_id == case_id, sessions.c.visit_id == visit)


async def of_meeting(connection: AsyncConnection, session: Session) -> list[str]:
    """The cases a meeting was about: every one of its visit."""
    return list(dict.fromkeys([session.case_id, *await beside(connection, session.visit_id)]))


async def beside(connection: AsyncConnection, visit_id: str) -> list[str]:
    """The cases of one visit."""
    return [case.id for case in await cases.every_of_visit(connection, visit_id)]
