"""Verifies a bundle away from the desk that made it, and names the first thing that is not as it was signed.

The order: the archive's first members, the seal and whose it is, the manifest line by line against the seal's marks,
the files one after another, the end of the archive; then what corners signed, what the ledger says, and the time-stamp.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from desk.model.evidence import archive, findings, manifests
from desk.model.evidence.archive import Member
from desk.model.evidence.findings import Finding, Part, What
from desk.model.evidence.manifests import GENESIS, MANIFEST, SEAL, STAMP
from desk.store.evidence import cross_checks, shown_codes
from desk.store.evidence.cross_checks import Remark, Trust
from identity import signing, stamps

CHUNK = 1 << 20
LONGEST_HEADER = 4_096
LARGEST_TEXT = 256 << 20
"""More than any manifest has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found. `entries`, `files`: how many; `remarks`: what is worth knowing and no fault."""

    finding: Finding | None
    entries: int = 0
    files: int = 0
    remarks: tuple[Remark, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


class _Wrong(Exception):
    """The finding, at once."""

    def __init__(self, what: What, part: Part, name: str = "", number: int = 0) -> None:
        super().__init__(part.value)
        self.finding = Finding(what=what, part=part, name=name, number=number)


def verify(path: Path, trust: Trust) -> Report:
    """Looks at the whole file. Raises OSError."""
    with path.open("rb") as file:
        try:
            return _verify(file, trust)
        except _Wrong as wrong:
            return Report(finding=wrong.finding)


def _verify(file: BinaryIO, trust: Trust) -> Report:
    members = _walk(file)
    written = _text(file, members, 0, MANIFEST)
    sealed = _text(file, members, 1, SEAL)
    seal = _seal(sealed, trust)
    entries = _manifest(written, seal)
    head = json.loads(written.split(b"\n", 1)[0])
    leading = [MANIFEST, SEAL, *([STAMP] if seal["stamped"] else [])]
    _names(members, leading, head["files"])
    _contents(file, members, len(leading), head["files"])
    _ending(file, members)
    remarks = shown_codes.check(entries, trust)
    remarks += cross_checks.statements(entries, head["absent"], trust)
    remarks += cross_checks.ledger(entries, trust)
    wrong = next((one for one in remarks if isinstance(one, Finding)), None)
    stamp = _stamp(_read(file, members[2]), sealed, trust) if seal["stamped"] and wrong is None else []
    kept = tuple(one for one in [*remarks, *stamp] if isinstance(one, Remark))
    about = head["about"]
    return Report(finding=wrong, entries=len(entries), files=len(head["files"]), remarks=kept, about=about)


def _walk(file: BinaryIO) -> list[Member]:
    """The members one after another, as far as they can be followed; the last may be cut short."""
    size, at = file.seek(0, os.SEEK_END), 0
    found: list[Member] = []
    while at < size:
        file.seek(at)
        member = archive.read_header(file.read(LONGEST_HEADER), at)
        if member is None:
            break
        found.append(member)
        at = member.ends
    return found


def _text(file: BinaryIO, members: Sequence[Member], place: int, name: str) -> bytes:
    if place >= len(members):
        raise _Wrong(_short(file, members), Part.FILE, name)
    member = members[place]
    if member.name != name:
        raise _Wrong(What.DROPPED, Part.FILE, name)
    content = _read(file, member)
    if len(content) < member.size:
        raise _Wrong(What.TRUNCATED, Part.FILE, name)
    return content


def _short(file: BinaryIO, members: Sequence[Member]) -> What:
    """Why there is no member more: the file is at its end, or says that there is none, or what is there is none."""
    size = file.seek(0, os.SEEK_END)
    file.seek(min(size, members[-1].ends) if members else 0)
    begins = file.read(4)
    if len(begins) < len(archive.CENTRAL) or begins == archive.LOCAL:
        return What.TRUNCATED
    return What.DROPPED if begins == archive.CENTRAL else What.FLIPPED


def _read(file: BinaryIO, member: Member) -> bytes:
    file.seek(member.begins)
    return file.read(min(member.size, LARGEST_TEXT))


def _seal(content: bytes, trust: Trust) -> dict[str, Any]:
    try:
        told = json.loads(content)
        stated, signature, public = manifests.stated(told), bytes.fromhex(told["signature"]), told["public_key"]
        sound = content == manifests.sealed(stated, public, told["signature"])
        own = bytes.fromhex(public)
        marks = told["marks"]
        shaped = told["evidence"] == manifests.VERSION and all(isinstance(each, str) for each in marks)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _Wrong(What.FLIPPED, Part.SEAL, SEAL) from None
    if not sound or not shaped or not signing.is_signed(own, signature, stated):
        raise _Wrong(What.FLIPPED, Part.SEAL, SEAL)
    if trust.cities.get(signing.key_id(own)) != own or told["key_id"] != signing.key_id(own):
        raise _Wrong(What.RESIGNED, Part.SEAL, signing.key_id(own))
    return dict(told)


def _manifest(content: bytes, seal: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The entries, each as it was signed."""
    written = content.split(b"\n")
    if hashlib.sha256(written[0]).hexdigest() != seal["head"]:
        raise _Wrong(What.FLIPPED, Part.HEAD, MANIFEST)
    lines = written[1:-1] if written[-1] == b"" else written[1:]
    told = [_members(line) for line in lines]
    marks = [_mark(each) for each in told]
    differs = findings.first(seal["marks"], marks)
    if differs is not None:
        place, what = differs
        named = seal["marks"][place] if what is not What.ADDED else marks[place]
        raise _Wrong(what, Part.ENTRY, named.rsplit(" ", 1)[0], place + 1)
    before = GENESIS
    for number, (each, line) in enumerate(zip(told, lines, strict=True), start=1):
        before = manifests.link(before, manifests.digest_of(each))
        if line != manifests.line(each, number, before):
            raise _Wrong(What.FLIPPED, Part.ENTRY, f"{each['kind']} {each['subject']}", number)
    if hashlib.sha256(content).hexdigest() != seal["manifest"]:
        raise _Wrong(What.FLIPPED, Part.HEAD, MANIFEST)
    return told


