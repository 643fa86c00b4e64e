"""A corner's statement: its device signs, once a meeting is over, the hash of all that the meeting left behind.

Law: who signs must not see what they sign for nothing. The corner is told a hash by the desk and cannot judge it; what
its signature proves is that this very set stood fixed that day, by a key that never left the device in the zone: later
nobody, the city's own key in hand, makes another set and passes it off as that day's.

The salt keeps the hash from being guessed back into short texts; it is sealed beside what is covered.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.model import chain
from desk.model.evidence import entries
from desk.model.evidence.entries import BESIDE, Entry, Kind

VERSION = "desk.corner-statement/1"
KEY_VERSION = "desk.corner-key/1"
SETTLED = timedelta(seconds=10)
"""So long after a meeting its recordings are closed and entered."""
LATEST = timedelta(days=1)
"""A meeting that was over for longer is signed for no more: the corner was away."""
SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """One thing that a statement speaks of."""

    kind: Kind
    subject: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Covers:
    """All that a statement speaks of. `salt`: 16 random bytes in hex."""

    salt: str
    every: tuple[Cover, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What stood fixed of a session. `key_id` and `signature` (raw r ‖ s, in hex) are empty until the corner signed;
    `covers` is None once what it speaks of was erased."""

    id: str
    session_id: str
    corner_id: str
    gathered_at: datetime
    content_hash: str
    covers: Covers | None
    key_id: str = ""
    signature: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKey:
    """The key of a corner's device, for one seating of its browser. `public`: SubjectPublicKeyInfo, DER, in hex.

    `missed_at`: since when the browser that serves the corner has not got it, or got another.
    """

    id: str
    corner_id: str
    key_id: str
    public: str
    made_at: datetime
    missed_at: datetime | None = None
    retired_at: datetime | None = None


def covering(found: Iterable[Entry], salt: str) -> Covers:
    """What a statement of these entries speaks of."""
    every = (Cover(kind=one.kind, subject=one.subject, digest=entries.digest(one)) for one in entries.in_order(found))
    return Covers(salt=salt, every=tuple(cover for cover in every if cover.kind not in BESIDE))


def content_hash(covers: Covers) -> str:
    """What is signed for: SHA-256, in hex."""
    listed = [[cover.kind.value, cover.subject, cover.digest] for cover in covers.every]
    return hashlib.sha256(chain.canonical({"covers": listed, "salt": covers.salt})).hexdigest()


def text(statement: Statement) -> bytes:
    """What the corner signs, canonical."""
    return chain.canonical(
        {
            "at": chain.instant(statement.gathered_at),
            "content": statement.content_hash,
            "corner": statement.corner_id,
            "evidence": VERSION,
            "session": statement.session_id,
        }
    )


def challenge(corner_id: str, browser_hash: str) -> str:
    """What a browser signs with its new key, the key's hex behind it: no two seatings have the same."""
    seating = hashlib.sha256(f"{KEY_VERSION} {corner_id} {browser_hash}".encode()).hexdigest()
    return f"{KEY_VERSION} {corner_id} {seating}"


def proof(challenged: str, public: str) -> bytes:
    """The bytes signed to show that the private half of this public key is there."""
    return f"{challenged} {public}".encode()
