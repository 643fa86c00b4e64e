"""Says of any PDF what its seal is worth, without opening the PDF: only the signature and what it covers are read.

A reader of PDF follows references that a forger may have laid; this one reads bytes. Whether a file is one of ours, to
the byte, is known from what we kept; this module tells what became of one that is not.
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass

from asn1crypto import cms
from asn1crypto.x509 import Certificate
from pyhanko.sign.general import CMSStructuralError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

from desk.model.receipts import Verdict

RANGE = re.compile(rb"/ByteRange\s{0,64}\[\s{0,64}(\d{1,10})\s{1,64}(\d{1,10})\s{1,64}(\d{1,10})\s{1,64}(\d{1,10})")
MARKS = (b"/ByteRange", b"ETSI.CAdES.detached", b"/Adobe.PPKLite", b"/Type /Sig", b"adbe.pkcs7.detached")
"""One of them at least is left in a file of which some bytes of the seal were changed."""
HEX = re.compile(rb"<([0-9A-Fa-f]*)>")
KEY_DIGITS = 32
MOST_SEALS = 16
HEAD = b"%PDF-"
REFUSED = (ValueError, TypeError, KeyError, SignatureValidationError, CMSStructuralError)


class NoSeal(ValueError):
    """There is no signature there that could be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """One signature: what it covers ends at `end`; the hole between `low` and `high` holds the signature itself."""

    low: int
    high: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """By what a file may be known as ours: SHA-256 of the whole, of what stood `before` something was added to it (one
    for each seal that does not end with the file), and of what its last seal covers (None: it has none)."""

    sha256: str
    before: tuple[str, ...]
    covered: str | None


def traces(pdf: bytes) -> Traces:
    """By what this file may be known."""
    found = seals(pdf)
    ends = sorted({each.end for each in found if each.end < len(pdf)})
    return Traces(
        sha256=hashlib.sha256(pdf).hexdigest(),
        before=tuple(hashlib.sha256(pdf[:end]).hexdigest() for end in ends),
        covered=hashlib.sha256(_content(pdf, found[-1])).hexdigest() if found else None,
    )


def examine(pdf: bytes, ours: Collection[str]) -> Verdict:
    """What became of a file that is none of ours to the byte; `ours`: the keys we ever sealed with, by their id."""
    if HEAD not in pdf[:1024]:
        return Verdict.NOT_A_PDF
    found = seals(pdf)
    if not found:
        return Verdict.CHANGED if any(mark in pdf for mark in MARKS) else Verdict.UNSEALED
    signer = _signer(pdf, found[-1])
    if signer is None:
        first = _signer(pdf, found[0])
        return Verdict.APPENDED if first in ours and len(found) > 1 else Verdict.CHANGED
    if signer not in ours:
        return Verdict.OTHER_SIGNER
    return Verdict.UNRECORDED if found[-1].end == len(pdf) else Verdict.APPENDED


def seals(pdf: bytes) -> list[Seal]:
    """The signatures that lie within the file, in its order; at most the first sixteen."""
    found = []
    for match in RANGE.finditer(pdf):
        begin, low, high, length = (int(number) for number in match.groups())
        if begin == 0 and 0 < low < high <= high + length <= len(pdf):
            found.append(Seal(low=low, high=high, end=high + length))
        if len(found) == MOST_SEALS:
            break
    return found


def key_id(certificate: Certificate) -> str:
    """Names a key: the first 32 hexadecimal digits of the SHA-256 of the public half (SubjectPublicKeyInfo)."""
    return hashlib.sha256(certificate.public_key.dump()).hexdigest()[:KEY_DIGITS]


def _content(pdf: bytes, seal: Seal) -> bytes:
    return pdf[: seal.low] + pdf[seal.high : seal.end]


def _signer(pdf: bytes, seal: Seal) -> str | None:
    """The key of an unbroken seal; None where it is broken, or is none."""
    try:
        signed = _signed_data(pdf, seal)
        found = extract_certs_for_validation(signed)
        (info,) = signed["signer_infos"]
        digest = hashlib.new(info["digest_algorithm"]["algorithm"].native, _content(pdf, seal), usedforsecurity=True)
        kind = signed["encap_content_info"]["content_type"].native
        intact, valid = validate_sig_integrity(info, found.signer_cert, kind, digest.digest())
    except REFUSED:
        return None
    return key_id(found.signer_cert) if intact and valid else None


def _signed_data(pdf: bytes, seal: Seal) -> cms.SignedData:
    """Raises ValueError unless there is one signature there, and nothing after it but zeros."""
    hole = HEX.fullmatch(pdf, seal.low, seal.high)
    if hole is None:
        raise NoSeal("the hole holds something else")
    content = bytes.fromhex(hole[1].decode("ascii"))
    told = cms.ContentInfo.load(content)
    if any(content[len(told.dump()) :]):
        raise NoSeal("something stands behind the signature")
    if told["content_type"].native != "signed_data":
        raise NoSeal("no signed data")
    return told["content"]
