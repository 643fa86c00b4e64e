"""Commands that work on the store and the files beside it and then end, one row each; server.py adds those that serve.

A command prints what it found on standard output; its exit status is 0 when all is well.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from desk.chores import access, catalogue, evidence, installing, keys, ledger, recordings, rotation, staff
from desk.chores.data import BadData
from desk.chores.evidence import NotExported
from desk.chores.ledger import NotVerified
from desk.chores.recordings import NotJoined
from desk.chores.rotation import NotRotated
from desk.config import Settings
from desk.model.errors import DeskError
from desk.store import schema
from desk.store.engine import connect

FAILURES: tuple[type[Exception], ...] = (DeskError, BadData, NotExported, NotJoined, NotRotated, NotVerified)
"""What these raise on purpose, each with a message for whoever called them."""


def _none(_parser: ArgumentParser) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`arguments` declares what follows the name; `run` gives the exit status."""

    name: str
    purpose: str
    run: Callable[[Settings, Namespace], Awaitable[int]]
    arguments: Callable[[ArgumentParser], None] = _none


async def _join(settings: Settings, chosen: Namespace) -> int:
    await recordings.join(settings, chosen.session, chosen.file)
    return 0


def _join_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("session", metavar="SESSION", help="the session's id, as /office/sessions has it")
    parser.add_argument("file", metavar="FILE", type=Path, help="the .mkv file to write")


async def _migrate(settings: Settings, _chosen: Namespace) -> int:
    engine = connect(settings.database_url)
    try:
        await schema.migrate(engine, keys.ready(settings.data_dir / "keys").vault)
    finally:
        await engine.dispose()
    return 0


COMMANDS: tuple[Command, ...] = (
    Command(
        name="catalogue",
        purpose="bring items and themes into the store from YAML, XLSX or CSV, once the linter refuses nothing",
        run=catalogue.run,
        arguments=catalogue.arguments,
    ),
    Command(
        name="evidence",
        purpose="write all evidence of a case into one signed file; prove such a file; print the keys to believe",
        run=evidence.run,
        arguments=evidence.arguments,
    ),
    Command(
        name="export-person",
        purpose="write a person's own copy of all that is kept of them, as one ZIP file",
        run=access.run,
        arguments=access.arguments,
    ),
    Command(
        name="join",
        purpose="join a session's recording into one Matroska file, and report its gaps and its drift",
        run=_join,
        arguments=_join_arguments,
    ),
    Command(
        name="keys",
        purpose="give the vault a new key while the desk serves, and let an older one go",
        run=rotation.run,
        arguments=rotation.arguments,
    ),
    Command(
        name="ledger",
        purpose="prove that no entry of the ledger was changed; print its sealed heads, or the key that seals them",
        run=ledger.run,
        arguments=ledger.arguments,
    ),
    Command(name="migrate", purpose="bring the store's tables to the form of this version", run=_migrate),
    Command(
        name="seed",
        purpose="bring zones, corners, items and notices into the store: the demonstration's, or those of a folder",
        run=installing.run,
        arguments=installing.arguments,
    ),
    Command(
        name="staff",
        purpose="invite somebody to an account from the machine itself: the first administrator, or the last one",
        run=staff.run,
        arguments=staff.arguments,
    ),
)
