"""Keys that a browser made and never gives away: ECDSA over P-256 with SHA-256, as WebCrypto has it.

A public key comes as SubjectPublicKeyInfo (DER), a signature as r ‖ s, 64 bytes (W3C Web Cryptography API, 23).
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

HALF = 32
ID_DIGITS = 16


def key_id(public: bytes) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the key as it came."""
    return hashlib.sha256(public).hexdigest()[:ID_DIGITS]


def is_key(public: bytes) -> bool:
    """Whether this is a public key over P-256, written in its one DER form."""
    found = _read(public)
    return found is not None and public == found.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def is_signed(public: bytes, signature: bytes, statement: bytes) -> bool:
    """Whether this key signed just this. What is no key, or no signature, has signed nothing."""
    key = _read(public)
    if key is None or len(signature) != 2 * HALF:
        return False
    r, s = int.from_bytes(signature[:HALF], "big"), int.from_bytes(signature[HALF:], "big")
    try:
        key.verify(encode_dss_signature(r, s), statement, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _read(public: bytes) -> ec.EllipticCurvePublicKey | None:
    try:
        key = serialization.load_der_public_key(public)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        return None
    return key
