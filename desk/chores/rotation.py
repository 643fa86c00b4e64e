"""`server.py keys list | rotate | reseal | retire`: a new key for the vault, while the desk serves.

Rotating puts a new key on top of the ring; every process seals under it from its next value on. Resealing brings what
older keys sealed under the new one. Retiring takes an older key away once nothing needs it.
"""

import fcntl
import os
import secrets
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desk.chores import keys, secret_files, stores
from desk.config import Settings
from desk.model.chance import utc_now
from desk.model.events import Event, Tag
from desk.store import rotation
from desk.store.unit import Store
from identity import vault

STAMP = "k%Y%m%dT%H%M%SZ"
SETTLE = timedelta(minutes=2)
"""A transaction that began before a rotation has ended by then, and every process has seen the new ring."""


class NotRotated(Exception):
    """The ring stays as it is; the message says why."""


def arguments(parser: ArgumentParser) -> None:
    """What follows `keys`."""
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    parts.add_parser("list", help="print every key of the ring and what it still sealed, the current one first")
    parts.add_parser("rotate", help="add a new key, under which everything is sealed from now on")
    parts.add_parser("reseal", help="seal and index anew what older keys sealed; may be run while the desk serves")
    retire = parts.add_parser("retire", help="take an older key off the ring, once nothing is sealed by it")
    retire.add_argument("key_id", metavar="KEY_ID")
    retire.add_argument(
        "--even-so", action="store_true", help="although indexes that cannot be made anew are then not found any more"
    )


async def run(settings: Settings, chosen: Namespace) -> int:
    """The exit status: 1 where something does not open. Raises NotRotated, BadKeyRing."""
    folder = settings.data_dir / "keys"
    if chosen.part == "rotate":
        key_id = rotate(folder, utc_now())
        async with stores.opened(settings) as store:
            await _note(store, Tag.KEY_ADDED, key_id)
        print(key_id)
        return 0
    if chosen.part == "reseal":
        return await _reseal(settings)
    if chosen.part == "retire":
        await _retire(settings, chosen.key_id, even_so=chosen.even_so)
        return 0
    await _list(settings)
    return 0


def rotate(folder: Path, now: datetime) -> str:
    """Puts a new key on top of the ring; its identifier says when. Raises NotRotated."""
    keys.ready(folder)
    with _alone(folder):
        ring = (folder / keys.RING).read_bytes()
        key_id = now.astimezone(UTC).strftime(STAMP)
        if key_id in _ids(ring):
            raise NotRotated("a key was added this very second")
        secret_files.replace(folder / keys.RING, vault.ring_line(key_id, secrets.token_bytes) + ring)
    return key_id


def take_off(folder: Path, key_id: str) -> None:
    """Takes a key off the ring, which must not be the first. Raises NotRotated."""
    with _alone(folder):
        lines = (folder / keys.RING).read_bytes().splitlines(keepends=True)
        left = [line for line in lines if not line.startswith(f"{key_id} ".encode())]
        if len(left) == len(lines) or not left or left[0] != lines[0]:
            raise NotRotated(f"{key_id} is the current key, or not on the ring")
        secret_files.replace(folder / keys.RING, b"".join(left))


async def _reseal(settings: Settings) -> int:
    async with stores.opened(settings) as store:
        count = await rotation.reseal(store)
    print(f"{count.sealed} sealed anew, {count.overtaken} written by others meanwhile, {count.broken} do not open")
    return 1 if count.broken else 0


async def _list(settings: Settings) -> None:
    async with stores.opened(settings) as store:
        for key_id in store.vault.key_ids:
            print(f"{key_id}: {_told(await rotation.sealed_by(store, key_id)) or 'nothing'}")


async def _retire(settings: Settings, key_id: str, *, even_so: bool) -> None:
    folder = settings.data_dir / "keys"
    async with stores.opened(settings) as store:
        ids = store.vault.key_ids
        if key_id not in ids[1:]:
            raise NotRotated(f"{key_id} is the current key, or not on the ring")
        until = _replaced_at(folder, ids[ids.index(key_id) - 1]) + SETTLE
        if utc_now() < until:
            raise NotRotated(f"a transaction may still use it: wait until {until:%H:%M:%S} UTC")
        sealed = await rotation.sealed_by(store, key_id)
        if sealed:
            raise NotRotated(f"it still seals {_told(sealed)}: run `keys reseal` first")
        passing = await rotation.passing(store, until)
        if passing and not even_so:
            raise NotRotated(f"indexes that only it can find: {_told(passing)}. Wait until they pass, or say --even-so")
        take_off(folder, key_id)
        await _note(store, Tag.KEY_RETIRED, key_id)


async def _note(store: Store, tag: Tag, key_id: str) -> None:
    async with store.write() as unit:
        unit.record(Event(tag=tag, subject=key_id, actor="desk"))


def _replaced_at(folder: Path, successor: str) -> datetime:
    """When the key after it came: as its identifier says or, of one made by hand, when the ring was last written."""
    try:
        return datetime.strptime(successor, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp((folder / keys.RING).stat().st_mtime, UTC)


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _ids(ring: bytes) -> list[str]:
    return [line.split()[0].decode() for line in ring.splitlines() if line.strip()]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else changes the ring meanwhile."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
