"""Statements signed with Ed25519."""

from __future__ import annotations

import hashlib

import pytest

from identity import signing
from identity.signing import Signer

SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
"""RFC 8032, 7.1, test 2: the message is the byte 0x72."""


def test_the_vector_of_the_rfc_comes_out() -> None:
    assert (Signer(SEED).public, Signer(SEED).sign(b"\x72")) == (PUBLIC, SIGNATURE)


def test_a_signature_is_checked_with_the_public_half() -> None:
    assert signing.is_signed(PUBLIC, SIGNATURE, b"\x72")


@pytest.mark.parametrize(
    ("public", "signature", "statement"),
    [
        (PUBLIC, SIGNATURE, b"\x73"),
        (PUBLIC, SIGNATURE[:-1] + b"\x01", b"\x72"),
        (Signer(bytes(32)).public, SIGNATURE, b"\x72"),
        (PUBLIC, SIGNATURE[:-1], b"\x72"),
        (PUBLIC[:-1], SIGNATURE, b"\x72"),
    ],
    ids=["other-statement", "altered", "other-key", "short-signature", "short-key"],
)
def test_what_the_key_did_not_sign_is_noticed(public: bytes, signature: bytes, statement: bytes) -> None:
    assert not signing.is_signed(public, signature, statement)


def test_a_key_is_named_by_its_public_half() -> None:
    assert Signer(SEED).key_id == signing.key_id(PUBLIC) == hashlib.sha256(PUBLIC).hexdigest()[:16]


def test_a_seed_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Signer(bytes(31))
