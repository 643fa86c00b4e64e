"""Personal fields sealed at rest, and blind indexes by which they are found again.

Sealing is AES-256-GCM. In front stand a version, the key's identifier and a fresh 96-bit nonce; the place
(table, column, row identity) is the associated data, so a value copied to another row, column or table does
not open. One key seals at most 2³² values before its turn comes to be replaced (NIST SP 800-38D, random
nonces).

    sealed = 0x01 · length of the key's identifier · identifier · nonce (12) · ciphertext and tag

The ring may change under a vault in use: before it seals or indexes, and where it meets a key that it does not know,
it asks whether there is a newer one. So processes that go on serving take a key up, and later let it go.

A blind index is HMAC-SHA256 under a key of its own for each purpose: equal values give equal indexes, and
without the key nobody can try all identity numbers against it. Sealing and indexing keys are derived from
the ring's keys by HKDF, one for each use.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from identity.errors import BadKeyRing, KeyMissing, NotOpened

VERSION = 1
NONCE_BYTES = 12
KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a sealed value lives; `row` is the identity the row keeps for life."""

    table: str
    column: str
    row: str

    def associated(self) -> bytes:
        """The place in bytes, unambiguously."""
        return json.dumps([self.table, self.column, self.row], ensure_ascii=False).encode()


Renewed = Callable[[], bytes | None]
"""Gives the ring's lines where they changed since it was last asked, else None."""


def _never() -> bytes | None:
    return None


class _Ring:
    """The keys of one moment, the current one first."""

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        """Raises BadKeyRing."""
        if current not in keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise BadKeyRing
        if any(not 0 < len(key_id.encode()) < 256 for key_id in keys):
            raise BadKeyRing
        self.keys = {current: keys[current], **keys}
        self.sealers = {key_id: AESGCM(_derive(key, "seal")) for key_id, key in keys.items()}
        self.current = current
        self._indexers: dict[tuple[str, str], bytes] = {}

    def blind(self, key_id: str, purpose: str, value: str) -> bytes:
        """The blind index under this key; a purpose's own key is derived once."""
        known = self._indexers.get((key_id, purpose))
        if known is None:
            known = self._indexers[key_id, purpose] = _derive(self.keys[key_id], f"index:{purpose}")
        return hmac.digest(known, value.encode(), "sha256")


class Vault:
    """A ring of keys (identifier → 32 bytes), one of them current; older ones still open what they sealed.

    Shared by threads: a ring is only ever exchanged whole.
    """

    def __init__(
        self, keys: Mapping[str, bytes], current: str, chance: Callable[[int], bytes], renewed: Renewed = _never
    ) -> None:
        """Raises BadKeyRing."""
        self._ring = _Ring(keys, current)
        self._chance = chance
        self._renewed = renewed

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Every key's identifier, the current one first."""
        return tuple(self._present().keys)

    def head(self, key_id: str) -> bytes:
        """What every value sealed by this key begins with, and no other value."""
        encoded = key_id.encode()
        return bytes((VERSION, len(encoded))) + encoded

    def reload(self) -> None:
        """Takes the ring anew if it changed. One that cannot be read leaves the one at hand in its place."""
        lines = self._renewed()
        if lines is not None:
            with suppress(BadKeyRing):
                self._ring = _Ring(*_read(lines))

    def seal(self, value: bytes, place: Place) -> bytes:
        """The value sealed to this place under the current key."""
        ring = self._present()
        head = self.head(ring.current)
        nonce = self._chance(NONCE_BYTES)
        return head + nonce + ring.sealers[ring.current].encrypt(nonce, value, head + place.associated())

    def open(self, sealed: bytes, place: Place) -> bytes:
        """The value again. Raises KeyMissing or NotOpened."""
        head, key_id, rest = _split(sealed)
        sealer = self._ring.sealers.get(key_id) or self._present().sealers.get(key_id)
        if sealer is None:
            raise KeyMissing
        try:
            return sealer.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + place.associated())
        except (InvalidTag, ValueError):
            raise NotOpened from None

    def seal_text(self, text: str, place: Place) -> bytes:
        """The text sealed, to the code point: nothing is normalised."""
        return self.seal(text.encode(), place)

    def open_text(self, sealed: bytes, place: Place) -> str:
        """The text again. Raises KeyMissing or NotOpened."""
        return self.open(sealed, place).decode()

    def is_current(self, sealed: bytes) -> bool:
        """Whether the current key sealed it; if not, a rotation opens and seals it anew. Raises NotOpened."""
        return _split(sealed)[1] == self._present().current

    def index(self, purpose: str, value: str) -> bytes:
        """The blind index (32 bytes) of a canonical value under the current key: what is stored."""
        ring = self._present()
        return ring.blind(ring.current, purpose, value)

    def indexes(self, purpose: str, value: str) -> tuple[bytes, ...]:
        """The blind index under every key, current first: what is looked for during a rotation."""
        ring = self._present()
        return tuple(ring.blind(key_id, purpose, value) for key_id in ring.keys)

    def pseudonym(self, purpose: str, value: str) -> str:
        """A short stable name for a value, for logs and traces: 16 hexadecimal digits."""
        return self.index(f"pseudonym:{purpose}", value).hex()[:16]

    def derive(self, use: str) -> bytes:
        """A key of 32 bytes for another use (one-time codes, tokens), from the current key."""
        ring = self._present()
        return _derive(ring.keys[ring.current], f"use:{use}")

    def _present(self) -> _Ring:
        self.reload()
        return self._ring


def from_ring(ring: bytes, chance: Callable[[int], bytes], renewed: Renewed = _never) -> Vault:
    """The vault of a key ring: lines of `identifier base64`, the current key first. Raises BadKeyRing."""
    return Vault(*_read(ring), chance, renewed)


def _read(ring: bytes) -> tuple[dict[str, bytes], str]:
    """Keys by identifier, and the current one's. Raises BadKeyRing."""
    keys: dict[str, bytes] = {}
    try:
        for line in filter(None, map(str.strip, ring.decode("ascii").splitlines())):
            key_id, encoded = line.split()
            if key_id in keys:
                raise BadKeyRing
            keys[key_id] = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise BadKeyRing from None
    return keys, next(iter(keys), "")


def ring_line(key_id: str, chance: Callable[[int], bytes]) -> bytes:
    """A new line for the top of a key ring."""
    return f"{key_id} {base64.b64encode(chance(KEY_BYTES)).decode()}\n".encode("ascii")


def _split(sealed: bytes) -> tuple[bytes, str, bytes]:
    """Head, key's identifier, and what follows. Raises NotOpened."""
    if len(sealed) < 2 or sealed[0] != VERSION or len(sealed) < 2 + sealed[1] + NONCE_BYTES:
        raise NotOpened
    end = 2 + sealed[1]
    try:
        return sealed[:end], sealed[2:end].decode(), sealed[end:]
    except UnicodeDecodeError:
        raise NotOpened from None


def _derive(key: bytes, use: str) -> bytes:
    info = f"identity.vault/{use}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)
