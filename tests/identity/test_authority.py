"""The certificates that the desk makes for itself say what they are, and fit each other."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from identity import authority

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def made() -> bytes:
    return authority.made(NOW, "desk.example")


@pytest.fixture(scope="module")
def certificates(made: bytes) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(made)


def test_the_first_certificate_is_that_of_the_key(made: bytes, certificates: list[x509.Certificate]) -> None:
    key = serialization.load_pem_private_key(made, None)
    assert key.public_key() == certificates[0].public_key()


def test_the_authority_signed_the_seals_certificate(certificates: list[x509.Certificate]) -> None:
    seal, root = certificates
    seal.verify_directly_issued_by(root)


def test_the_authority_issues_no_other_authority(certificates: list[x509.Certificate]) -> None:
    told = certificates[1].extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (told.ca, told.path_length) == (True, 0)


def test_the_seal_signs_documents_and_stands_by_them(certificates: list[x509.Certificate]) -> None:
    usage = certificates[0].extensions.get_extension_for_class(x509.KeyUsage).value
    kinds = certificates[0].extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert (usage.content_commitment, usage.key_cert_sign, authority.DOCUMENT_SIGNING in kinds) == (True, False, True)


def test_the_certificates_say_that_they_are_self_made(certificates: list[x509.Certificate]) -> None:
    assert "Self-made" in certificates[0].issuer.rfc4514_string()


def test_two_of_one_name_have_two_keys(made: bytes) -> None:
    again = x509.load_pem_x509_certificates(authority.made(NOW, "desk.example"))
    assert again[0].public_key() != x509.load_pem_x509_certificates(made)[0].public_key()


def test_a_long_name_is_cut_to_what_a_certificate_holds() -> None:
    (seal, _) = x509.load_pem_x509_certificates(authority.made(NOW, "x" * 300))
    assert len(seal.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value) == 64
