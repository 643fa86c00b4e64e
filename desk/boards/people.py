"""What a screen may show of a person: names as they are spelt, numbers masked. Sealed numbers stay sealed."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.boards.parts import NameLine
from desk.model.people import Applicant
from desk.store.tables import contacts, documents


def name_lines(applicant: Applicant) -> tuple[NameLine, ...]:
    """Every spelling of the applicant's name, as its source has it."""
    return tuple(
        NameLine(text=name.text, lang=name.language, source=name.source, form=name.form or "")
        for name in applicant.names
    )


async def masked_phone(connection: AsyncConnection, visit_id: str) -> str:
    """How the number confirmed in a visit may be shown; empty before it is."""
    query = select(contacts.c.masked).where(contacts.c.visit_id == visit_id)
    return (await connection.execute(query)).scalar_one_or_none() or ""


async def masked_documents(connection: AsyncConnection, visit_id: str) -> tuple[tuple[str, str, str, str], ...]:
    """(id, kind, masked number, what was checked) of each document shown in a visit."""
    d = documents.c
    query = select(d.id, d.kind, d.masked, d.checked).where(d.visit_id == visit_id).order_by(d.id)
    return tuple((row.id, row.kind, row.masked, row.checked) for row in (await connection.execute(query)).all())
