"""The media plane of this process, in the words the actions use."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from webrtc import tokens
from webrtc.node import Node

TOKEN_LASTS = timedelta(minutes=2)
log = structlog.get_logger("desk.media")


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
        """What opens one leg of this party within two minutes."""
        applicant = party.startswith("visit:")
        claims = tokens.Claims(party=party, consent=consent, needs_consent=applicant, expires_at=now + TOKEN_LASTS)
        return tokens.mint(self._key, claims)

    def is_up(self, party: str) -> bool:
        """Whether the party's leg is connected now."""
        leg = self._node.leg_of(party)
        return leg is not None and leg.up
