"""Media nodes: each tells that it lives; rooms are placed on the least loaded, and anew when a node drains or dies.

A room is one visit's place on a node: the applicant's leg and the clerk's meet there. With media in the web process
there are neither nodes nor rooms.
"""

from desk.actions.desk import Desk
from desk.model.errors import NoMediaNode, Stale
from desk.model.events import Event, Tag
from desk.model.nodes import State, least_loaded
from desk.store import nodes
from desk.store.unit import Unit


async def beat(desk: Desk, legs: int, state: State) -> None:
    """This process's node lives and carries so many legs."""
    async with desk.store.write() as unit:
        await nodes.beat(unit, desk.settings.media_node, legs, state)


async def forget(desk: Desk, name: str) -> None:
    """The node is no more: it stopped, or it died and its rooms are elsewhere."""
    async with desk.store.write() as unit:
        await nodes.forget(unit, name)


async def dead(desk: Desk) -> list[str]:
    """Nodes that give no sign of life, while some other node takes rooms; with none that does, nothing can be done."""
    async with desk.store.read() as connection:
        known = await nodes.every(connection)
    now = desk.store.clock()
    if not any(node.takes(now) for node in known):
        return []
    return [node.name for node in known if not node.is_alive(now)]


async def clear(desk: Desk, name: str) -> int:
    """Places every room of this node on another, where one takes it; how many were moved."""
    async with desk.store.read() as connection:
        found = await nodes.rooms_on(connection, name)
    return sum([await _move(desk, visit_id, name) for visit_id in found])


async def settle(unit: Unit, visit_id: str) -> str:
    """The node of the visit's room: placed on the least loaded if it has none, or one that takes nobody any more.

    Part of an action. Raises NoMediaNode, Stale (another process placed it in this moment).
    """
    before = await nodes.node_of(unit.connection, visit_id)
    known = {node.name: node for node in await nodes.every(unit.connection)}
    if before in known and known[before].takes(unit.now):
        return before
    try:
        after = await lightest(unit)
    except NoMediaNode:
        if before in known and known[before].is_alive(unit.now):
            return before
        raise
    await _place(unit, visit_id, before, after)
    return after


async def lightest(unit: Unit) -> str:
    """The least loaded node that takes rooms; part of an action. Raises NoMediaNode."""
    found = least_loaded(await nodes.every(unit.connection), await nodes.coming(unit.connection), unit.now)
    if found is None:
        raise NoMediaNode("no media node takes rooms")
    return found.name


async def _move(desk: Desk, visit_id: str, name: str) -> bool:
    try:
        async with desk.store.write() as unit:
            await _place(unit, visit_id, name, await lightest(unit))
    except (NoMediaNode, Stale):
        # No other node takes it; or another process was first, and it is moved.
        return False
    return True


async def _place(unit: Unit, visit_id: str, before: str, after: str) -> None:
    await nodes.place(unit, visit_id, before, after)
    unit.record(Event(tag=Tag.ROOM_PLACED, subject=visit_id, actor="desk", visit_id=visit_id, data={"node": after}))
