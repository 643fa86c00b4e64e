"""The media plane in the words the actions use: a node in this process, or nodes elsewhere that follow the ledger."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from desk.actions import consents
from desk.actions.desk import Desk
from desk.model.errors import StoreUnavailable
from desk.model.events import Event, Tag
from desk.model.meetings.participants import Mode, Seated
from desk.model.sessions import Seat
from webrtc import policy, tokens
from webrtc.errors import ConsentUnknown
from webrtc.node import Node
from webrtc.policy import State

TOKEN_LASTS = timedelta(minutes=2)
"""A token opens a leg within this time; the leg then lives as long as its page."""
PAIR = frozenset(seat.value for seat in Seat)
SUPERVISOR = policy.Role.SUPERVISOR.value
MODES: Mapping[Mode, policy.Mode] = {
    Mode.ASIDE: policy.Mode.INVITED,
    Mode.OPEN: policy.Mode.INVITED,
    Mode.LISTENING: policy.Mode.LISTENING,
    Mode.WHISPERING: policy.Mode.WHISPERING,
    Mode.SPEAKING: policy.Mode.SPEAKING,
}
"""What a participant's mode is to the media plane; *aside* is a state of the whole bridge."""


def token(key: bytes, party: str, consent: str, now: datetime) -> str:
    """What opens one leg of this party; an applicant's is worth nothing without a consent receipt."""
    claims = tokens.Claims(
        party=party,
        consent=consent,
        needs_consent=party.startswith("visit:"),
        expires_at=now + TOKEN_LASTS,
    )
    return tokens.mint(key, claims)


def receipts(desk: Desk) -> Callable[[str], Awaitable[bool]]:
    """What a media node's door asks: whether a receipt of consent stands now. Raises ConsentUnknown."""

    async def stand(consent_id: str) -> bool:
        try:
            return await consents.opens_media(desk, consent_id)
        except StoreUnavailable:
            raise ConsentUnknown("the store is away") from None

    return stand


class LocalMedia:
    """A node that lives in this process; a session's recording is the folder named by its id.

    A node that has a name records into a folder of that name within: two nodes may record one session while it moves.
    """

    def __init__(self, node: Node, recordings: Path, token_key: bytes, name: str = "") -> None:
        self._node, self._recordings, self._key, self._name = node, recordings, token_key, name

    def join(self, bridge_id: str, consent: str, seats: Mapping[str, str]) -> None:
        """Opens the bridge, recording it, and seats the parties."""
        bridge = self._node.open_bridge(bridge_id, consent=consent, record=self._recordings / bridge_id / self._name)
        for seat, party in seats.items():
            bridge.seat(seat, party)

    def hold(self, bridge_id: str, held: bool) -> None:
        """Nothing is forwarded to or from the applicant while held."""
        bridge = self._node.bridge(bridge_id)
        if bridge is not None and held is not (bridge.state is State.HELD):
            bridge.hold(held)

    async def arrange(self, bridge_id: str, others: Mapping[str, Seated], *, aside: bool) -> None:
        """Besides applicant and clerk these sit there, and nobody else. All of it is done before anybody is hung up.

        Private talk begins before an expert is seated, and ends after they left: the applicant hears no word of it.
        """
        bridge = self._node.bridge(bridge_id)
        if bridge is None:
            return
        gone = [
            party
            for seat, party in bridge.seats.items()
            if seat not in PAIR and (seat not in others or others[seat].party != party)
        ]
        supervised = bridge.seats.get(SUPERVISOR)
        if aside and bridge.state is not State.HELD:
            bridge.confer(True)
        for party in gone:
            bridge.dismiss(party)
        for seat, one in others.items():
            bridge.seat(seat, one.party, MODES[one.mode])
        if not aside and bridge.state is State.PRIVATE:
            bridge.confer(False)
        if supervised is not None and not bridge.has(supervised):
            await self.hang_up(supervised)

    async def part(self, bridge_id: str) -> None:
        """Closes the bridge; the last segment is told before this returns."""
        bridge = self._node.bridge(bridge_id)
        supervised = None if bridge is None else bridge.seats.get(SUPERVISOR)
        await self._node.close_bridge(bridge_id)
        if supervised is not None:
            await self.hang_up(supervised)

    async def can_record(self) -> bool:
        """Whether the disk takes a recording now."""
        return await self._node.can_record(self._recordings)

    async def drop(self, party: str) -> None:
        """Hangs up the party's leg, if it has one, and opens none for it any more."""
        await self._node.expel(party)

    async def hang_up(self, party: str) -> None:
        """Hangs up the party's leg, if it has one; it may open another."""
        await self._node.expel(party, keep_out=False)

    def open_bridges(self) -> frozenset[str]:
        """The ids of all bridges that stand here."""
        return frozenset(bridge.bridge_id for bridge in self._node.bridges())

    def parties(self) -> frozenset[str]:
        """Who has a leg here."""
        return frozenset(leg.party for leg in self._node.legs())

    def is_used(self, bridge_id: str) -> bool:
        """Whether a leg of somebody in this bridge is here."""
        bridge = self._node.bridge(bridge_id)
        return bridge is not None and any(bridge.has(leg.party) for leg in self._node.legs())

    def token(self, party: str, consent: str, now: datetime) -> str:
        """What opens one leg of this party."""
        return token(self._key, party, consent, now)

    def is_up(self, party: str) -> bool:
        """Whether the party's leg is connected now."""
        leg = self._node.leg_of(party)
        return leg is not None and leg.up


class FarMedia:
    """Nodes in other processes, which follow the ledger: what was committed here is done there."""

    def __init__(self, token_key: bytes) -> None:
        self._key = token_key
        self._up: set[tuple[str, str]] = set()

    def hear(self, event: Event) -> None:
        """Learns from the ledger which legs are up."""
        if event.tag is Tag.SESSION_LEG_CHANGED:
            node = str(event.data.get("node", ""))
            self.know(event.subject, node, up=event.data.get("state") in ("up", "heard"))

    def know(self, party: str, node: str, *, up: bool) -> None:
        """Whether a party's leg is up on that node, as was heard or read; while it moves it is up on two."""
        if up:
            self._up.add((party, node))
        else:
            self._up.discard((party, node))

    def join(self, bridge_id: str, consent: str, seats: Mapping[str, str]) -> None:
        """The node does it when it hears of it."""

    def hold(self, bridge_id: str, held: bool) -> None:
        """The node does it when it hears of it."""

    async def arrange(self, bridge_id: str, others: Mapping[str, Seated], *, aside: bool) -> None:
        """The node does it when it hears of it."""

    async def part(self, bridge_id: str) -> None:
        """The node does it when it hears of it."""

    async def drop(self, party: str) -> None:
        """The node does it when it hears of it."""

    async def hang_up(self, party: str) -> None:
        """The node does it when it hears of it."""

    def token(self, party: str, consent: str, now: datetime) -> str:
        """What opens one leg of this party, at the node, which has the same key."""
        return token(self._key, party, consent, now)

    def is_up(self, party: str) -> bool:
        """Whether the party's leg is connected, as far as was heard."""
        return any(known == party for known, _ in self._up)

    async def can_record(self) -> bool:
        """The node tells when it cannot."""
        return True

    def open_bridges(self) -> frozenset[str]:
        """None stands here."""
        return frozenset()

    def parties(self) -> frozenset[str]:
        """Nobody has a leg here."""
        return frozenset()

    def is_used(self, bridge_id: str) -> bool:
        """None is used here."""
        return False
