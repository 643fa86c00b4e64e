"""Legs: who may open a media connection and at which node, and which are up.

An applicant's is opened only with a standing consent, and a turn to wait for.
"""

from dataclasses import dataclass
from datetime import timedelta

from desk.actions import consented, facts, nodes
from desk.actions.desk import Desk
from desk.config import media_prefix
from desk.model.consents import Consent
from desk.model.errors import ConsentNeeded, NotReady, Stale
from desk.model.sessions import Session, applicant_party, staff_party
from desk.model.visits import State
from desk.store import presence, sessions, staff, visits
from desk.store.meetings import participants
from desk.store.unit import Connection

LEG = "leg:"
"""Before a party's name, under which its leg is present."""
LONGEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What opens one leg. `node`: the media node to open it at; empty where media are in the web process."""

    token: str
    node: str = ""

    @property
    def path(self) -> str:
        """Where the offer is posted to."""
        return f"{media_prefix(self.node)}/legs"


async def for_applicant(desk: Desk, visit_id: str) -> Grant:
    """For the applicant's leg, on the node of the visit's room. Raises ConsentNeeded, Missing, NoMediaNode."""
    async with desk.store.read() as connection:
        consent = await _standing_consent(connection, visit_id)
    node = await _node_of_visit(desk, visit_id) if desk.settings.media_apart else ""
    return Grant(token=desk.media.token(applicant_party(visit_id), consent.id, desk.store.clock()), node=node)


async def for_staff(desk: Desk, staff_id: str) -> Grant:
    """For a member of staff's leg: their consent is their contract, named as such. Raises NoMediaNode, NotReady.

    On the node of the session they have, or take part in; else, to be warm, on the least loaded. Who has no window has
    nothing to be warm for: no leg, unless they are in a meeting.
    """
    async with desk.store.read() as connection:
        person = await staff.get(connection, staff_id)
        session = await _session_of(connection, staff_id)
    if session is None and not person.window:
        raise NotReady("no meeting to take part in")
    token = desk.media.token(staff_party(staff_id), "employment", desk.store.clock())
    if not desk.settings.media_apart:
        return Grant(token=token)
    if session is not None:
        return Grant(token=token, node=await _node_of_visit(desk, session.visit_id))
    async with desk.store.write() as unit:
        return Grant(token=token, node=await nodes.lightest(unit))


async def note(desk: Desk, party: str, state: str) -> None:
    """A leg of this process came up or was lost: it is written down, and screens that show it are told."""
    process = desk.settings.media_prefix
    async with desk.store.write() as unit:
        if state in ("up", "heard"):
            await presence.touch(unit, [f"{LEG}{party}"], process)
        else:
            await presence.leave(unit, f"{LEG}{party}", process)
        unit.record(facts.of_leg(party, state, desk.settings.media_node))


async def forget(desk: Desk, node: str) -> None:
    """No leg is up on this node (empty: in the web process): it starts, it stopped, or it died."""
    process = media_prefix(node)
    async with desk.store.write() as unit:
        for name in await presence.open_in(unit.connection, process):
            if name.startswith(LEG):
                await presence.leave(unit, name, process)
                unit.record(facts.of_leg(name.removeprefix(LEG), "lost", node))


async def up(desk: Desk) -> list[tuple[str, str]]:
    """Every party whose leg was last heard to be up, with the node it is on."""
    async with desk.store.read() as connection:
        found = await presence.here_where(connection, desk.store.clock() - LONGEST)
    return [
        (name.removeprefix(LEG), process.removeprefix(media_prefix("")).removeprefix("/"))
        for name, process in found
        if name.startswith(LEG)
    ]


async def _standing_consent(connection: Connection, visit_id: str) -> Consent:
    visit = await visits.get(connection, visit_id)
    if visit.state is not State.TICKETED:
        raise ConsentNeeded("no ticket")
    return await consented.require(connection, visit_id)


async def _session_of(connection: Connection, staff_id: str) -> Session | None:
    """The session this person has, or takes part in."""
    own = await sessions.open_of_clerk(connection, staff_id)
    seat = None if own is not None else await participants.sits_in(connection, staff_id)
    return own if seat is None else await sessions.get(connection, seat.session_id)


async def _node_of_visit(desk: Desk, visit_id: str) -> str:
    try:
        async with desk.store.write() as unit:
            return await nodes.settle(unit, visit_id)
    except Stale:
        # Both legs may be asked for at once; the room is where the other one was placed.
        async with desk.store.write() as unit:
            return await nodes.settle(unit, visit_id)
