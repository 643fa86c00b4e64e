"""Ratings 好差評 as the store keeps them; the applicant's own words are sealed."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.ratings import Comment, Rating, Why
from desk.store.rows import fields, upsert, values
from desk.store.tables import ratings
from desk.store.unit import Unit
from identity.vault import Place, Vault


async def keep(unit: Unit, rating: Rating) -> None:
    """Keeps a rating in place of an earlier one of the visit."""
    comment, row = rating.comment, values(rating)
    row |= {
        "reasons": [why.value for why in rating.reasons],
        "comment": unit.vault.seal_text(comment.text, _place(rating.visit_id)) if comment else None,
        "language": comment.language if comment else "",
        "script": comment.script if comment else "",
    }
    await unit.connection.execute(upsert(unit.connection, ratings, row))


async def of_visit(connection: AsyncConnection, vault: Vault, visit_id: str) -> Rating | None:
    """The visit's rating, if one was given."""
    row = (await connection.execute(select(ratings).where(ratings.c.visit_id == visit_id))).one_or_none()
    return _rating(row, vault) if row else None


def _rating(row: Row[Any], vault: Vault) -> Rating:
    told = fields(row, Rating)
    comment = None
    if row.comment is not None:
        text = vault.open_text(row.comment, _place(row.visit_id))
        comment = Comment(text=text, language=row.language, script=row.script)
    return Rating(**told | {"reasons": tuple(Why(why) for why in row.reasons), "comment": comment})


def _place(visit_id: str) -> Place:
    return Place(table="ratings", column="comment", row=visit_id)
