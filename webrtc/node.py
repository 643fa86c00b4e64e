"""A media node: the legs of all parties, the bridges that join them, and what became of them."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from webrtc import fragments, storage
from webrtc.bridge import Bridge
from webrtc.clock import Clock
from webrtc.errors import ConsentMissing, NodeDraining, NodeFull, PartyGone, UnknownLeg
from webrtc.events import Event, LegHeard, LegLost, LegSilent, LegUp, Reason
from webrtc.leg import Leg, Turns
from webrtc.quality import LegView
from webrtc.recorder import Recorder
from webrtc.settings import NodeSettings

TICK_SECONDS = 0.25
SHOWN_OUT_SECONDS = 600.0
"""For so long a party that was shown out is refused: longer than any token that it may still have."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a WHIP client is given."""

    leg_id: str
    sdp: str


class Node:
    """Holds every leg and bridge of one process; all methods are called on one event loop."""

    def __init__(
        self, settings: NodeSettings, on_event: Callable[[Event], None], *, clock: Clock | None = None
    ) -> None:
        self._settings = settings
        self._told = on_event
        self._clock = clock or Clock()
        self._legs: dict[str, Leg] = {}
        self._current: dict[str, Leg] = {}
        self._pending: dict[str, Leg] = {}
        self._bridges: dict[str, Bridge] = {}
        self._shown_out: dict[str, float] = {}
        self._draining = False
        self._answering = 0
        self._leaving: set[asyncio.Task[None]] = set()
        self._ticker: asyncio.Task[None] | None = None
        self._turns = Turns(up=self._up, silent=self._silent, heard=self._heard, ended=self._ended)

    def _on_event(self, event: Event) -> None:
        try:
            self._told(event)
        except Exception:  # the listener's fault must not end the leg that the event is about
            log.exception("an event could not be taken: %s", event.tag)

    # Legs

    async def answer(self, party: str, sdp_offer: str) -> Answer:
        """Answer a party's offer; when the new leg is up, the party's older one is hung up.

        Raises `BadOffer`, `NodeFull`, `NodeDraining`, `PartyGone`.
        """
        if self._draining:
            raise NodeDraining("the node is about to stop")
        if self._is_shown_out(party):
            raise PartyGone("what the party came for is over")
        if len(self._legs) + self._answering >= self._settings.max_legs:
            raise NodeFull("the node carries as many legs as it may")
        self._start()
        leg = Leg(party=party, settings=self._settings, clock=self._clock, turns=self._turns)
        self._answering += 1
        try:
            sdp = await leg.answer(sdp_offer)
        except BaseException:
            leg.end(Reason.HUNG_UP)
            raise
        finally:
            self._answering -= 1
        if self._is_shown_out(party):
            # While the offer was answered: whoever shows a party out must find no leg of theirs a moment later.
            leg.end(Reason.HUNG_UP)
            raise PartyGone("what the party came for is over")
        older = self._pending.get(party)
        if older is not None:
            older.end(Reason.REPLACED)
        self._legs[leg.leg_id] = self._pending[party] = leg
        return Answer(leg_id=leg.leg_id, sdp=sdp)

    async def restart(self, leg_id: str, fragment: str) -> str | None:
        """ICE restart (RFC 9725, 4.3.3): our fragment; None for a mere trickle. Raises `UnknownLeg`, `BadOffer`."""
        return await self._leg(leg_id).restart(fragments.read(fragment))

    def ice_session(self, leg_id: str) -> str:
        """The name of the leg's ICE session, another one after each restart. Raises `UnknownLeg`."""
        return self._leg(leg_id).ice_session

    async def hang_up(self, leg_id: str) -> None:
        """End a leg; returns when its sockets are closed. Raises `UnknownLeg`."""
        leg = self._leg(leg_id)
        leg.end(Reason.HUNG_UP)
        await leg.closed()

    async def expel(self, party: str, *, keep_out: bool = True) -> None:
        """Show the party out: its legs are ended, and unless it may come back none is opened for it any more; returns
        when they are closed."""
        now = self._clock.now()
        self._shown_out = {who: until for who, until in self._shown_out.items() if until > now}
        if keep_out:
            self._shown_out[party] = now + SHOWN_OUT_SECONDS
        ended = [leg for leg in self._legs.values() if leg.party == party]
        for leg in ended:
            leg.end(Reason.HUNG_UP)
        await asyncio.gather(*(leg.closed() for leg in ended), return_exceptions=True)

    def _is_shown_out(self, party: str) -> bool:
        return self._shown_out.get(party, 0.0) > self._clock.now()

    def refuse_legs(self) -> None:
        """Take no new legs from now on; those that are here go on, and may restart ICE."""
        self._draining = True

    @property
    def draining(self) -> bool:
        """Whether new legs are refused."""
        return self._draining

    @property
    def busy(self) -> int:
        """How many legs are of parties that sit in a bridge."""
        return sum(any(bridge.has(leg.party) for bridge in self._bridges.values()) for leg in self._legs.values())

    async def emptied(self, limit: float) -> int:
        """Return when nobody who sits in a bridge has a leg here, or after `limit` seconds; how many still have."""
        until = self._clock.now() + limit
        while self.busy and self._clock.now() < until:  # noqa: ASYNC110  # legs end in many places; a tick is enough
            await asyncio.sleep(TICK_SECONDS)
        return self.busy

    def _leg(self, leg_id: str) -> Leg:
        try:
            return self._legs[leg_id]
        except KeyError:
            raise UnknownLeg("the leg has ended") from None

    def party_of(self, leg_id: str) -> str:
        """Whose leg it is. Raises `UnknownLeg`."""
        return self._leg(leg_id).party

    def leg_of(self, party: str) -> LegView | None:
        """The party's leg: the one that is up, else the one being connected, else None."""
        leg = self._current.get(party) or self._pending.get(party)
        return None if leg is None else leg.view()

    def legs(self) -> tuple[LegView, ...]:
        """All legs."""
        return tuple(leg.view() for leg in self._legs.values())

    def _up(self, leg: Leg) -> None:
        if leg.leg_id not in self._legs:
            return
        older = self._current.get(leg.party)
        self._pending.pop(leg.party, None)
        self._current[leg.party] = leg
        if older is not None:
            older.end(Reason.REPLACED)
        self._rewire(leg.party)
        self._on_event(LegUp(party=leg.party, leg_id=leg.leg_id))

    def _silent(self, leg: Leg) -> None:
        self._on_event(LegSilent(party=leg.party, leg_id=leg.leg_id))

    def _heard(self, leg: Leg) -> None:
        self._on_event(LegHeard(party=leg.party, leg_id=leg.leg_id))

    def _ended(self, leg: Leg, reason: Reason) -> None:
        task = asyncio.get_running_loop().create_task(leg.closed())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)
        if self._legs.pop(leg.leg_id, None) is None:
            return
        for table in (self._current, self._pending):
            if table.get(leg.party) is leg:
                del table[leg.party]
        self._rewire(leg.party)
        self._on_event(LegLost(party=leg.party, leg_id=leg.leg_id, reason=reason))

    # Bridges

    def open_bridge(self, bridge_id: str, *, consent: str, record: Path | None = None) -> Bridge:
        """The bridge of that id, made if it is not there. Raises `ConsentMissing` if `consent` is empty.

        record: the folder to write segments into, 1.mkv, 2.mkv, …; made if missing. None records nothing.
        """
        if not consent.strip():
            raise ConsentMissing("no consent receipt was given for the bridge")
        bridge = self._bridges.get(bridge_id)
        if bridge is None:
            self._start()
            bridge = Bridge(
                bridge_id,
                consent=consent,
                recorder=None if record is None else self._recorder(bridge_id, record),
                leg_of=self._current.get,
                claim=self._claim,
                on_event=self._on_event,
                now=self._clock.now,
            )
            self._bridges[bridge_id] = bridge
        return bridge

    def _recorder(self, bridge_id: str, folder: Path) -> Recorder:
        return Recorder(
            bridge_id,
            folder,
            segment_seconds=self._settings.segment_seconds,
            floor=self._settings.record_floor,
            on_event=self._on_event,
            clock=self._clock,
        )

    async def can_record(self, folder: Path) -> bool:
        """Whether a recording could be begun in the folder now."""
        return await storage.stands(folder, self._settings.record_floor)

    def bridge(self, bridge_id: str) -> Bridge | None:
        """The open bridge of that id."""
        return self._bridges.get(bridge_id)

    def bridges(self) -> tuple[Bridge, ...]:
        """All open bridges."""
        return tuple(self._bridges.values())

    async def close_bridge(self, bridge_id: str) -> None:
        """Join nobody any more and finish the recording; the last `SegmentClosed` comes before the return."""
        bridge = self._bridges.pop(bridge_id, None)
        if bridge is None:
            return
        bridge.close()
        if bridge.recorder is not None:
            await bridge.recorder.close()

    def _claim(self, claimant: Bridge, party: str) -> None:
        for bridge in self._bridges.values():
            if bridge is not claimant:
                bridge.dismiss(party)

    def _rewire(self, party: str) -> None:
        for bridge in self._bridges.values():
            if bridge.has(party):
                bridge.rewire()

    # Time

    def _start(self) -> None:
        if self._ticker is None:
            self._ticker = asyncio.get_running_loop().create_task(self._tick())

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = self._clock.now()
            for leg in list(self._legs.values()):
                try:
                    leg.tick(now)
                except Exception:  # one leg's fault must not stop the others' clock
                    log.exception("a leg could not be looked after")
            for bridge in list(self._bridges.values()):
                try:
                    bridge.tick(now)
                except Exception:  # nor may one bridge's, or its recording's
                    log.exception("a bridge could not be looked after")

    async def close(self) -> None:
        """End everything: bridges with their recordings first, then legs."""
        for bridge_id in list(self._bridges):
            await self.close_bridge(bridge_id)
        for leg in list(self._legs.values()):
            leg.end(Reason.HUNG_UP)
        # A socket that cannot be closed must not keep the last events from being told.
        await asyncio.gather(*self._leaving, return_exceptions=True)
        if self._ticker is not None:
            self._ticker.cancel()
            await asyncio.gather(self._ticker, return_exceptions=True)
            self._ticker = None
