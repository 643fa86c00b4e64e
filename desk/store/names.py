"""The keyed index of names: which applicants may be called so. It holds hashes of pieces, and no name."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, intersect, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.people import Applicant
from desk.store.tables import name_grams
from desk.store.unit import Unit
from identity import names
from identity.vault import Vault

PURPOSE = "applicants.names"
HEX_DIGITS = 16
"""Of each hash: enough that strangers do not meet by chance, a quarter of the space."""


async def index(unit: Unit, applicant: Applicant) -> None:
    """Writes the index of this applicant's names anew, under the current key."""
    await forget(unit, applicant.id)
    cut = names.pieces(unit.fold, (name.text for name in applicant.names))
    found = {_short(unit.vault.index(PURPOSE, piece)) for piece in cut}
    if found:
        rows = [{"applicant_id": applicant.id, "gram": gram} for gram in sorted(found)]
        await unit.connection.execute(insert(name_grams), rows)


async def forget(unit: Unit, applicant_id: str) -> None:
    """The applicant is not found by name any more."""
    await unit.connection.execute(delete(name_grams).where(name_grams.c.applicant_id == applicant_id))


async def having(connection: AsyncConnection, vault: Vault, wanted: Sequence[str], limit: int) -> list[str]:
    """Ids of at most so many applicants whose names have all these pieces, the newest first; `wanted` is not empty.

    An applicant's pieces are all under one key, so each key of the ring is asked for by itself.
    """
    hashed = [tuple(map(_short, vault.indexes(PURPOSE, piece))) for piece in wanted]
    found: set[str] = set()
    for under_one_key in zip(*hashed, strict=True):
        each = [select(name_grams.c.applicant_id).where(name_grams.c.gram == gram) for gram in under_one_key]
        all_of_them = intersect(*each).subquery() if len(each) > 1 else each[0].subquery()
        query = select(all_of_them.c.applicant_id).order_by(all_of_them.c.applicant_id.desc()).limit(limit)
        found |= {row[0] for row in (await connection.execute(query)).all()}
    return sorted(found, reverse=True)[:limit]


def _short(hashed: bytes) -> str:
    return hashed.hex()[:HEX_DIGITS]
