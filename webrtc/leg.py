"""A leg: one browser's media connection to us, from its offer to its end."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCIceServer, RTCSessionDescription
from aiortc.rtcconfiguration import RTCIceTransportPolicy

from webrtc import fragments, legstate, offers
from webrtc.clock import Clock
from webrtc.control import Control
from webrtc.errors import BadOffer, Malformed
from webrtc.events import Reason
from webrtc.hooks import CONSENT_SECONDS, RelayPeer
from webrtc.inlet import Inlet, SourceClock
from webrtc.intake import Intake
from webrtc.outlet import Outlet
from webrtc.quality import LegView, Meter
from webrtc.rtp import Codec
from webrtc.settings import NodeSettings

REPORT_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """What a leg tells its node; each is called on the loop."""

    up: Callable[["Leg"], None]
    silent: Callable[["Leg"], None]
    heard: Callable[["Leg"], None]
    ended: Callable[["Leg", Reason], None]


class Leg:
    """The sections of one peer connection, its control traffic and its state."""

    def __init__(self, *, party: str, settings: NodeSettings, clock: Clock, turns: Turns) -> None:
        self.party = party
        self.leg_id = uuid.uuid4().hex
        self.state = legstate.State.CONNECTING
        self.inlets: list[Inlet] = []
        self.outlets: list[Outlet] = []
        self._malformed = 0
        self._settings = settings
        self._clock = clock
        self._turns = turns
        self._since = clock.now()
        self._consents = True
        self._next_report = 0.0
        self._meters: list[Meter] = []
        self._intake: Intake | None = None
        self._closing: asyncio.Task[None] | None = None
        self._peer = RelayPeer(
            _configuration(settings),
            addresses=settings.addresses,
            on_consent=self._on_consent,
            consent_failures=max(1, round(settings.lost_after / (CONSENT_SECONDS + 0.5))),
        )
        self._control = Control(
            self.inlets,
            self.outlets,
            cname=self._peer.cname,
            max_bitrate=settings.max_kbps * 1000,
            now=clock.now,
            send=self._peer.send_rtcp,
        )
        self._peer.on("connectionstatechange", self._on_connection)

    async def answer(self, text: str) -> str:
        """The SDP answer to an offer. Raises `BadOffer`."""
        offer = offers.read(text, keep_candidates=bool(self._settings.ice_servers))
        try:
            await self._peer.setRemoteDescription(RTCSessionDescription(sdp=offer.sdp, type="offer"))
            self._build(offer)
            await self._peer.setLocalDescription(await self._peer.createAnswer())
        except BadOffer:
            raise
        except Exception as error:  # aiortc raises nearly anything on an offer it does not like
            raise BadOffer("the offer cannot be answered") from error
        return self._told(self._peer.localDescription.sdp)

    @property
    def ice_session(self) -> str:
        """Names the ICE session that stands; another one after each restart."""
        return self._peer.local_username() or ""

    async def restart(self, fragment: fragments.Fragment) -> str | None:
        """Take the browser's new ICE credentials and give ours; None if they are the ones we know.

        Its candidates are taken where we use a relay ourselves, which lets nobody through that was not named to it.
        """
        told = None
        if fragment.username != self._peer.remote_username():
            username, password = self._peer.change_credentials(fragment.username, fragment.password)
            candidates = self._peer.candidates()
            told = self._told(fragments.write(username, password, self.inlets[0].mid, candidates))
        for candidate in fragment.candidates if self._settings.ice_servers else ():
            await self._peer.add_candidate(candidate)
        return told

    def _told(self, text: str) -> str:
        public = self._settings.public_address
        return fragments.advertise(text, public) if public else text

    def _build(self, offer: offers.Offer) -> None:
        numbered: list[tuple[offers.Section, tuple[Codec, ...]]] = []
        source_clock = SourceClock()
        for section in offer.sections:
            transceiver = next(t for t in self._peer.getTransceivers() if t.mid == section.mid)
            codecs = offers.shape(transceiver, section, start_kbps=self._settings.start_kbps)
            sender = transceiver.sender
            inlet = Inlet(
                section=section,
                codec=codecs[0],
                rank=sum(other.kind == section.kind for other in self.inlets),
                sender_ssrc=sender._ssrc,
                source_clock=source_clock,
                clock=self._clock,
                send_rtcp=self._peer.way.send_rtcp,
            )
            outlet = Outlet(
                section=section,
                codecs=codecs,
                ssrc=sender._ssrc,
                repair_ssrc=sender._rtx_ssrc,
                clock=self._clock,
                send_rtp=self._peer.way.send_rtp,
            )
            self.inlets.append(inlet)
            self.outlets.append(outlet)
            self._meters.append(Meter(inlet, outlet))
            numbered.append((section, codecs))
        self._intake = Intake(
            numbered,
            self.inlets,
            self._control.arrivals,
            now=self._clock.now,
            on_missing=self._control.note_missing,
        )
        self._peer.listen(rtp=self._intake.take, rtcp=self.on_rtcp)

    # Incoming

    def on_rtp(self, data: bytes) -> None:
        """One decrypted RTP packet; nonsense is counted and dropped."""
        if self._intake is not None:
            self._intake.take(data)

    @property
    def received(self) -> int:
        """RTP packets that belonged to a section."""
        return 0 if self._intake is None else self._intake.received

    @property
    def malformed(self) -> int:
        """RTP and RTCP packets that could not be read."""
        return self._malformed + (0 if self._intake is None else self._intake.malformed)

    @property
    def _heard_at(self) -> float | None:
        return None if self._intake is None else self._intake.heard_at

    def on_rtcp(self, data: bytes) -> None:
        """One decrypted RTCP compound; nonsense is counted and dropped."""
        try:
            self._control.take(data, self._clock.now())
        except Malformed:
            self._malformed += 1

    # Time

    def tick(self, now: float) -> None:
        """Called by the node a few times a second: reports, silence, time-outs."""
        if self.state is legstate.State.CONNECTING:
            if now - self._since > self._settings.ice_timeout:
                self.end(Reason.NO_ICE)
            return
        self._judge_silence(now)
        if now >= self._next_report:
            self._next_report = now + REPORT_SECONDS
            self._control.report(now)
            for meter in self._meters:
                meter.look(now)

    def _judge_silence(self, now: float) -> None:
        """Media that stopped, or, from a leg that never sent any, consent checks that are not answered."""
        silent = not self._consents
        heard_at = self._heard_at
        if heard_at is not None:
            silent = now - heard_at > self._settings.silent_after
        if silent and self.state is legstate.State.UP:
            self.state = legstate.step(self.state, legstate.Move.FALL_SILENT)
            self._turns.silent(self)
        elif not silent and self.state is legstate.State.SILENT:
            self.state = legstate.step(self.state, legstate.Move.BE_HEARD)
            self._turns.heard(self)

    # State

    @property
    def is_up(self) -> bool:
        """Whether media can pass."""
        return self.state in (legstate.State.UP, legstate.State.SILENT)

    def _on_consent(self, given: bool) -> None:
        self._consents = given

    def _on_connection(self) -> None:
        state = self._peer.connectionState
        if state == "connected" and self.state is legstate.State.CONNECTING:
            self.state = legstate.step(self.state, legstate.Move.CONNECT)
            self._since = self._clock.now()
            self._turns.up(self)
        elif state == "failed":
            self.end(Reason.LOST if self.is_up else Reason.NO_ICE)
        elif state == "closed":
            self.end(Reason.CLOSED)

    def end(self, reason: Reason) -> None:
        """End the leg; told once. The sockets are closed a moment later: see `closed`."""
        if self.state is legstate.State.GONE:
            return
        self.state = legstate.step(self.state, legstate.Move.END)
        self._control.stop()
        self._closing = asyncio.get_running_loop().create_task(self._peer.close())
        self._turns.ended(self, reason)

    async def closed(self) -> None:
        """Return when the leg has ended and its sockets are closed."""
        if self._closing is not None:
            await asyncio.shield(self._closing)

    def view(self) -> LegView:
        """The leg in numbers."""
        return LegView(
            party=self.party,
            leg_id=self.leg_id,
            up=self.is_up,
            silent=self.state is legstate.State.SILENT,
            since=self._clock.utc(self._since),
            round_trip=self._control.round_trip,
            incoming=tuple(meter.incoming() for meter in self._meters),
            outgoing=tuple(meter.outgoing() for meter in self._meters),
        )


def _configuration(settings: NodeSettings) -> RTCConfiguration:
    return RTCConfiguration(
        iceServers=[
            RTCIceServer(urls=list(server.urls), username=server.username, credential=server.credential)
            for server in settings.ice_servers
        ],
        iceTransportPolicy=(RTCIceTransportPolicy.RELAY if settings.relay_only else RTCIceTransportPolicy.ALL),
        bundlePolicy=RTCBundlePolicy.MAX_BUNDLE,
    )
