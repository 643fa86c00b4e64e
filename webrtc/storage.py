"""Whether a recording can be begun: its folder can be written to, and the disk has room."""

import asyncio
import os
import shutil
from pathlib import Path

from webrtc.errors import StorageLow

PROBE = ".probe"


PATIENCE = 3.0
"""Seconds after which storage that does not answer is taken to be dead."""


async def stands(folder: Path, floor: int) -> bool:
    """Whether a recording could be begun in the folder now."""
    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.to_thread(check, folder, floor)
    except OSError:  # a time-out is one, too
        return False
    return True


def check(folder: Path, floor: int) -> None:
    """Makes the folder if it is not there. Raises OSError; `StorageLow`, which is one, below `floor` free bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < floor:
        raise StorageLow("the disk has less room than a recording asks for")
    probe = folder / f"{PROBE}-{os.getpid()}-{id(folder)}"
    try:
        probe.write_bytes(bytes(4096))
    finally:
        probe.unlink(missing_ok=True)
