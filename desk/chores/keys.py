"""The desk's own keys, in a folder of files that are made at the first start and kept: without them no record opens.

The vault's ring is looked at before each use, so that a process which serves takes up what `keys rotate` wrote. The key
of one-time codes is not of the ring: codes that were sent before a rotation are checked after it.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from desk.chores import secret_files
from identity import signing, vault
from identity.federation import keys as federation
from identity.federation.keys import ClientKeys
from identity.signing import Signer
from identity.vault import Vault

FIRST_KEY = "k1"
RING = "vault.ring"
LEDGER = "ledger.key"
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """`vault` seals fields and files; `codes` (32 bytes) is for one-time codes, `tokens` (32 bytes) for media tokens;
    `clients` signs and decrypts towards identity providers; `ledger` seals the ledger's heads."""

    vault: Vault = field(repr=False)
    codes: bytes = field(repr=False)
    tokens: bytes = field(repr=False)
    clients: ClientKeys = field(repr=False)
    ledger: Signer = field(repr=False)


class RingFile:
    """Tells a vault when the ring on the disk is another: `keys.ready` gives each vault its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None

    def __call__(self) -> bytes | None:
        """The ring's lines if the file is not the one last seen. Where it cannot be read, there is nothing new."""
        try:
            found = self._path.stat()
            stamp = (found.st_ino, found.st_mtime_ns, found.st_size)
            if stamp == self._seen:
                return None
            content = self._path.read_bytes()
        except OSError:
            return None
        self._seen = stamp
        return content


def ready(folder: Path) -> Keys:
    """The keys of a folder, those that are not there yet made now. Raises BadKeyRing, ValueError for broken files.

    `vault.ring` holds a key a line, the current one first; `codes` and `tokens` 32 bytes in hex (`codes` at first what
    earlier versions derived from the ring's current key); `clients.json` a JSON key set;
    `ledger.key` an Ed25519 seed, 32 bytes in hex.
    """
    ring = secret_files.made_once(folder / RING, lambda: vault.ring_line(FIRST_KEY, secrets.token_bytes))
    tokens = secret_files.made_once(folder / "tokens", lambda: secrets.token_hex(TOKEN_BYTES).encode() + b"\n")
    clients = secret_files.made_once(folder / "clients.json", lambda: federation.dump(federation.generate()).encode())
    ledger = secret_files.made_once(folder / LEDGER, lambda: secrets.token_hex(signing.SEED_BYTES).encode() + b"\n")
    watched = RingFile(folder / RING)
    opened = vault.from_ring(watched() or ring, secrets.token_bytes, watched)
    codes = secret_files.made_once(folder / "codes", lambda: opened.derive("codes").hex().encode() + b"\n")
    return Keys(
        vault=opened,
        codes=bytes.fromhex(codes.decode("ascii").strip()),
        tokens=bytes.fromhex(tokens.decode("ascii").strip()),
        clients=federation.load(clients.decode()),
        ledger=_signer(ledger),
    )


def public_of_ledger(folder: Path) -> bytes | None:
    """The public half of the key that seals the ledger, 32 bytes; none where the folder has no such key.

    Raises ValueError for a broken file.
    """
    try:
        return _signer((folder / LEDGER).read_bytes()).public
    except FileNotFoundError:
        return None


def _signer(kept: bytes) -> Signer:
    return Signer(bytes.fromhex(kept.decode("ascii").strip()))
