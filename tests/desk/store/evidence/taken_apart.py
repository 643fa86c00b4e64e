"""A bundle taken apart, to be changed and put together again as whoever has not the city's key would do it."""

import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desk.model import chain
from desk.model.evidence import archive, manifests
from desk.model.evidence.archive import Member
from desk.model.evidence.manifests import GENESIS, MANIFEST, SEAL
from identity.signing import Signer


@dataclass(slots=True, kw_only=True)
class Apart:
    """What is in a bundle: the head, the entries as they are hashed, the seal, and the other members by name."""

    head: dict[str, Any]
    entries: list[dict[str, Any]]
    seal: bytes
    files: list[tuple[str, bytes]]

    def entry(self, kind: str) -> int:
        """Where the first entry of a kind stands, from 0."""
        return next(place for place, each in enumerate(self.entries) if each["kind"] == kind)

    def file(self, kind: str) -> int:
        """Where the first file of a kind stands, from 0."""
        return next(place for place, (name, _) in enumerate(self.files) if name.startswith(f"{kind}/"))

    def resign(self, signer: Signer) -> None:
        """Makes every hash anew, and signs with this key."""
        marks = [manifests.mark(each) for each in self.entries]
        before = json.loads(self.seal)
        at = datetime.fromisoformat(before["at"])
        stated = manifests.statement(self.lines(), marks, at=at, key_id=signer.key_id, stamped=before["stamped"])
        self.seal = manifests.sealed(stated, signer.public.hex(), signer.sign(stated).hex())

    def lines(self) -> list[bytes]:
        """The manifest, its chain made anew."""
        before, found = GENESIS, [chain.canonical(self.head)]
        for number, each in enumerate(self.entries, start=1):
            before = manifests.link(before, manifests.digest_of(each))
            found.append(manifests.line(each, number, before))
        return found

    def write(self, to: Path) -> Path:
        """Puts it together again, every check sum right."""
        manifest = b"".join(line + b"\n" for line in self.lines())
        to.write_bytes(packed([(MANIFEST, manifest), (SEAL, self.seal), *self.files]))
        return to


def packed(contents: list[tuple[str, bytes]]) -> bytes:
    """An archive of these members, as ours are."""
    written, members = b"", []
    for name, content in contents:
        member = Member(name=name, size=len(content), crc=zlib.crc32(content), at=len(written))
        written += archive.header(member) + content
        members.append(member)
    return written + archive.directory(members)


def unpacked(path: Path) -> list[tuple[str, bytes]]:
    """Every member, in its order."""
    data, at, found = path.read_bytes(), 0, []
    while (member := archive.read_header(data[at:], at)) is not None:
        found.append((member.name, data[member.begins : member.ends]))
        at = member.ends
    return found


def apart(path: Path) -> Apart:
    """A bundle without a time-stamp, taken apart."""
    [(_, manifest), (_, seal), *files] = unpacked(path)
    head, *lines = [json.loads(line) for line in manifest.splitlines()]
    entries = [{name: value for name, value in each.items() if name not in ("n", "hash")} for each in lines]
    return Apart(head=head, entries=entries, seal=seal, files=files)
