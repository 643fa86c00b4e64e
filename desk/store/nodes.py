"""Media nodes and the rooms placed on them, as the store keeps them. A room is one visit's place on a node."""

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.model.nodes import Node, State
from desk.store.rows import swap, upsert
from desk.store.tables import media_nodes, rooms
from desk.store.unit import Unit


async def beat(unit: Unit, name: str, legs: int, state: State) -> None:
    """The node lives, carries so many legs, and is in this state."""
    row = {"name": name, "legs": legs, "state": state.value, "seen_at": unit.now}
    await unit.connection.execute(upsert(unit.connection, media_nodes, row))


async def forget(unit: Unit, name: str) -> None:
    """The node is no more."""
    await unit.connection.execute(delete(media_nodes).where(media_nodes.c.name == name))


async def every(connection: AsyncConnection) -> list[Node]:
    """All nodes that were heard of, alive or not."""
    rows = (await connection.execute(select(media_nodes).order_by(media_nodes.c.name))).all()
    linked = await _linked(connection)
    return [
        Node(
            name=row.name,
            legs=row.legs,
            state=State(row.state),
            seen_at=row.seen_at,
            linked=linked is None or ear_name(row.name) in linked,
        )
        for row in rows
    ]


def ear_name(node: str) -> str:
    """What a node's ear calls itself towards PostgreSQL (`application_name`)."""
    return f"desk-media-{node}"


async def _linked(connection: AsyncConnection) -> frozenset[str] | None:
    """By what name others are connected to this database; None where the engine has no connections to tell of."""
    if connection.dialect.name != "postgresql":
        return None
    query = text("SELECT application_name FROM pg_stat_activity WHERE datname = current_database()")
    return frozenset((await connection.execute(query)).scalars())


async def coming(connection: AsyncConnection) -> dict[str, int]:
    """By node, how many rooms were placed on it since it last gave a sign of life."""
    since = (rooms.c.node == media_nodes.c.name) & (rooms.c.placed_at > media_nodes.c.seen_at)
    query = select(rooms.c.node, func.count()).join(media_nodes, since).group_by(rooms.c.node)
    return {row[0]: row[1] for row in (await connection.execute(query)).all()}


async def node_of(connection: AsyncConnection, visit_id: str) -> str:
    """The node of the visit's room; empty if it has none."""
    query = select(rooms.c.node).where(rooms.c.visit_id == visit_id)
    return (await connection.execute(query)).scalar_one_or_none() or ""


async def rooms_on(connection: AsyncConnection, name: str) -> list[str]:
    """The visits whose room is on this node."""
    query = select(rooms.c.visit_id).where(rooms.c.node == name).order_by(rooms.c.placed_at)
    return list((await connection.execute(query)).scalars())


async def place(unit: Unit, visit_id: str, before: str, name: str) -> None:
    """The visit's room is on this node from now on, if it is still where it was (empty: nowhere). Raises Stale."""
    if before:
        stands = (rooms.c.visit_id == visit_id) & (rooms.c.node == before)
        await swap(unit.connection, rooms, stands, {"node": name, "placed_at": unit.now})
    else:
        await unit.connection.execute(insert(rooms).values(visit_id=visit_id, node=name, placed_at=unit.now))


async def close_room(unit: Unit, visit_id: str) -> None:
    """The visit is over and needs no room."""
    await unit.connection.execute(delete(rooms).where(rooms.c.visit_id == visit_id))
