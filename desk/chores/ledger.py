"""`server.py ledger verify | export | key`: proves the ledger; prints its sealed heads, or the key that seals them."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from desk.chores import keys
from desk.config import Settings
from desk.model.audit import Finding, What
from desk.store import heads, seals, verification
from desk.store.engine import connect, moment
from desk.store.verification import Report
from identity import signing

PAGE = 50
WORDS = {
    What.EDITED: "was edited",
    What.REMOVED: "was removed",
    What.INSERTED: "was inserted afterwards",
    What.REORDERED: "was put in another's place: entries were reordered",
    What.CUT_OFF: "is not there: the ledger was cut off before it",
    What.HEAD_EDITED: "is the last, and the head says another hash: the head was edited",
    What.SEAL_FORGED: "has a seal that its key did not make",
    What.SEAL_FOREIGN: "has a seal by another key",
    What.SEAL_REMOVED: "has lost the seal that spoke of it",
}
UNCERTAIN = " (no seal covers it: it may be the entry before it that was edited, with its hash)"


class NotVerified(Exception):
    """The ledger could not be looked at; the message says why."""


def arguments(parser: ArgumentParser) -> None:
    """What follows `ledger`."""
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    verify = parts.add_parser("verify", help="name the first entry that was edited, removed, reordered or cut off")
    verify.add_argument(
        "--heads", metavar="FILE", type=Path, action="append", default=[], help="exported heads, kept elsewhere"
    )
    verify.add_argument(
        "--key", metavar="PUBLIC", action="append", default=[], help="a public key to trust, instead of this desk's own"
    )
    export = parts.add_parser("export", help="print the sealed heads, a line of JSON each")
    export.add_argument("--after", metavar="POSITION", type=int, default=0, help="only those after this position")
    parts.add_parser("key", help="print the public key that seals the ledger, in hexadecimal")


async def run(settings: Settings, chosen: Namespace) -> int:
    """The exit status: 1 when something is wrong with the ledger. Raises NotVerified."""
    try:
        if chosen.part == "verify":
            return await _verify(settings, chosen.heads, chosen.key)
        if chosen.part == "export":
            return await _export(settings, chosen.after)
    except (SQLAlchemyError, OSError, heads.BadHeads) as error:
        why = str(error) if isinstance(error, heads.BadHeads | OSError) else type(error).__name__
        raise NotVerified(why) from error
    print(_own_key(settings).hex())
    return 0


async def _verify(settings: Settings, files: list[Path], given: list[str]) -> int:
    known = [settings.heads] if settings.heads.exists() else []
    async with _reading(settings) as connection:
        report = await verification.verify(connection, _trusted(settings, given), [*files, *known])
    print(_told(report))
    return 0 if report.finding is None else 1


async def _export(settings: Settings, after: int) -> int:
    public = _own_key(settings)
    async with _reading(settings) as connection:
        while page := await seals.after(connection, after, PAGE):
            sys.stdout.write("".join(heads.line(seal, public).decode() for seal in page))
            after = page[-1].position
    return 0


def _told(report: Report) -> str:
    if report.finding is not None:
        return f"BROKEN: entry {report.finding.position} {_words(report.finding)}."
    unsealed = max(0, report.entries - report.sealed)
    sealed = f"{report.seals} seals, the last at {report.sealed}, {unsealed} entries after it"
    return f"OK: {report.entries} entries in one chain; {sealed}."


def _words(finding: Finding) -> str:
    return WORDS[finding.what] + ("" if finding.certain else UNCERTAIN)


def _trusted(settings: Settings, given: list[str]) -> Mapping[str, bytes]:
    """Raises NotVerified."""
    try:
        found = [bytes.fromhex(text) for text in given] or [_own_key(settings)]
    except ValueError:
        raise NotVerified("--key is a public key of 64 hexadecimal digits, as `ledger key` prints it") from None
    return {signing.key_id(public): public for public in found}


def _own_key(settings: Settings) -> bytes:
    """Raises NotVerified: nothing here makes a key."""
    found = keys.public_of_ledger(settings.data_dir / "keys")
    if found is None:
        raise NotVerified("this desk has no ledger key yet: serve once, or say --key")
    return found


@asynccontextmanager
async def _reading(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """One moment of the store as it is, which is neither migrated nor written."""
    engine = connect(settings.database_url)
    try:
        async with moment(engine) as connection:
            yield connection
    finally:
        await engine.dispose()
