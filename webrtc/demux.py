"""Which m-section of a leg a packet belongs to: by SSRC, else by its MID, else by its payload type (RFC 8843, 9.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from webrtc import rtp
from webrtc.offers import Codec, Section

LEARNED = 64
"""So many SSRCs are remembered; a browser uses four."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where an SSRC leads."""

    index: int
    """The section."""
    repairs: int | None
    """The SSRC whose packets are inside, for an RTX stream; 0 where it is not known; None for media."""


class Demux:
    """The table of one leg; pure."""

    def __init__(self, sections: Sequence[tuple[Section, Codec]]) -> None:
        self._sections = sections
        self._routes: dict[int, Route] = {}
        for index, (section, _) in enumerate(sections):
            for ssrc in section.ssrcs:
                self._routes[ssrc] = Route(index, None)
            for repair, media in section.repairs.items():
                self._routes[repair] = Route(index, media)

    def find(self, packet: rtp.Packet) -> Route | None:
        """The route of a packet; None if nothing negotiated fits it."""
        route = self._routes.get(packet.ssrc)
        if route is None:
            route = self._learn(packet)
            if route is None:
                return None
        codec = self._sections[route.index][1]
        wanted = codec.payload_type if route.repairs is None else codec.repair_type
        return route if packet.payload_type == wanted else None

    def _learn(self, packet: rtp.Packet) -> Route | None:
        fitting = [
            index
            for index, (_, codec) in enumerate(self._sections)
            if packet.payload_type in (codec.payload_type, codec.repair_type)
        ]
        named = [index for index in fitting if self._mid(index, packet) == self._sections[index][0].mid]
        chosen = named or (fitting if len(fitting) == 1 else [])
        if not chosen or len(self._routes) >= LEARNED:
            return None
        is_repair = packet.payload_type == self._sections[chosen[0]][1].repair_type
        route = Route(chosen[0], 0 if is_repair else None)
        self._routes[packet.ssrc] = route
        return route

    def _mid(self, index: int, packet: rtp.Packet) -> str | None:
        number = self._sections[index][0].extensions.get(rtp.MID, 0)
        value = packet.extensions.get(number)
        return None if value is None else value.decode("utf-8", "replace")
