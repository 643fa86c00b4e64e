"""Time-stamps by an authority (RFC 3161): that some bytes were there at a moment, said by a third party.

The authority is asked for the SHA-256 of the bytes and is sent nothing else. Its answer is kept as it came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class BadStamp(ValueError):
    """What came is no time-stamp of these bytes, or not by an authority that is trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """When the authority says that the bytes were there. `trusted`: whether its certificate leads to a given root."""

    at: datetime
    trusted: bool


def request(content: bytes) -> bytes:
    """What an authority is asked, DER."""
    asked = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256)
    return asked.nonce(nonce=True).cert_request(cert_request=True).build().as_bytes()


def roots(pem: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file. Raises ValueError."""
    return x509.load_pem_x509_certificates(pem)


def read(answer: bytes, content: bytes, trusted: Sequence[x509.Certificate] = ()) -> Stamp:
    """What the answer says of these bytes; with roots given, by one of whose authorities. Raises BadStamp."""
    try:
        found = decode_timestamp_response(answer)
        info = found.tst_info
        told, at = bytes(info.message_imprint.message), info.gen_time
    except ValueError:
        raise BadStamp("no time-stamp") from None
    if told != hashlib.sha256(content).digest():
        raise BadStamp("a time-stamp of something else")
    if trusted:
        builder = VerifierBuilder()
        for root in trusted:
            builder = builder.add_root_certificate(root)
        try:
            builder.build().verify_message(found, content)
        except (VerificationError, ValueError):
            raise BadStamp("not by an authority that is trusted") from None
    return Stamp(at=at.replace(tzinfo=UTC) if at.tzinfo is None else at, trusted=bool(trusted))
