"""Files by content: a still, a signature, a paper. Named by the SHA-256 of their plain bytes, kept encrypted."""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path

from desk.model.errors import Missing
from identity.errors import VaultError
from identity.vault import Place, Vault


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
        await asyncio.to_thread(self._path(sha256).unlink, missing_ok=True)

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def _keep(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, self._vault.seal(content, _place(sha256)))
        return sha256

    def _open(self, sha256: str) -> bytes:
        try:
            return self._vault.open(self._path(sha256).read_bytes(), _place(sha256))
        except (FileNotFoundError, VaultError):
            raise Missing("file") from None


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
