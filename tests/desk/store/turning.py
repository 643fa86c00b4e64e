"""A key ring that turns while the world it belongs to is in use."""

import base64
import secrets

from desk.store.files import Files
from desk.store.shelves import Disk
from identity import vault
from identity.vault import Vault
from tests.desk.world import World

FIRST = b"test " + base64.b64encode(b"k" * 32) + b"\n"
"""The ring of every world."""


class Ring:
    """The lines that a vault sees; `renewed` is asked whether they changed."""

    def __init__(self) -> None:
        self.lines = FIRST
        self._seen = FIRST

    def renewed(self) -> bytes | None:
        if self.lines == self._seen:
            return None
        self._seen = self.lines
        return self.lines

    def rotate(self, key_id: str = "new") -> None:
        """A new key on top."""
        self.lines = vault.ring_line(key_id, secrets.token_bytes) + self.lines

    def retire(self) -> None:
        """The last key is taken away."""
        self.lines = b"".join(self.lines.splitlines(keepends=True)[:-1])

    def vault(self) -> Vault:
        """What another process that has this ring seals with."""
        return vault.from_ring(self.lines, secrets.token_bytes)


def of(world: World) -> Ring:
    """Gives the world's store a ring that can turn."""
    ring = Ring()
    world.store.vault = vault.from_ring(ring.lines, secrets.token_bytes, ring.renewed)
    world.store.files = Files(Disk(world.folder / "files"), world.store.vault)
    return ring
