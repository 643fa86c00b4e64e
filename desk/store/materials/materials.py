"""Materials 材料 as the store keeps them; their pictures are files."""

from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.materials.materials import Material, Picture, State
from desk.store.rows import fields, swap, upsert, values
from desk.store.tables import files, materials
from desk.store.unit import Unit


async def add(unit: Unit, material: Material) -> None:
    """Keeps a material that was asked for."""
    await unit.connection.execute(insert(materials).values(**_values(material)))


async def of_case(connection: AsyncConnection, case_id: str) -> dict[str, Material]:
    """The case's materials by code."""
    rows = (await connection.execute(select(materials).where(materials.c.case_id == case_id))).all()
    return {row.code: _material(row) for row in rows}


async def change(unit: Unit, before: Material, after: Material) -> None:
    """Writes `after` while the material still stands as in `before`. Raises Stale."""
    stands = (materials.c.id == before.id) & (materials.c.state == before.state)
    await swap(unit.connection, materials, stands, _values(after))


async def note_file(unit: Unit, picture: Picture) -> None:
    """Notes a file that was kept."""
    row = {"sha256": picture.sha256, "media_type": picture.media_type, "size": picture.size, "kept_at": unit.now}
    await unit.connection.execute(upsert(unit.connection, files, row))


def _values(material: Material) -> dict[str, Any]:
    picture = values(material.picture) if material.picture else None
    return values(material) | {"picture": picture, "sha256": material.picture.sha256 if material.picture else None}


def _material(row: Row[Any]) -> Material:
    picture = Picture(**row.picture) if row.picture else None
    return Material(**fields(row, Material) | {"state": State(row.state), "picture": picture})
