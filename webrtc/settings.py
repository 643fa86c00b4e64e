"""What a media node can be told when it is built; the times are seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IceServer:
    """A STUN or TURN server that the node itself gathers candidates from."""

    urls: tuple[str, ...]
    username: str = ""
    credential: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSettings:
    """All defaults are fit for one machine with a network of its own."""

    addresses: tuple[str, ...] | None = None
    """The host addresses to offer instead of the gathered ones; 127.0.0.1 is allowed here."""
    public_address: str = ""
    """Told instead of the IPv4 host addresses: of a NAT that maps it to this machine one to one, ports unchanged."""
    ice_servers: tuple[IceServer, ...] = ()
    relay_only: bool = False
    ice_timeout: float = 15.0
    """A leg that is not connected by then is lost."""
    silent_after: float = 2.0
    """No media for so long, from a leg that had sent some, is told as silence."""
    lost_after: float = 20.0
    """A leg whose browser has not answered a consent check for about so long is given up."""
    start_kbps: int = 1000
    """Where a browser's bandwidth estimate begins."""
    max_kbps: int = 2500
    """The most that a source is asked to send; a slower far side lowers it."""
    segment_seconds: float = 60.0
    """A recording segment is closed about so often."""
    record_floor: int = 0
    """Bytes that the recordings' disk must have free for a segment to be begun."""
    max_legs: int = 200
    """Offers beyond so many legs are refused."""
