"""Where the key of the seal lies: in a file of ours, or in a device that gives none away (PKCS#11).

Both give what pyHanko signs with. A key in a file is parsed once: parsing RSA anew costs a quarter of a second.
"""

from contextlib import suppress
from pathlib import Path
from typing import Protocol

import pkcs11
import pkcs11.types
from asn1crypto import pem
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from desk.papers import errors

LONGEST_SIGNATURE = 512
"""Of RSA with 4,096 bits."""
CERTIFICATE = "CERTIFICATE"


class SealKey(Protocol):
    """A private key somewhere, and the certificate that names it."""

    def signer(self) -> Signer:
        """What signs. Raises SealUnusable."""

    def renew(self) -> None:
        """After a failure: the next signer is opened anew, where that can help."""


class FileKey:
    """A key that was read into memory."""

    def __init__(self, bundle: bytes) -> None:
        """`bundle`: PEM with the private key (PKCS#8, no password), its certificate, then those above it.

        Raises SealUnusable where something is missing, of another kind, or does not belong together.
        """
        certificates = _certificates(bundle)
        try:
            key = serialization.load_pem_private_key(bundle, password=None)
        except (ValueError, TypeError):
            raise errors.SealUnusable("it holds no private key in PEM without a password") from None
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise errors.SealUnusable("its key is neither RSA nor ECDSA")
        if not certificates or _public(key) != certificates[0].public_key.dump():
            raise errors.SealUnusable("its first certificate is not that of its key")
        self._signer = _InMemory(key, certificates)

    def signer(self) -> Signer:
        """What signs."""
        return self._signer

    def renew(self) -> None:
        """Nothing to open anew."""


class TokenKey:
    """A key in a device or in software that speaks PKCS#11; the certificates lie in a file beside."""

    def __init__(self, *, module: Path, token: str, label: str, pin: str, certificates: bytes) -> None:
        """`module`: the driver's library. `token`, `label`: of the token, and of the key in it. Raises SealUnusable."""
        self._module, self._token, self._label, self._pin = module, token, label, pin
        self._certificates = _certificates(certificates)
        if not self._certificates:
            raise errors.SealUnusable("its certificates are missing")
        self._session: pkcs11.types.Session | None = None
        self._signer: Signer | None = None

    def signer(self) -> Signer:
        """What signs, over a session that is kept open. Raises SealUnusable."""
        if self._signer is None:
            try:
                self._signer = self._opened()
            except (pkcs11.PKCS11Error, SigningError, OSError, RuntimeError) as error:
                self.renew()
                raise errors.SealUnusable(f"the token does not open: {type(error).__name__}") from None
        return self._signer

    def _opened(self) -> Signer:
        where = TokenCriteria(label=self._token)
        self._session = open_pkcs11_session(str(self._module), token_criteria=where, user_pin=self._pin)
        first, *above = self._certificates
        # Not every token hashes for ECDSA by itself.
        raw = first.public_key.algorithm == "ec"
        signer = PKCS11Signer(
            self._session, signing_cert=first, ca_chain=above, key_label=self._label, use_raw_mechanism=raw
        )
        if signer.signing_cert is None:  # asked for here, it also looks for the key
            raise SigningError("no certificate")
        return signer

    def renew(self) -> None:
        """The session is closed, and opened anew by who asks next: the device may have been away."""
        if self._session is not None:
            with suppress(pkcs11.PKCS11Error):
                self._session.close()
        self._session = self._signer = None


class _InMemory(Signer):
    """pyHanko's signer over a key that stays parsed."""

    def __init__(self, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, certificates: list[Certificate]) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko annotates half of it
        store.register_multiple(certificates)
        super().__init__(signing_cert=certificates[0], cert_registry=store)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(LONGEST_SIGNATURE)
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def _certificates(bundle: bytes) -> list[Certificate]:
    try:
        return [Certificate.load(der) for kind, _, der in pem.unarmor(bundle, multiple=True) if kind == CERTIFICATE]
    except ValueError:
        raise errors.SealUnusable("it is not PEM") from None


def _public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(encoding, form)
