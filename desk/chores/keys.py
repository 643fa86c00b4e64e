"""The desk's own keys, in a folder of files that are made at the first start and kept: without them no record opens."""

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


def ready(folder: Path) -> Keys:
    """The keys of a folder, those that are not there yet made now. Raises BadKeyRing, ValueError for broken files.

    `vault.ring` holds a key a line, the current one first; `tokens` 32 bytes in hex; `clients.json` a JSON key set;
    `ledger.key` an Ed25519 seed, 32 bytes in hex.
    """
    ring = secret_files.made_once(folder / "vault.ring", lambda: vault.ring_line(FIRST_KEY, secrets.token_bytes))
    tokens = secret_files.made_once(folder / "tokens", lambda: secrets.token_hex(TOKEN_BYTES).encode() + b"\n")
    clients = secret_files.made_once(folder / "clients.json", lambda: federation.dump(federation.generate()).encode())
    ledger = secret_files.made_once(folder / LEDGER, lambda: secrets.token_hex(signing.SEED_BYTES).encode() + b"\n")
    opened = vault.from_ring(ring, secrets.token_bytes)
    return Keys(
        vault=opened,
        codes=opened.derive("codes"),
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
