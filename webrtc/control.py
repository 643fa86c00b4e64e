"""A leg's control traffic: what its browser reports and asks for, and what we report and ask for in turn."""

import asyncio
from collections.abc import Callable, Sequence

from webrtc import feedback, rtcp
from webrtc.inlet import Inlet
from webrtc.outlet import Outlet

FEEDBACK_SECONDS = 0.1
REPAIR_SECONDS = 0.02
"""How often missing packets are looked at, while any are missing."""
UNMEASURED = 0.07
"""The round trip, in seconds, that is assumed until one is known."""
LEAST_SHARE = 50_000
"""Bits a second added to each picture's rate where a downlink is shared out, so that one that begins can grow."""


class Control:
    """The RTCP of one leg; its timers run only while there is something to say."""

    def __init__(
        self,
        inlets: Sequence[Inlet],
        outlets: Sequence[Outlet],
        *,
        cname: str,
        max_bitrate: int,
        now: Callable[[], float],
        send: Callable[[bytes], object],
    ) -> None:
        self._inlets = inlets
        self._outlets = outlets
        self._cname = cname
        self._max_bitrate = max_bitrate
        self._now = now
        self._send = send
        self.arrivals = feedback.Arrivals(self._note_arrival)
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._stopped = False

    @property
    def round_trip(self) -> float | None:
        """Seconds to the browser and back, the least of what its reports say."""
        return min((o.round_trip for o in self._outlets if o.round_trip is not None), default=None)

    def take(self, data: bytes, now: float) -> None:
        """A compound from the browser. Raises `Malformed`."""
        for packet in rtcp.parse(data):
            if isinstance(packet, rtcp.RtcpSrPacket):
                self._on_sender_report(packet, now)
            if isinstance(packet, rtcp.RtcpSrPacket | rtcp.RtcpRrPacket):
                for info in packet.reports:
                    for outlet in self._named([info.ssrc]):
                        outlet.on_report(info, now)
            elif isinstance(packet, rtcp.RtcpRtpfbPacket) and rtcp.is_nack(packet):
                for outlet in self._named([packet.media_ssrc]):
                    outlet.on_nack(packet.lost, now)
            elif isinstance(packet, rtcp.RtcpPsfbPacket):
                self._on_picture_feedback(packet, now)

    def _named(self, ssrcs: list[int]) -> list[Outlet]:
        return [outlet for outlet in self._outlets if outlet.ssrc in ssrcs]

    def _on_sender_report(self, packet: rtcp.RtcpSrPacket, now: float) -> None:
        for inlet in self._inlets:
            if inlet.ssrc == packet.ssrc:
                info = packet.sender_info
                inlet.on_sender_report(info.ntp_timestamp, info.rtp_timestamp, now)

    def _on_picture_feedback(self, packet: rtcp.RtcpPsfbPacket, now: float) -> None:
        if rtcp.is_key_frame_request(packet):
            for outlet in self._named(rtcp.asked_ssrcs(packet)):
                outlet.on_key_frame_request(now)
            return
        estimate = rtcp.read_remb(packet)
        if estimate is not None:
            for outlet, bitrate in shares(self._named(estimate[1]), estimate[0]):
                outlet.on_limit(bitrate, now)

    def _note_arrival(self) -> None:
        """A packet came that bears a transport-wide sequence number: it will be told."""
        self._later("feedback", FEEDBACK_SECONDS, self._send_feedback)

    def note_missing(self) -> None:
        """Some inlet waits for packets: ask for them until none are missing."""
        self._later("repair", REPAIR_SECONDS, self._repair)

    def _later(self, name: str, seconds: float, act: Callable[[], None]) -> None:
        if name not in self._timers and not self._stopped:
            self._timers[name] = asyncio.get_running_loop().call_later(seconds, self._ring, name, act)

    def _ring(self, name: str, act: Callable[[], None]) -> None:
        del self._timers[name]
        act()

    def _repair(self) -> None:
        now = self._now()
        retry = max(0.03, min(0.25, (self.round_trip or UNMEASURED) * 1.2))
        waiting = [inlet for inlet in self._inlets if inlet.ask_missing(now, retry)]
        if waiting:
            self.note_missing()

    def _send_feedback(self) -> None:
        media = next((inlet.ssrc for inlet in self._inlets if inlet.ssrc is not None), 0)
        body = self.arrivals.pack(sender=self._outlets[0].ssrc, media=media)
        if body is not None:
            self._send(body)

    def report(self, now: float) -> None:
        """Send what is due about once a second: reports, the CNAME, the cap."""
        ssrc = self._outlets[0].ssrc
        blocks = [block for inlet in self._inlets if (block := inlet.report_block(now)) is not None]
        compound = rtcp.receiver_report(ssrc, blocks) + rtcp.source_description(ssrc, self._cname)
        for outlet in self._outlets:
            compound += outlet.sender_report(now) or b""
        self._send(compound + self._cap(now))

    def _cap(self, now: float) -> bytes:
        videos = [inlet for inlet in self._inlets if inlet.kind == "video" and inlet.ssrc is not None]
        if not videos:
            return b""
        return rtcp.remb(
            sender=self._outlets[0].ssrc,
            bitrate=sum(inlet.cap(now, self._max_bitrate) for inlet in videos),
            ssrcs=[inlet.ssrc for inlet in videos if inlet.ssrc is not None],
        )

    def stop(self) -> None:
        """Say nothing more."""
        self._stopped = True
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()


def shares(outlets: Sequence[Outlet], bitrate: int) -> list[tuple[Outlet, int]]:
    """What each picture may have of a downlink, which a browser estimates as one: by what each has now.

    Were the whole told to each of two sources, they would fill the line twice over, and never come down.
    """
    sending = [outlet for outlet in outlets if outlet.source is not None]
    weights = [outlet.rate.bits + LEAST_SHARE for outlet in sending]
    return [(outlet, bitrate * weight // sum(weights)) for outlet, weight in zip(sending, weights, strict=True)]
