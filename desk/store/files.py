"""Files by content: a page, a signature, a paper. Named by the SHA-256 of their plain bytes, kept encrypted.

Where they lie is the shelf's business (desk/store/shelves.py); that nobody reads or changes them there is ours.
"""

import asyncio
import hashlib

from desk.model.errors import Missing
from desk.store.shelves import Shelf
from identity.errors import VaultError
from identity.vault import Place, Vault


class Files:
    """Encrypted files on a shelf. All work is done in threads; a file appears whole or not at all."""

    def __init__(self, shelf: Shelf, vault: Vault) -> None:
        self._shelf, self._vault = shelf, vault

    async def keep(self, content: bytes) -> str:
        """Writes the bytes (once, however often they come) and gives their SHA-256 in hex."""
        return await asyncio.to_thread(self._keep, content)

    async def open(self, sha256: str) -> bytes:
        """The plain bytes. Raises Missing when there is no such file, or it was changed."""
        return await asyncio.to_thread(self._open, sha256)

    async def remove(self, sha256: str) -> None:
        """Erases the file; one that is not there is erased already."""
        await asyncio.to_thread(self._shelf.remove, sha256)

    async def older(self, before: float) -> list[str]:
        """The files that came last before this moment (seconds since 1970), by their SHA-256."""
        return await asyncio.to_thread(self._shelf.older, before)

    async def remove_older(self, sha256: str, before: float) -> bool:
        """Erases the file, unless it came again since; whether it did."""
        return await asyncio.to_thread(self._shelf.remove_older, sha256, before)

    async def outdated(self) -> list[str]:
        """The files that another key than the current one sealed, by their SHA-256."""
        return await asyncio.to_thread(self._not_beginning, self._vault.head(self._vault.key_ids[0]))

    async def sealed_by(self, key_id: str) -> int:
        """How many files this key sealed."""
        return await asyncio.to_thread(self._beginning, self._vault.head(key_id))

    async def reseal(self, sha256: str) -> bool:
        """Seals the file under the current key, unless it was erased meanwhile; whether it opened."""
        return await asyncio.to_thread(self._reseal, sha256)

    def _keep(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        self._shelf.put(sha256, lambda: self._vault.seal(content, _place(sha256)))
        return sha256

    def _open(self, sha256: str) -> bytes:
        try:
            return self._vault.open(self._shelf.read(sha256), _place(sha256))
        except (FileNotFoundError, VaultError):
            raise Missing("file") from None

    def _reseal(self, sha256: str) -> bool:
        place = _place(sha256)
        try:
            self._shelf.renew(sha256, lambda sealed: self._vault.seal(self._vault.open(sealed, place), place))
        except FileNotFoundError:
            return True
        except VaultError:
            return False
        return True

    def _not_beginning(self, head: bytes) -> list[str]:
        return [name for name in self._shelf.names() if not self._begins(name, head)]

    def _beginning(self, head: bytes) -> int:
        return sum(self._begins(name, head) for name in self._shelf.names())

    def _begins(self, name: str, head: bytes) -> bool:
        """Whether the file begins so; one that was erased meanwhile begins with nothing."""
        try:
            return self._shelf.read(name, len(head)) == head
        except FileNotFoundError:
            return False


def _place(sha256: str) -> Place:
    return Place(table="files", column="content", row=sha256)
