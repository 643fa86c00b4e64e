"""Erasure: what its period is over for is erased, kind by kind, and each time recorded; what is held is left alone.

Law: a kind counts as erased only once its files are gone. They are removed within the unit of work, before its commit:
a process that is killed in between leaves rows without files, and the next run finishes.
"""

import asyncio
import shutil
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import structlog

from desk.actions.desk import Desk
from desk.model.errors import Missing
from desk.model.events import Event, Tag
from desk.model.retention import Kind
from desk.store import erasing, holds, keepings
from desk.store.keepings import Keeping
from desk.store.unit import Unit

BATCH = 100
STRAY = timedelta(days=1)
"""So long a file may wait for the row that points to it."""
log = structlog.get_logger("desk.erasure")


async def run(desk: Desk) -> int:
    """Erases all that is due by now, one kind of one visit a transaction; how many there were."""
    count = 0
    while found := await due(desk):
        erased = [await _try(desk, keeping) for keeping in found]
        count += sum(erased)
        if not any(erased):
            break
    if count:
        log.info("data.erased", count=count)
    return count


async def _try(desk: Desk, keeping: Keeping) -> bool:
    """A file that cannot be removed keeps its own visit from being marked, and no other."""
    try:
        return await erase(desk, keeping)
    except OSError as error:
        log.error("data.not_erased", visit=keeping.visit_id, kind=keeping.kind.value, reason=type(error).__name__)
        return False


async def due(desk: Desk, limit: int = BATCH) -> list[Keeping]:
    """What has to be erased by now and is under no hold."""
    async with desk.store.read() as connection:
        return await keepings.due(connection, desk.store.clock(), limit)


async def erase(desk: Desk, keeping: Keeping) -> bool:
    """Erases one kind of one visit; false when another process did, or a hold was set meanwhile."""
    async with desk.store.write() as unit:
        if not await keepings.mark(unit, keeping):
            return False
        needless = await erasing.erase(unit, keeping.visit_id, keeping.kind)
        for sha256 in needless:
            await desk.store.files.remove(sha256)
        if keeping.kind is Kind.RECORDING:
            await _remove_recordings(desk, unit, keeping.visit_id)
        unit.record(
            Event(
                tag=Tag.DATA_ERASED,
                subject=keeping.visit_id,
                actor="desk",
                visit_id=keeping.visit_id,
                data={"kind": keeping.kind.value, "reason": keeping.reason.value, "files": len(needless)},
            )
        )
    return True


async def sweep(desk: Desk) -> None:
    """Erases what serves for minutes only (codes, sign-ins on their way, sessions long over), and records how much."""
    async with desk.store.write() as unit:
        swept = await erasing.sweep(unit)
        if swept:
            data: dict[str, str | int] = dict(swept)
            unit.record(Event(tag=Tag.DATA_SWEPT, subject="desk", actor="desk", data=data))


async def sweep_files(desk: Desk) -> None:
    """Erases files to which no row points: a still that was taken again, a signature made anew, a paper drawn in vain.

    Those of the last day are left alone: what points to them may be on its way.
    """
    before = time.time() - STRAY.total_seconds()
    old, swept = await desk.store.files.older(before), 0
    for at in range(0, len(old), BATCH):
        async with desk.store.write() as unit:
            for sha256 in await erasing.needless(unit, old[at : at + BATCH]):
                swept += await desk.store.files.remove_older(sha256, before)
    if swept:
        async with desk.store.write() as unit:
            unit.record(Event(tag=Tag.DATA_SWEPT, subject="desk", actor="desk", data={"files": swept}))


async def hold(desk: Desk, visit_id: str, reason: str, staff_id: str) -> str:
    """Keeps a visit's data until the hold is lifted; its id. What is erased already does not come back."""
    async with desk.store.write() as unit:
        made = await holds.add(unit, visit_id, reason, staff_id)
        unit.record(_of_hold(Tag.HOLD_SET, made, staff_id))
    return made.id


async def lift(desk: Desk, hold_id: str, staff_id: str) -> None:
    """Ends a hold: what was due meanwhile is erased at the next run. Raises Missing, Stale."""
    async with desk.store.write() as unit:
        standing = await holds.get(unit.connection, unit.vault, hold_id)
        if standing.lifted_at is not None:
            raise Missing("hold")
        await holds.lift(unit, standing, staff_id)
        unit.record(_of_hold(Tag.HOLD_LIFTED, standing, staff_id))


def _of_hold(tag: Tag, held: holds.Hold, staff_id: str) -> Event:
    return Event(tag=tag, subject=held.id, actor=f"staff:{staff_id}", visit_id=held.visit_id)


async def _remove_recordings(desk: Desk, unit: Unit, visit_id: str) -> None:
    """The folders of the visit's sessions, with all that was made of them to be played."""
    for session_id in await erasing.sessions_of(unit.connection, visit_id):
        await asyncio.to_thread(_remove_files, desk.settings.data_dir / "playable", f"{session_id}-*")
        await asyncio.to_thread(_remove_folder, desk.settings.recordings / session_id)


def _remove_files(folder: Path, pattern: str) -> None:
    for path in folder.glob(pattern):
        path.unlink(missing_ok=True)


def _remove_folder(folder: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)
