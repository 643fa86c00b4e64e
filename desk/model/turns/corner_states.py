"""How a corner's devices are. A browser measures what it can; printer and paper are what staff told, and say so.

A page knows whether it may use a camera, and whether there is one. No browser tells a page whether a printer is joined
or has paper: nothing here pretends to have measured that.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Camera(StrEnum):
    """What the corner's browser says of its camera, or of its microphone."""

    UNKNOWN = "unknown"
    READY = "ready"
    MISSING = "missing"
    REFUSED = "refused"


class Printer(StrEnum):
    """What staff say of the printer."""

    UNKNOWN = "unknown"
    READY = "ready"
    BROKEN = "broken"


class Paper(StrEnum):
    """What staff say of its paper."""

    UNKNOWN = "unknown"
    ENOUGH = "enough"
    LOW = "low"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class CornerState:
    """`reported_at` is the corner's last sign of life by its page; `told_at`, when staff last told of the printer.

    `version` names the pages it shows: a digest of what the server sends to browsers.
    """

    corner_id: str
    camera: Camera = Camera.UNKNOWN
    microphone: Camera = Camera.UNKNOWN
    version: str = ""
    reported_at: datetime | None = None
    printer: Printer = Printer.UNKNOWN
    paper: Paper = Paper.UNKNOWN
    told_at: datetime | None = None
    told_by: str = ""
