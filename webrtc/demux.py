"""Which m-section of a leg a packet belongs to: by SSRC, else by its MID, else by its payload type (RFC 8843, 9.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from webrtc.offers import Section
from webrtc.rtp import MID, Codec, Packet

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

    def __init__(self, sections: Sequence[tuple[Section, Sequence[Codec]]]) -> None:
        self._sections = [section for section, _ in sections]
        self._media = [{codec.payload_type: codec for codec in codecs} for _, codecs in sections]
        self._repair = [{c.repair_type: c for c in codecs if c.repair_type is not None} for _, codecs in sections]
        self._routes: dict[int, Route] = {}
        for index, section in enumerate(self._sections):
            for ssrc in section.ssrcs:
                self._routes[ssrc] = Route(index, None)
            for repair, media in section.repairs.items():
                self._routes[repair] = Route(index, media)

    def find(self, packet: Packet) -> Route | None:
        """The route of a packet, which is told its codec; None if nothing negotiated fits it. Raises `Malformed`."""
        route = self._routes.get(packet.ssrc)
        if route is None:
            route = self._learn(packet)
            if route is None:
                return None
        types = self._media if route.repairs is None else self._repair
        packet.codec = types[route.index].get(packet.payload_type)
        return None if packet.codec is None else route

    def _learn(self, packet: Packet) -> Route | None:
        number = packet.payload_type
        fitting = [i for i, types in enumerate(self._media) if number in types or number in self._repair[i]]
        named = [index for index in fitting if self._mid(index, packet) == self._sections[index].mid]
        chosen = named or (fitting if len(fitting) == 1 else [])
        if not chosen or len(self._routes) >= LEARNED:
            return None
        route = Route(chosen[0], 0 if number in self._repair[chosen[0]] else None)
        self._routes[packet.ssrc] = route
        return route

    def _mid(self, index: int, packet: Packet) -> str | None:
        value = packet.element(self._sections[index].extensions.get(MID, 0))
        return None if value is None else value.decode("utf-8", "replace")
