"""The media plane in the words the actions use: a node in this process, or one that follows the ledger elsewhere."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from desk.model.events import Event, Tag
from webrtc import tokens
from webrtc.node import Node

TOKEN_LASTS = timedelta(minutes=2)
"""A token opens a leg within this time; the leg then lives as long as its page."""


def token(key: bytes, party: str, consent: str, now: datetime) -> str:
    """What opens one leg of this party; an applicant's is worth nothing without a consent receipt."""
    claims = tokens.Claims(
        party=party,
        consent=consent,
        needs_consent=party.startswith("visit:"),
        expires_at=now + TOKEN_LASTS,
    )
    return tokens.mint(key, claims)


class LocalMedia:
    """A node that lives in this process; a session's recording is the folder named by its id."""

    def __init__(self, node: Node, recordings: Path, token_key: bytes) -> None:
        self._node, self._recordings, self._key = node, recordings, token_key

    def join(self, bridge_id: str, consent: str, seats: Mapping[str, str]) -> None:
        """Opens the bridge, recording it, and seats the parties."""
        bridge = self._node.open_bridge(bridge_id, consent=consent, record=self._recordings / bridge_id)
        for seat, party in seats.items():
            bridge.seat(seat, party)

    def hold(self, bridge_id: str, held: bool) -> None:
        """Nothing is forwarded to or from the applicant while held."""
        bridge = self._node.bridge(bridge_id)
        if bridge is not None:
            bridge.hold(held)

    async def part(self, bridge_id: str) -> None:
        """Closes the bridge; the last segment is told before this returns."""
        await self._node.close_bridge(bridge_id)

    async def drop(self, party: str) -> None:
        """Hangs up the party's leg, if it has one."""
        leg = self._node.leg_of(party)
        if leg is not None:
            await self._node.hang_up(leg.leg_id)

    def token(self, party: str, consent: str, now: datetime) -> str:
        """What opens one leg of this party."""
        return token(self._key, party, consent, now)

    def is_up(self, party: str) -> bool:
        """Whether the party's leg is connected now."""
        leg = self._node.leg_of(party)
        return leg is not None and leg.up


class FarMedia:
    """A node in another process, which follows the ledger: what was committed here is done there."""

    def __init__(self, token_key: bytes) -> None:
        self._key = token_key
        self._up: set[str] = set()

    def hear(self, event: Event) -> None:
        """Learns from the ledger which legs are up."""
        if event.tag is Tag.SESSION_LEG_CHANGED:
            self.know(event.subject, up=event.data.get("state") in ("up", "heard"))

    def know(self, party: str, *, up: bool) -> None:
        """Whether a party's leg is up, as was heard or read."""
        if up:
            self._up.add(party)
        else:
            self._up.discard(party)

    def join(self, bridge_id: str, consent: str, seats: Mapping[str, str]) -> None:
        """The node does it when it hears of it."""

    def hold(self, bridge_id: str, held: bool) -> None:
        """The node does it when it hears of it."""

    async def part(self, bridge_id: str) -> None:
        """The node does it when it hears of it."""

    async def drop(self, party: str) -> None:
        """The node does it when it hears of it."""

    def token(self, party: str, consent: str, now: datetime) -> str:
        """What opens one leg of this party, at the node, which has the same key."""
        return token(self._key, party, consent, now)

    def is_up(self, party: str) -> bool:
        """Whether the party's leg is connected, as far as was heard."""
        return party in self._up
