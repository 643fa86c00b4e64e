"""A person's own copy of what is kept of them, as one ZIP file: contents.json, and the files it names.

The number by which they are found is read from standard input, never from the command line, which others can see.
"""

import asyncio
import json
import sys
import zipfile
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from getpass import getpass
from pathlib import Path

from desk.boards import access
from desk.boards.access import Copy
from desk.chores import stores
from desk.config import Settings
from desk.model.errors import Missing
from desk.model.events import Event, Tag
from desk.store.unit import Store
from identity import documents, phones
from identity.documents import Kind, RawNumber
from identity.errors import IdentityError
from identity.phones import Region

READABLE_BY_US = 0o600


def arguments(parser: ArgumentParser) -> None:
    """How the person is named, and where the copy goes."""
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--document", metavar="KIND", choices=[kind.value for kind in Kind], help="by a document's number")
    who.add_argument("--phone", metavar="REGION", choices=[one.value for one in Region], help="by a mobile number")
    who.add_argument("--applicant", metavar="ID", help="by the applicant's id, as /office/people has it")
    parser.add_argument("--without-recordings", action="store_true", help="leave out picture and sound")
    parser.add_argument("file", metavar="FILE", type=Path, help="the .zip file to write, which must not be there yet")


async def run(settings: Settings, chosen: Namespace) -> int:
    """Writes the copy of the person found and records that it was made; 1 when nobody was found, or several were."""
    async with stores.opened(settings) as store:
        try:
            found = await _find(store, chosen)
        except IdentityError as error:
            print(f"server.py: {error}", file=sys.stderr)
            return 1
        if len(found) != 1:
            print(f"server.py: {_told(found)}", file=sys.stderr)
            return 1
        await _export(store, settings, found[0], chosen.file, recordings=not chosen.without_recordings)
        print(f"{chosen.file}: the copy of one person. Hand it to nobody else.")
        return 0


def _told(found: list[str]) -> str:
    """Why no copy is made: a number may have been mistyped, or given by somebody else, and then two people have it."""
    if not found:
        return "nothing is kept of this person."
    several = "\n  ".join(found)
    return (
        f"several applicants gave this number. See on /office/people who is who, then ask by --applicant:\n  {several}"
    )


async def _find(store: Store, chosen: Namespace) -> list[str]:
    if chosen.applicant:
        return [chosen.applicant]
    typed = await asyncio.to_thread(_ask)
    if chosen.phone:
        return await access.by_phone(store, phones.parse(typed, Region(chosen.phone)).e164)
    return await access.by_document(store, documents.parse(Kind(chosen.document), RawNumber(typed)))


def _ask() -> str:
    """The number: typed unseen at a terminal, or the first line of what is piped in."""
    return getpass("Number: ") if sys.stdin.isatty() else sys.stdin.readline().strip()


async def _export(store: Store, settings: Settings, applicant_id: str, path: Path, *, recordings: bool) -> None:
    """Records first, writes then: no copy leaves without a trace. Raises Missing, FileExistsError."""
    copy = await access.copy(store, applicant_id)
    async with store.write() as unit:
        data: dict[str, str | int] = {"visits": len(copy.visits), "recordings": int(recordings)}
        unit.record(Event(tag=Tag.PERSON_EXPORTED, subject=applicant_id, actor="desk", data=data))
    files = {name: content for name, sha256 in copy.files.items() if (content := await _open(store, sha256))}
    played = copy.recordings if recordings else ()
    folder = settings.recordings
    await asyncio.to_thread(_write, path, copy, files, {f"recordings/{name}": folder / name for name in played})


async def _open(store: Store, sha256: str) -> bytes:
    """The file, or nothing where it was erased."""
    try:
        return await store.files.open(sha256) if sha256 else b""
    except Missing:
        return b""


def _write(path: Path, copy: Copy, files: Mapping[str, bytes], recordings: Mapping[str, Path]) -> None:
    with path.open("xb") as target:
        path.chmod(READABLE_BY_US)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("contents.json", json.dumps(copy.contents, ensure_ascii=False, indent=2))
            for name, content in files.items():
                archive.writestr(name, content)
            for name, source in recordings.items():
                if source.exists():
                    archive.write(source, name, zipfile.ZIP_STORED)
