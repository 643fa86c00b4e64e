"""Files by content: a still, a signature, a paper. Named by the SHA-256 of their plain bytes, kept encrypted."""

import asyncio
import fcntl
import hashlib
import math
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk.model.errors import Missing
from identity.errors import VaultError
from identity.vault import Place, Vault

HEX_DIGITS = 64
"""Of the SHA-256 that names a file."""


class Files:
    """A folder of encrypted files. All work is done in threads; a file appears whole or not at all."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder, self._vault = folder, vault

    async def keep(self, content: bytes) -> str:
        """Writes the bytes (once, however often they come) and gives their SHA-256 in hex."""
        return await asyncio.to_thread(self._keep, content)

    async def open(self, sha256: str) -> bytes:
        """The plain bytes. Raises Missing when there is no such file, or it was changed."""
        return await asyncio.to_thread(self._open, sha256)

    async def remove(self, sha256: str) -> None:
        """Erases the file; one that is not there is erased already."""
        await asyncio.to_thread(self._remove, sha256)

    async def older(self, before: float) -> list[str]:
        """The files that came last before this moment (seconds since 1970), by their SHA-256."""
        return await asyncio.to_thread(lambda: [path.name for path in self._every() if _came(path) < before])

    async def remove_older(self, sha256: str, before: float) -> bool:
        """Erases the file, unless it came again since; whether it did."""
        return await asyncio.to_thread(self._remove_older, sha256, before)

    async def outdated(self) -> list[str]:
        """The files that another key than the current one sealed, by their SHA-256."""
        return await asyncio.to_thread(self._not_beginning, self._vault.head(self._vault.key_ids[0]))

    async def sealed_by(self, key_id: str) -> int:
        """How many files this key sealed."""
        return await asyncio.to_thread(self._beginning, self._vault.head(key_id))

    async def reseal(self, sha256: str) -> bool:
        """Seals the file under the current key, unless it was erased meanwhile; whether it opened."""
        return await asyncio.to_thread(self._reseal, sha256)

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def _keep(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(path.parent):
            if path.exists():
                path.touch()
            else:
                _write_whole(path, self._vault.seal(content, _place(sha256)))
        return sha256

    def _open(self, sha256: str) -> bytes:
        try:
            return self._vault.open(self._path(sha256).read_bytes(), _place(sha256))
        except (FileNotFoundError, VaultError):
            raise Missing("file") from None

    def _remove(self, sha256: str) -> None:
        path = self._path(sha256)
        if path.parent.exists():
            with _alone_in(path.parent):
                path.unlink(missing_ok=True)

    def _remove_older(self, sha256: str, before: float) -> bool:
        path = self._path(sha256)
        with _alone_in(path.parent):
            stale = _came(path) < before
            if stale:
                path.unlink()
        return stale

    def _reseal(self, sha256: str) -> bool:
        path = self._path(sha256)
        with _alone_in(path.parent):
            try:
                content = self._vault.open(path.read_bytes(), _place(sha256))
            except FileNotFoundError:
                return True
            except VaultError:
                return False
            _write_whole(path, self._vault.seal(content, _place(sha256)))
        return True

    def _not_beginning(self, head: bytes) -> list[str]:
        return [path.name for path in self._every() if not _begins(path, head)]

    def _beginning(self, head: bytes) -> int:
        return sum(_begins(path, head) for path in self._every())

    def _every(self) -> Iterator[Path]:
        return (path for path in self._folder.glob("??/*") if len(path.name) == HEX_DIGITS)


def _begins(path: Path, head: bytes) -> bool:
    """Whether the file begins so; one that was erased meanwhile begins with nothing."""
    try:
        with path.open("rb") as file:
            return file.read(len(head)) == head
    except FileNotFoundError:
        return False


def _came(path: Path) -> float:
    """When the file came last; never, for one that was erased meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """No other process erases or replaces a file of this folder: what was erased must not come back."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _place(sha256: str) -> Place:
    return Place(table="files", column="content", row=sha256)


def _write_whole(path: Path, content: bytes) -> None:
    """Writes beside, flushes, then renames: a crash leaves the old state or the new one, a full disk nothing."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
