"""Gateways: who carries messages to telephones for us, over HTTP, and of which places."""

from collections.abc import Iterable
from dataclasses import dataclass, field

PREFIXES = {"HK": "+852", "MO": "+853", "CN": "+86"}
"""Region → how its numbers begin (ITU-T E.164). None begins as another does."""
LARGEST_REPORT = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """One gateway. `kind` (sms, voice, chat) and `sender` are handed through to it; `timeout` is in seconds."""

    name: str
    url: str
    secret: bytes = field(repr=False)
    regions: frozenset[str]
    kind: str = "sms"
    sender: str = ""
    timeout: float = 5.0

    def serves(self, phone: str) -> bool:
        """Whether it carries to this number (E.164)."""
        return any(phone.startswith(PREFIXES[region]) for region in self.regions)


def serving(gateways: Iterable[Gateway], phone: str) -> tuple[Gateway, ...]:
    """Those that carry to this number, in the order to be tried."""
    return tuple(each for each in gateways if each.serves(phone))
