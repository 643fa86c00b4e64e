"""Who is shown where, as the media plane tells it: entered where it is news, so that pictures carry names."""

from collections.abc import Mapping

from desk.actions import facts
from desk.actions.desk import Desk
from desk.model.errors import Missing
from desk.model.events import Tag
from desk.store import sessions
from desk.store.meetings import layouts


async def note(desk: Desk, bridge_id: str, party: str, places: Mapping[str, str]) -> None:
    """This party has these people beside the main person now; told where it differs from what was known.

    A bridge with a colon in its name is no session's.
    """
    if ":" in bridge_id:
        return
    async with desk.store.write() as unit:
        known = await layouts.of(unit.connection, bridge_id, party)
        if dict(known) == dict(places):
            return
        try:
            session = await sessions.get(unit.connection, bridge_id)
        except Missing:
            return
        await layouts.put(unit, bridge_id, party, places)
        told = " ".join(f"{place}:{seat}" for place, seat in sorted(places.items()))
        unit.record(facts.of_session(Tag.SESSION_LAID_OUT, session, "desk", party=party, places=told))
