"""The manifest of a bundle: a line that says what it is of, then a line an entry, chained; and the seal over it all.

    hash(0) = SHA-256("desk.evidence/1")
    hash(n) = SHA-256(hash(n - 1) ‖ digest of entry n)      32 raw bytes each

Each line is canonical JSON, so that what was changed is known by its line. The seal's `marks` say of every entry which
it is, and the first 16 digits of its digest: signed apart from the manifest, they name the first entry that is another,
is gone, or came in, even where all hashes of the manifest were made anew.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk.model import chain
from desk.model.evidence import entries
from desk.model.evidence.entries import Entry, Kind

VERSION = "desk.evidence/1"
GENESIS = hashlib.sha256(VERSION.encode()).hexdigest()
MANIFEST, SEAL, STAMP = "manifest.jsonl", "seal.json", "seal.tsr"
MARK_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Which case, by whom the bundle was made, when and why; `reason` is what that person wrote."""

    case_id: str
    case_number: str
    item_code: str
    item_version: int
    made_at: datetime
    made_by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """What is not in the bundle, and why: `gone`, `replaced`, `missing` or `altered`. `digest`: of what it was."""

    kind: Kind
    subject: str
    digest: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file of the bundle. `size`: bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All that a bundle speaks of; `entries` stand in their order, `files` in the order of theirs."""

    about: About
    entries: tuple[Entry, ...]
    files: tuple[Kept, ...]
    absent: tuple[Absent, ...]


def lines(manifest: Manifest) -> list[bytes]:
    """The manifest, without ends of line."""
    before, found = GENESIS, [chain.canonical(_head(manifest))]
    for number, entry in enumerate(manifest.entries, start=1):
        told = entries.members(entry)
        before = link(before, digest_of(told))
        found.append(line(told, number, before))
    return found


def line(told: Mapping[str, Any], number: int, hashed: str) -> bytes:
    """An entry's line, from what of it is hashed."""
    return chain.canonical({**told, "hash": hashed, "n": number})


def link(before: str, digest: str) -> str:
    """The hash of an entry that follows the hash `before`."""
    return hashlib.sha256(bytes.fromhex(before) + bytes.fromhex(digest)).hexdigest()


def digest_of(told: Mapping[str, Any]) -> str:
    """The digest of an entry, from what of it is hashed. Raises ValueError for what has no exact form."""
    return hashlib.sha256(chain.canonical(told)).hexdigest()


def mark(told: Mapping[str, Any]) -> str:
    """What the seal says of an entry. Raises ValueError, KeyError."""
    return f"{told['kind']} {told['subject']} {digest_of(told)[:MARK_DIGITS]}"


def statement(written: Sequence[bytes], marks: Iterable[str], *, at: datetime, key_id: str, stamped: bool) -> bytes:
    """What the city's key signs of a manifest of these lines: canonical, and no other statement has its members."""
    content = b"".join(each + b"\n" for each in written)
    return chain.canonical(
        {
            "at": chain.instant(at),
            "evidence": VERSION,
            "head": hashlib.sha256(written[0]).hexdigest(),
            "key_id": key_id,
            "manifest": hashlib.sha256(content).hexdigest(),
            "marks": list(marks),
            "stamped": stamped,
        }
    )


def sealed(stated: bytes, public: str, signature: str) -> bytes:
    """The file of the seal: what it states, with the public key and the signature (hex)."""
    return chain.canonical(json.loads(stated) | {"public_key": public, "signature": signature})


def stated(told: Mapping[str, Any]) -> bytes:
    """What the key signed, from what stands in the file of the seal. Raises ValueError."""
    return chain.canonical({name: value for name, value in told.items() if name not in ("public_key", "signature")})


def _head(manifest: Manifest) -> dict[str, Any]:
    about = manifest.about
    return {
        "about": {
            "case": about.case_id,
            "item": about.item_code,
            "item_version": about.item_version,
            "made_at": chain.instant(about.made_at),
            "made_by": about.made_by,
            "number": about.case_number,
            "reason": about.reason,
        },
        "absent": [
            {"digest": one.digest, "kind": one.kind.value, "subject": one.subject, "why": one.why}
            for one in manifest.absent
        ],
        "evidence": VERSION,
        "files": [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in manifest.files],
    }
