"""The chain of the ledger: each entry's hash covers the entry, its position and the hash before it.

    hash(0) = SHA-256("desk.ledger/1")                      the genesis, which names this version
    hash(n) = SHA-256(hash(n - 1) ‖ encoding of entry n)    raw 32 bytes, then UTF-8

The encoding is JSON canonical as in RFC 8785: no white space, members sorted by UTF-16 code units, characters escaped
only where JSON demands it; whole numbers only (no fractions, at most 2⁵³ − 1), so that every reader has the same ones.
An instant is UTC to the microsecond, `2026-11-22T06:16:31.000000Z`. `docs/ledger.md` has a vector for others.

A seal is an Ed25519 signature over what it says of a head: the chain up to there is then one that the key's owner saw.
`prints` are the first 16 hexadecimal digits of the hash of each entry since the seal before. The head proves; the
prints, signed with it, say *which* entry differs even where all hashes after it were made anew.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desk.model.events import Event

VERSION = "desk.ledger/1"
GENESIS = hashlib.sha256(VERSION.encode()).hexdigest()
PRINT_DIGITS = 16
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
GREATEST = 2**53 - 1
"""The greatest whole number that every reader of JSON has exactly (RFC 7493)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as it is hashed. `position` counts from 1 without gaps; `tag` may be of another version's kind."""

    position: int
    at: datetime
    tag: str
    subject: str
    actor: str
    zone_id: str
    visit_id: str
    case_id: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry with the hash that stands beside it, in hexadecimal."""

    entry: Entry
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where the chain ends."""

    position: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A head that was signed. `prints` belong to the entries up to `position`; `signature` is hexadecimal."""

    position: int
    hash: str
    prints: str
    sealed_at: datetime
    key_id: str
    signature: str = ""

    @property
    def first(self) -> int:
        """The first position that this seal has a print of."""
        return self.position - len(self.prints) // PRINT_DIGITS + 1

    def print_of(self, position: int) -> str:
        """The print of an entry between `first` and `position`."""
        start = (position - self.first) * PRINT_DIGITS
        return self.prints[start : start + PRINT_DIGITS]


def canonical(value: object) -> bytes:
    """JSON as in RFC 8785. Raises ValueError for what has no exact form there."""
    return ENCODER.encode(_sorted(value)).encode()


def instant(at: datetime) -> str:
    """UTC to the microsecond. Raises ValueError for a naive instant."""
    if at.tzinfo is None:
        raise ValueError("a naive instant")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def encode(entry: Entry) -> bytes:
    """What of the entry is hashed: canonical, as its members stand here in their order."""
    members = {
        "actor": entry.actor,
        "at": instant(entry.at),
        "case_id": entry.case_id,
        "data": _sorted(entry.data),
        "position": entry.position,
        "subject": entry.subject,
        "tag": entry.tag,
        "visit_id": entry.visit_id,
        "zone_id": entry.zone_id,
    }
    return ENCODER.encode(members).encode()


def link(before: str, entry: Entry) -> str:
    """The hash of an entry that follows the hash `before`."""
    return hashlib.sha256(bytes.fromhex(before) + encode(entry)).hexdigest()


def extend(head: Head, entries: Iterable[Entry]) -> Iterator[Link]:
    """The links of entries that follow the head, whose positions go on from it."""
    before = head.hash
    for entry in entries:
        before = link(before, entry)
        yield Link(entry=entry, hash=before)


def entry_of(event: Event, at: datetime, position: int) -> Entry:
    """A fact at its place in the ledger."""
    return Entry(
        position=position,
        at=at,
        tag=event.tag.value,
        subject=event.subject,
        actor=event.actor,
        zone_id=event.zone_id,
        visit_id=event.visit_id,
        case_id=event.case_id,
        data=event.data,
    )


def statement(seal: Seal) -> bytes:
    """What a seal signs: canonical JSON that begins with no other statement's members."""
    return canonical(
        {
            "at": instant(seal.sealed_at),
            "hash": seal.hash,
            "key_id": seal.key_id,
            "ledger": VERSION,
            "position": seal.position,
            "prints": seal.prints,
        }
    )


def _sorted(value: object) -> object:
    """The value with the members of every object in order. Raises ValueError."""
    if value is None or isinstance(value, (str, bool)):  # a tuple is looked through faster than a union
        return value
    if isinstance(value, int):
        if abs(value) > GREATEST:
            raise ValueError("a number that not every reader has exactly")
        return value
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in _in_order(value)}
    if isinstance(value, list | tuple):
        return [_sorted(each) for each in value]
    raise ValueError(f"no exact form: {type(value).__name__}")


def _in_order(members: Mapping[Any, object]) -> list[Any]:
    """By UTF-16 code units, which is the order of characters where all are ASCII, as ours are."""
    if all(isinstance(key, str) and key.isascii() for key in members):
        return sorted(members)
    return sorted(members, key=_utf16)


def _utf16(key: object) -> bytes:
    if not isinstance(key, str):
        raise ValueError("a member's name is text")
    return key.encode("utf-16-be")
