"""What items are called, read without opening their whole definitions."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.store.catalogue import words
from desk.store.tables import items

Version = tuple[str, int]
"""An item's code and version."""


async def of_versions(
    connection: AsyncConnection, versions: Collection[Version], language: str
) -> Mapping[Version, str]:
    """The title of each version in the language of this tag."""
    if not versions:
        return {}
    title = items.c.definition["title"][language].as_string()
    query = select(items.c.code, items.c.version, title.label("title")).where(words.among(versions))
    rows = (await connection.execute(query)).all()
    return {(row.code, row.version): row.title for row in rows if (row.code, row.version) in versions}


async def of_skills(connection: AsyncConnection, language: str) -> Mapping[str, str]:
    """What the department behind each skill is called."""
    called = items.c.definition["department_name"][language].as_string()
    rows = (await connection.execute(select(items.c.skill, called.label("called")).distinct())).all()
    return {row.skill: row.called for row in rows}
