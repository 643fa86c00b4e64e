"""Materials 材料 and their pages as the store keeps them; the pages themselves are files."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.cases.cases import LODGED, Case
from desk.model.materials.legibility import Grades, Trouble
from desk.model.materials.materials import Material, State
from desk.model.materials.pages import Origin, Page, Picture, Source
from desk.store.rows import fields, swap, upsert, values
from desk.store.tables import cases, files, material_pages, material_views, materials
from desk.store.unit import Unit


async def add(unit: Unit, material: Material) -> None:
    """Keeps a material, with the pages that it has."""
    await unit.connection.execute(insert(materials).values(**_values(material)))
    await _write_pages(unit, material, ())


async def of_case(connection: AsyncConnection, case_id: str) -> dict[str, Material]:
    """The case's materials by code, each with its pages in order."""
    rows = (await connection.execute(select(materials).where(materials.c.case_id == case_id))).all()
    kept = await _pages_of(connection, [row.id for row in rows])
    return {row.code: _material(row, tuple(kept[row.id])) for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What the same person gave before: the material, and the number of its case."""

    case_number: str
    material: Material


async def earlier(connection: AsyncConnection, case: Case, codes: Collection[str]) -> dict[str, Earlier]:
    """The newest that the case's applicant gave of these papers in another case, by code."""
    if not codes:
        return {}
    m, c = materials.c, cases.c
    query = (
        select(materials, c.number)
        .join(cases, c.id == m.case_id)
        .where(c.applicant_id == case.applicant_id, c.id != case.id, c.state.in_(sorted(LODGED)))
        .where(m.code.in_(codes), m.state == State.KEPT.value)
        .order_by(m.moved_at)
    )
    rows = {row.code: row for row in (await connection.execute(query)).all()}
    kept = await _pages_of(connection, [row.id for row in rows.values()])
    return {
        code: Earlier(case_number=row.number, material=_material(row, tuple(kept[row.id])))
        for code, row in rows.items()
        if kept[row.id]
    }


async def change(unit: Unit, before: Material, after: Material) -> None:
    """Writes `after` while the material still stands as in `before`. Raises Stale."""
    stands = (materials.c.id == before.id) & (materials.c.state == before.state)
    stands &= materials.c.moved_at == before.moved_at
    await swap(unit.connection, materials, stands, _values(after))
    await _write_pages(unit, after, before.pages)


async def note_file(unit: Unit, sha256: str, media_type: str, size: int) -> None:
    """Notes a file that was kept."""
    row = {"sha256": sha256, "media_type": media_type, "size": size, "kept_at": unit.now}
    await unit.connection.execute(upsert(unit.connection, files, row))


def stands_for(kept: Mapping[str, Material]) -> list[tuple[str, str]]:
    """Each material that has pages by its code and what stands for them: what the applicant signs."""
    return [(code, material.digest) for code, material in kept.items() if material.pages]


async def _write_pages(unit: Unit, material: Material, before: Sequence[Page]) -> None:
    """A material has few pages, and they change as one: all of them are written anew."""
    if material.pages == before:
        return
    gone = [page.id for page in before]
    await unit.connection.execute(delete(material_views).where(material_views.c.page_id.in_(gone)))
    await unit.connection.execute(delete(material_pages).where(material_pages.c.id.in_(gone)))
    if not material.pages:
        return
    rows = [_page_values(material.id, place, page) for place, page in enumerate(material.pages)]
    await unit.connection.execute(insert(material_pages), rows)
    views = [
        {"page_id": page.id, "leaf": leaf, "sha256": sha256}
        for page in material.pages
        for leaf, sha256 in enumerate(page.views)
    ]
    if views:
        await unit.connection.execute(insert(material_views), views)


async def _pages_of(connection: AsyncConnection, material_ids: Sequence[str]) -> dict[str, list[Page]]:
    found: dict[str, list[Page]] = defaultdict(list)
    if not material_ids:
        return found
    p, v = material_pages.c, material_views.c
    rows = (await connection.execute(select(material_pages).where(p.material_id.in_(material_ids)))).all()
    mine = select(v.page_id, v.sha256).join(material_pages, p.id == v.page_id).where(p.material_id.in_(material_ids))
    shown: dict[str, list[str]] = defaultdict(list)
    for page_id, sha256 in (await connection.execute(mine.order_by(v.page_id, v.leaf))).all():
        shown[page_id].append(sha256)
    for row in sorted(rows, key=lambda row: row.place):
        found[row.material_id].append(_page(row, tuple(shown[row.id])))
    return found


def _values(material: Material) -> dict[str, Any]:
    told = values(material)
    del told["pages"]
    return told


def _material(row: Row[Any], pages: tuple[Page, ...]) -> Material:
    told = {name: row._mapping[name] for name in ("id", "case_id", "code", "moved_at", "wanted")}
    return Material(**told, state=State(row.state), pages=pages)


def _page_values(material_id: str, place: int, page: Page) -> dict[str, Any]:
    origin = page.origin
    return values(page.picture) | {
        "id": page.id,
        "material_id": material_id,
        "place": place,
        "source": page.source.value,
        "by": page.by,
        "kept_at": page.kept_at,
        "grades": asdict(page.grades) if page.grades else None,
        "despite": page.despite.value if page.despite else None,
        "origin": asdict(origin) | {"kept_at": origin.kept_at.isoformat()} if origin else None,
    }


def _page(row: Row[Any], views: tuple[str, ...]) -> Page:
    origin = row.origin
    return Page(
        id=row.id,
        picture=Picture(**fields(row, Picture)),
        views=views,
        source=Source(row.source),
        by=row.by,
        kept_at=row.kept_at,
        grades=Grades(**row.grades) if row.grades else None,
        despite=Trouble(row.despite) if row.despite else None,
        origin=Origin(**origin | {"kept_at": datetime.fromisoformat(origin["kept_at"])}) if origin else None,
    )
