"""Seals a paper: a signature over every byte of the PDF but its own place, in the form of PAdES (ETSI EN 319 142-1).

The seal is a field without size beside the page, so that the paper stays PDF/A-2a (ISO 19005-2, 6.3.3 and 6.4.3) and
PDF/UA-1 (ISO 14289-1, 7.18.1): what the eye sees is the seal that was drawn, what a program checks is this.
"""

import asyncio
import io
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pkcs11
from asn1crypto import pem
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, general, signers
from pyhanko.sign.timestamps import TimestampRequestError

from desk.model.receipts import Level, Verdict
from desk.papers import checking, errors, seal_keys, timestamps

FIELD = "Seal"
RESERVED = 8 * 1024
"""Hexadecimal digits left for a signature, beside those of its certificates."""
RESERVED_FOR_STAMP = 24 * 1024
"""As many more for a time-stamp with those of its authority."""
PAUSE = 60.0
"""Seconds in which an authority of time that did not answer is left alone: every receipt would wait for it."""
FAILED = (general.SigningError, PdfError, pkcs11.PKCS11Error, errors.SealUnusable, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A sealed paper. `signed_sha256`: of all that its seal covers; `key_id`: of the key; `level`: what was reached."""

    content: bytes
    signed_sha256: str
    key_id: str
    level: Level


class Sealer:
    """Seals papers with one key, one at a time; blocks for some milliseconds, and may be called from any thread."""

    def __init__(
        self,
        key: seal_keys.SealKey,
        stamps: timestamps.Stamps | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`stamps`: an authority that says when (RFC 3161); `clock`: seconds. Raises SealUnusable."""
        self._key, self._stamps, self._lock = key, stamps, threading.Lock()
        self._clock, self._left_alone_until = clock, 0.0
        signer = key.signer()
        certificate = signer.signing_cert
        if certificate is None:
            raise errors.SealUnusable("it has no certificate")
        self._certificate: str = pem.armor("CERTIFICATE", certificate.dump()).decode()
        self.key_id = checking.key_id(certificate)
        self._room = RESERVED + 2 * sum(len(each.dump()) for each in signer.cert_registry)
        self._is_proved = False

    @property
    def certificate(self) -> str:
        """Of the key, PEM."""
        return self._certificate

    def seal(self, pdf: bytes) -> Sealed:
        """The paper with its seal; without a time-stamp, where its authority does not answer. Raises NotSealed."""
        with self._lock:
            stamps = self._stamps if self._clock() >= self._left_alone_until else None
            try:
                content = self._signed(pdf, stamps)
            except (TimestampRequestError, OSError):
                self._left_alone_until = self._clock() + PAUSE
                stamps, content = None, self._signed(pdf, None)
            self._prove(content)
        return Sealed(
            content=content,
            signed_sha256=checking.traces(content).covered or "",
            key_id=self.key_id,
            level=Level.STAMPED if stamps is not None else Level.BASIC,
        )

    def _signed(self, pdf: bytes, stamps: timestamps.Stamps | None) -> bytes:
        """Tried twice: the device that holds the key may have been away."""
        try:
            return asyncio.run(self._sign(pdf, stamps))
        except FAILED:
            self._key.renew()
        try:
            return asyncio.run(self._sign(pdf, stamps))
        except FAILED as error:
            raise errors.NotSealed(type(error).__name__) from None

    def _prove(self, content: bytes) -> None:
        """The first seal is looked at: a device may hold another key than its certificate says. Raises NotSealed."""
        if not self._is_proved and checking.examine(content, {self.key_id}) is not Verdict.UNRECORDED:
            raise errors.NotSealed("the key is not that of its certificate")
        self._is_proved = True

    async def _sign(self, pdf: bytes, stamps: timestamps.Stamps | None) -> bytes:
        about = signers.PdfSignatureMetadata(
            field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
        )
        beside = fields.InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
        place = fields.SigFieldSpec(FIELD, on_page=-1, readable_field_name=FIELD, invis_sig_settings=beside)
        signer = signers.PdfSigner(about, signer=self._key.signer(), timestamper=stamps, new_field_spec=place)
        reserved = self._room if stamps is None else self._room + RESERVED_FOR_STAMP
        out = await signer.async_sign_pdf(_Addition(io.BytesIO(pdf)), bytes_reserved=reserved)
        content: bytes = out.getvalue()
        return content


class _Addition(IncrementalPdfFileWriter):
    """Adds to a PDF and leaves what it says of itself as typst wrote it: pyHanko would write the XMP anew, in other
    words than an archive's validator expects (the URIs of extension schemas as references)."""

    def _update_meta(self) -> None:
        """Nothing is to be said anew."""
