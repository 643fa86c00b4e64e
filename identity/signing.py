"""Statements signed with Ed25519 (RFC 8032): one key signs, and whoever has its public half checks."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SEED_BYTES = 32
ID_DIGITS = 16


class Signer:
    """Signs with one key. `public`: 32 bytes; `key_id`: what names the key beside a signature."""

    def __init__(self, seed: bytes) -> None:
        """Raises ValueError unless the seed has 32 bytes."""
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw()
        self.key_id = key_id(self.public)

    def sign(self, statement: bytes) -> bytes:
        """The signature, 64 bytes, the same each time."""
        return self._private.sign(statement)


def key_id(public: bytes) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the public key."""
    return hashlib.sha256(public).hexdigest()[:ID_DIGITS]


def is_signed(public: bytes, signature: bytes, statement: bytes) -> bool:
    """Whether this key signed just this. A public key or a signature of another length has signed nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
    except (InvalidSignature, ValueError):
        return False
    return True
