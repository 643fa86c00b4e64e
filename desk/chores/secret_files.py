"""Files that only the service can read: made once, whole or not at all, however many processes start at once."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def made_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The file's content; where there is none, what `make` gives is written first.

    Of two processes that write at once one wins, and both read what it wrote.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    beside = _written_beside(path, make())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    return path.read_bytes()


def replace(path: Path, content: bytes) -> None:
    """Writes the file anew, unless it says just that already."""
    if path.exists() and path.read_bytes() == content:
        return
    _written_beside(path, content).replace(path)
    _flush(path.parent)


def _flush(folder: Path) -> None:
    """Waits until the disk knows the names in the folder: a crash does not bring the old file back."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _written_beside(path: Path, content: bytes) -> Path:
    """A new file in the same folder, mode 0600, flushed to the disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