def _members(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line)
        return {name: value for name, value in told.items() if name not in ("n", "hash")}
    except (ValueError, AttributeError, RecursionError):
        return {}


def _mark(told: Mapping[str, Any]) -> str:
    try:
        return manifests.mark(told)
    except (ValueError, KeyError, RecursionError):
        return "? ? ?"


def _names(members: Sequence[Member], leading: Sequence[str], files: Sequence[Mapping[str, Any]]) -> None:
    expected = [*leading, *(each["name"] for each in files)]
    found = [member.name for member in members]
    differs = findings.first(expected, found)
    if differs is not None and differs[1] is not What.TRUNCATED:
        place, what = differs
        raise _Wrong(what, Part.FILE, (found if what is What.ADDED else expected)[place])


def _contents(file: BinaryIO, members: Sequence[Member], leading: int, files: Sequence[Mapping[str, Any]]) -> None:
    """Each member byte by byte: its header as it must be, and its content as it was signed."""
    signed: list[Mapping[str, Any]] = [{}] * leading + list(files)
    for place, each in enumerate(signed):
        if place >= len(members):
            raise _Wrong(_short(file, members), Part.FILE, each["name"])
        member = members[place]
        size = each.get("size", member.size)
        if member.size != size:
            raise _Wrong(What.TRUNCATED if member.size < size else What.ADDED, Part.FILE, member.name)
        digest, crc, count = _summed(file, member)
        if count < member.size:
            raise _Wrong(What.TRUNCATED, Part.FILE, member.name)
        if digest != each.get("sha256", digest):
            raise _Wrong(What.FLIPPED, Part.FILE, member.name)
        file.seek(member.at)
        written = Member(name=member.name, size=member.size, crc=crc)
        if file.read(archive.header_size(member.name)) != archive.header(written):
            raise _Wrong(What.FLIPPED, Part.FILE, member.name)


def _summed(file: BinaryIO, member: Member) -> tuple[str, int, int]:
    """SHA-256 and CRC-32 of a member's content, and how many bytes of it there are."""
    digest, crc, count = hashlib.sha256(), 0, 0
    file.seek(member.begins)
    while count < member.size and (chunk := file.read(min(CHUNK, member.size - count))):
        digest.update(chunk)
        crc, count = zlib.crc32(chunk, crc), count + len(chunk)
    return digest.hexdigest(), crc, count


def _ending(file: BinaryIO, members: Sequence[Member]) -> None:
    expected = archive.directory(members)
    file.seek(members[-1].ends)  # every member was read to its end
    found = file.read(len(expected) + 1)
    if found == expected:
        return
    if expected.startswith(found):
        raise _Wrong(What.TRUNCATED, Part.ARCHIVE)
    raise _Wrong(What.ADDED if found.startswith(expected) else What.FLIPPED, Part.ARCHIVE)


def _stamp(answer: bytes, sealed: bytes, trust: Trust) -> list[Remark]:
    try:
        stamp = stamps.read(answer, sealed, trust.authorities)
    except stamps.BadStamp:
        raise _Wrong(What.UNPROVEN, Part.STAMP, STAMP) from None
    return [Remark(code="stamped" if stamp.trusted else "stamp-not-trusted", name=stamp.at.isoformat())]
