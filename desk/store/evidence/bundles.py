"""Writes a bundle: manifest, seal, perhaps a time-stamp, then every file, in the one form of `archive`."""

import asyncio
import hashlib
import os
import zlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desk.model.errors import Missing
from desk.model.evidence import archive, entries, manifests
from desk.model.evidence.archive import Member
from desk.model.evidence.entries import Entry, Kind
from desk.model.evidence.manifests import MANIFEST, SEAL, STAMP, About, Absent, Kept, Manifest
from desk.store.evidence.collecting import Collected
from desk.store.files import Files
from identity.signing import Signer

CHUNK = 1 << 20
READABLE_BY_US = 0o600
Stamper = Callable[[bytes], Awaitable[bytes]]
"""Asks an authority for a time-stamp of these bytes; its answer as it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that is to be written: its bytes, or where they are. `crc`: as ZIP has it."""

    kept: Kept
    crc: int
    content: bytes = b""
    path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where files of evidence are kept."""

    files: Files
    recordings: Path


async def write(
    to: Path, collected: Collected, about: About, *, shelf: Shelf, signer: Signer, stamper: Stamper | None = None
) -> Manifest:
    """Writes the bundle to a file that is not there yet; what it speaks of. Raises OSError, FileExistsError.

    A file that is lost, or is not what was entered, is told of in `absent`, and its entry stays.
    """
    sources, absent = await _sources(collected, shelf)
    manifest = Manifest(
        about=about,
        entries=collected.entries,
        files=tuple(source.kept for source in sources),
        absent=(*collected.absent, *absent),
    )
    leading = await _leading(manifest, signer, stamper)
    await asyncio.to_thread(_write, to, [*leading, *sources])
    return manifest


async def _leading(manifest: Manifest, signer: Signer, stamper: Stamper | None) -> list[Source]:
    """What stands before the files."""
    written = manifests.lines(manifest)
    marks = [manifests.mark(entries.members(entry)) for entry in manifest.entries]
    at, key_id = manifest.about.made_at, signer.key_id
    stated = manifests.statement(written, marks, at=at, key_id=key_id, stamped=stamper is not None)
    sealed = manifests.sealed(stated, signer.public.hex(), signer.sign(stated).hex())
    found = [_plain(MANIFEST, b"".join(line + b"\n" for line in written)), _plain(SEAL, sealed)]
    if stamper is not None:
        found.append(_plain(STAMP, await stamper(sealed)))
    return found


async def _sources(collected: Collected, shelf: Shelf) -> tuple[list[Source], list[Absent]]:
    sources, absent = [], []
    for entry in collected.entries:
        if entry.file is None:
            continue
        source = await _source(entry, collected, shelf)
        if isinstance(source, Source):
            sources.append(source)
        else:
            digest = entry.file.sha256
            absent.append(Absent(kind=entry.kind, subject=entry.subject, digest=digest, why=source))
    return sources, absent


async def _source(entry: Entry, collected: Collected, shelf: Shelf) -> Source | str:
    """The entry's file, or why there is none."""
    assert entry.file is not None
    if entry.kind is not Kind.RECORDING:
        try:
            return _plain(entry.name, await shelf.files.open(entry.file.sha256))
        except Missing:
            return "missing"
    path = shelf.recordings / collected.recordings[entry.subject]
    source = await asyncio.to_thread(_on_disk, entry.name, path)
    if source is None:
        return "missing"
    return source if source.kept.sha256 == entry.file.sha256 else "altered"


def _plain(name: str, content: bytes) -> Source:
    kept = Kept(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    return Source(kept=kept, crc=zlib.crc32(content), content=content)


def _on_disk(name: str, path: Path) -> Source | None:
    digest, crc, size = hashlib.sha256(), 0, 0
    try:
        for chunk in _chunks(path):
            digest.update(chunk)
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
    except FileNotFoundError:
        return None
    return Source(kept=Kept(name=name, sha256=digest.hexdigest(), size=size), crc=crc, path=path)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _write(to: Path, sources: list[Source]) -> None:
    members: list[Member] = []
    with to.open("xb") as file:
        os.fchmod(file.fileno(), READABLE_BY_US)
        for source in sources:
            member = Member(name=source.kept.name, size=source.kept.size, crc=source.crc, at=file.tell())
            file.write(archive.header(member))
            for chunk in _chunks(source.path) if source.path else (source.content,):
                file.write(chunk)
            members.append(member)
        file.write(archive.directory(members))
        file.flush()
        os.fsync(file.fileno())
