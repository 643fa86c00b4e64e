"""A key of the seal in a file, or in a device; one that cannot be used is refused at the start, in words without it."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from desk.model.receipts import Verdict
from desk.papers import checking, printer, receipts
from desk.papers.errors import NotSealed, SealUnusable
from desk.papers.seal_keys import FileKey, TokenKey
from desk.papers.sealing import Sealer
from identity import authority

Make = Callable[..., receipts.ReceiptPaper]
LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
TOKEN, LABEL, PIN = "desk", "seal", "417293"
END_OF_KEY = b"-----END PRIVATE KEY-----\n"


def key_of(bundle: bytes) -> bytes:
    return bundle.partition(END_OF_KEY)[0] + END_OF_KEY


def certificates_of(bundle: bytes) -> bytes:
    return bundle.partition(END_OF_KEY)[2]


def secret(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(pem, form, serialization.NoEncryption())


@pytest.fixture(scope="module")
def other() -> bytes:
    return authority.made(datetime.now(UTC), "elsewhere.example")


def test_a_key_with_another_keys_certificate_is_refused(bundle: bytes, other: bytes) -> None:
    with pytest.raises(SealUnusable, match="not that of its key"):
        FileKey(key_of(bundle) + certificates_of(other))


def test_a_key_without_certificate_is_refused(bundle: bytes) -> None:
    with pytest.raises(SealUnusable, match="not that of its key"):
        FileKey(key_of(bundle))


def test_certificates_without_key_are_refused(bundle: bytes) -> None:
    with pytest.raises(SealUnusable, match="no private key"):
        FileKey(certificates_of(bundle))


def test_a_key_that_readers_of_pdf_do_not_know_is_refused(bundle: bytes) -> None:
    with pytest.raises(SealUnusable, match="neither RSA nor ECDSA"):
        FileKey(secret(ed25519.Ed25519PrivateKey.generate()) + certificates_of(bundle))


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_what_is_no_pem_is_refused(content: bytes) -> None:
    with pytest.raises(SealUnusable):
        FileKey(content)


def test_the_refusal_holds_nothing_of_the_key(bundle: bytes, other: bytes) -> None:
    with pytest.raises(SealUnusable) as caught:
        FileKey(key_of(bundle) + certificates_of(other))
    line = key_of(bundle).splitlines()[1].decode()
    assert (line in str(caught.value), caught.value.__cause__) == (False, None)


@pytest.fixture(scope="module")
def module() -> Path:
    """The driver of a token in software."""
    return next(Path(name) for name in LIBRARIES if Path(name).exists())


@pytest.fixture(scope="module")
def token(bundle: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A token in software that holds the bundle's key."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    (folder / "key.pem").write_bytes(key_of(bundle))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        _tool("--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", PIN)
        _tool("--import", str(folder / "key.pem"), "--id", "A1", "--token", TOKEN, "--label", LABEL, "--pin", PIN)
        yield


def _tool(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)


@pytest.fixture
def of_token(bundle: bytes, module: Path, token: None) -> Iterator[Callable[..., TokenKey]]:
    """Makes keys of the token; their sessions are closed afterwards, for a process is signed in there once."""
    made: list[TokenKey] = []

    def make_key(**said: str) -> TokenKey:
        told = {"token": TOKEN, "label": LABEL, "pin": PIN} | said
        made.append(TokenKey(module=module, certificates=certificates_of(bundle), **told))
        return made[-1]

    yield make_key
    for key in made:
        key.renew()


def test_a_key_in_a_token_seals_as_one_in_a_file(
    papers: printer.Printer, make: Make, bundle: bytes, of_token: Callable[..., TokenKey]
) -> None:
    sealed = Sealer(of_token()).seal(papers.receipt(make()))
    in_file = Sealer(FileKey(bundle)).key_id
    assert checking.examine(sealed.content, {in_file}) is Verdict.UNRECORDED


def test_a_token_that_was_away_is_opened_again(
    papers: printer.Printer, make: Make, of_token: Callable[..., TokenKey]
) -> None:
    key = of_token()
    sealer = Sealer(key)
    key.signer().pkcs11_session.close()  # type: ignore[attr-defined]  # pyHanko's signer of a token has one
    assert checking.seals(sealer.seal(papers.receipt(make())).content)


def test_a_wrong_pin_is_refused_without_saying_it(of_token: Callable[..., TokenKey]) -> None:
    with pytest.raises(SealUnusable) as caught:
        Sealer(of_token(pin="000000"))
    assert "000000" not in str(caught.value)


@pytest.mark.parametrize("said", [{"label": "nothing"}, {"token": "nothing"}], ids=["key", "token"])
def test_a_key_that_is_not_in_the_token_is_refused_at_the_start(
    of_token: Callable[..., TokenKey], said: dict[str, str]
) -> None:
    with pytest.raises(SealUnusable, match="does not open"):
        Sealer(of_token(**said))


def test_a_token_whose_key_is_not_that_of_its_certificate_seals_nothing(
    papers: printer.Printer, make: Make, other: bytes, module: Path, token: None
) -> None:
    key = TokenKey(module=module, token=TOKEN, label=LABEL, pin=PIN, certificates=certificates_of(other))
    sealer = Sealer(key)
    try:
        with pytest.raises(NotSealed, match="not that of its certificate"):
            sealer.seal(papers.receipt(make()))
    finally:
        key.renew()


def test_a_driver_that_is_not_there_is_refused(bundle: bytes, tmp_path: Path) -> None:
    key = TokenKey(module=tmp_path / "no.so", token=TOKEN, label=LABEL, pin=PIN, certificates=certificates_of(bundle))
    with pytest.raises(SealUnusable, match="does not open"):
        Sealer(key)
