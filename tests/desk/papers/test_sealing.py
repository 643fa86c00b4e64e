"""A sealed receipt: still an archive's and a screen reader's file, and a seal that others than we find unbroken."""

import io
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, cast

import pytest
from asn1crypto import keys, tsp
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pypdf import PdfReader

from desk.model.receipts import Level
from desk.papers import printer, receipts
from desk.papers.seal_keys import FileKey
from desk.papers.sealing import Sealed, Sealer
from desk.papers.timestamps import Stamps

Make = Callable[..., receipts.ReceiptPaper]
NOWHERE = "http://127.0.0.1:9/"
"""The discard port: nothing listens there."""
PRINT, HIDDEN = 4, 2
"""Bits of an annotation's flags (ISO 32000-1, table 165)."""


def root_of(pdf: bytes) -> Any:
    return PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def metadata_of(pdf: bytes) -> str:
    told: bytes = root_of(pdf)["/Metadata"].get_object().get_data()
    return told.decode()


def widget_of(pdf: bytes) -> Any:
    (field,) = root_of(pdf)["/AcroForm"]["/Fields"]
    return field.get_object()


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler says of the signatures, certificates left aside."""
    (folder / "sealed.pdf").write_bytes(pdf)
    told = subprocess.run(["pdfsig", "-nocert", "sealed.pdf"], cwd=folder, capture_output=True, text=True, check=False)
    return told.stdout + told.stderr


def test_poppler_finds_the_seal_unbroken_and_over_the_whole_file(sealed: Sealed, tmp_path: Path) -> None:
    said = pdfsig(sealed.content, tmp_path)
    assert ("Signature is Valid" in said, "Total document signed" in said, "ETSI.CAdES.detached" in said) == (True,) * 3


def test_the_sealed_paper_begins_with_the_very_bytes_that_were_drawn(
    papers: printer.Printer, make: Make, sealed: Sealed
) -> None:
    assert sealed.content.startswith(papers.receipt(make()))


def test_the_sealed_file_says_of_itself_what_the_drawn_one_did(
    papers: printer.Printer, make: Make, sealed: Sealed
) -> None:
    assert metadata_of(sealed.content) == metadata_of(papers.receipt(make()))


def test_the_sealed_file_still_says_that_it_is_pdf_a_2a_and_pdf_ua_1(sealed: Sealed) -> None:
    said = metadata_of(sealed.content)
    wanted = ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<")
    assert [each in said for each in wanted] == [True] * 3


def test_the_sealed_file_is_tagged_in_a_language_and_under_a_title(sealed: Sealed) -> None:
    root = root_of(sealed.content)
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/StructTreeRoot"]["/K"]
    assert str(root["/Lang"]).startswith("zh")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True


def test_the_sealed_file_names_its_colours(sealed: Sealed) -> None:
    (intent,) = root_of(sealed.content)["/OutputIntents"]
    assert (intent.get_object()["/S"], "/DestOutputProfile" in intent.get_object()) == ("/GTS_PDFA1", True)


def test_every_font_is_within_the_file_and_gives_its_characters(sealed: Sealed) -> None:
    for page in PdfReader(io.BytesIO(sealed.content)).pages:
        fonts = cast(Any, page)["/Resources"]["/Font"]
        for name in fonts:
            font = fonts[name].get_object()
            (below,) = font["/DescendantFonts"]
            description = below.get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(description), font["/BaseFont"]
            assert "/ToUnicode" in font, font["/BaseFont"]


def test_nothing_shines_through(sealed: Sealed) -> None:
    """ISO 19005-2, 6.2.10 has rules for transparency; a paper that has none cannot break them."""
    for page in PdfReader(io.BytesIO(sealed.content)).pages:
        states = cast(Any, page)["/Resources"].get("/ExtGState", {})
        for name in states:
            state = states[name].get_object()
            assert (state.get("/SMask", "/None"), state.get("/BM", "/Normal")) == ("/None", "/Normal"), name
            assert (state.get("/ca", 1), state.get("/CA", 1)) == (1, 1), name


def test_there_is_nothing_that_an_archive_refuses(sealed: Sealed) -> None:
    """ISO 19005-2: 6.1.3 no encryption, 6.4.1 appearances are not made by the reader, 6.5 no scripts, 6.8 no files."""
    reader = PdfReader(io.BytesIO(sealed.content))
    root = root_of(sealed.content)
    assert ("/Encrypt" in reader.trailer, "/OpenAction" in root, "/AA" in root) == (False,) * 3
    assert not root["/AcroForm"].get("/NeedAppearances", False)
    assert "/XFA" not in root["/AcroForm"]
    assert b"/JavaScript" not in sealed.content
    assert b"/EmbeddedFile" not in sealed.content


def test_the_seals_field_is_printed_in_name_only_and_lies_beside_the_page(sealed: Sealed) -> None:
    """ISO 19005-2, 6.3.2 and 6.3.3; ISO 14289-1, 7.18.1: no size, beside the page, printable, not hidden, described."""
    field = widget_of(sealed.content)
    left, low, right, high = (float(number) for number in field["/Rect"])
    flags = int(field["/F"])
    assert (right - left, high - low, right < 0 or high < 0) == (0, 0, True)
    assert (bool(flags & PRINT), bool(flags & HIDDEN), bool(field["/TU"])) == (True, False, True)


def test_pages_with_a_field_are_walked_through_by_their_structure(sealed: Sealed) -> None:
    """ISO 14289-1, 7.18.3."""
    pages = [page for page in PdfReader(io.BytesIO(sealed.content)).pages if "/Annots" in page]
    assert [page.get("/Tabs") for page in pages] == ["/S"] * len(pages)


def test_the_seal_changes_no_word(papers: printer.Printer, make: Make, sealer: Sealer) -> None:
    plain = papers.receipt(make())
    before, after = (
        [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        for pdf in (plain, sealer.seal(plain).content)
    )
    assert before == after


def test_a_seal_of_rsa_is_found_unbroken_too(papers: printer.Printer, make: Make, tmp_path: Path) -> None:
    sealed = Sealer(FileKey(_rsa())).seal(papers.receipt(make()))
    assert "Signature is Valid" in pdfsig(sealed.content, tmp_path)


def _rsa() -> bytes:
    key, now = rsa.generate_private_key(65537, 2048), datetime.now(UTC)
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return secret + _certificate(key, now).sign(key, hashes.SHA256()).public_bytes(pem)


def _certificate(key: rsa.RSAPrivateKey, now: datetime) -> x509.CertificateBuilder:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "synthetic")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=30))
    )


def test_threads_may_share_one_seal(papers: printer.Printer, make: Make, sealer: Sealer, tmp_path: Path) -> None:
    plain, made = papers.receipt(make()), []
    threads = [threading.Thread(target=lambda: made.append(sealer.seal(plain))) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert ["Signature is Valid" in pdfsig(one.content, tmp_path) for one in made] == [True] * 4


@pytest.fixture
def authority_of_time() -> Iterator[str]:
    """The address of an authority that gives time-stamps."""
    key, now = rsa.generate_private_key(65537, 2048), datetime.now(UTC)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    made = _certificate(key, now).add_extension(usage, critical=True).sign(key, hashes.SHA256())
    certificate = Certificate.load(made.public_bytes(serialization.Encoding.DER))
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption())
    stamper = DummyTimeStamper(certificate, keys.PrivateKeyInfo.load(secret))

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_authority_of_time_stamps_the_seal(
    papers: printer.Printer, make: Make, bundle: bytes, authority_of_time: str, tmp_path: Path
) -> None:
    sealed = Sealer(FileKey(bundle), Stamps(authority_of_time)).seal(papers.receipt(make()))
    assert (sealed.level, "Signature is Valid" in pdfsig(sealed.content, tmp_path)) == (Level.STAMPED, True)


def test_an_authority_that_is_away_keeps_no_receipt_back(papers: printer.Printer, make: Make, bundle: bytes) -> None:
    sealed = Sealer(FileKey(bundle), Stamps(NOWHERE)).seal(papers.receipt(make()))
    assert sealed.level is Level.BASIC


class CountedStamps(Stamps):
    """An authority that is away, and counts how often it was asked."""

    asked = 0

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        self.asked += 1
        raise OSError("away")


@pytest.mark.parametrize(("seconds", "asked"), [(59, 1), (60, 2)], ids=["within-a-minute", "after-a-minute"])
def test_an_authority_that_is_away_is_asked_again_after_a_minute(
    papers: printer.Printer, make: Make, bundle: bytes, seconds: int, asked: int
) -> None:
    now, stamps = [100.0], CountedStamps(NOWHERE)
    sealer, plain = Sealer(FileKey(bundle), stamps, lambda: now[0]), papers.receipt(make())
    sealer.seal(plain)
    now[0] += seconds
    sealer.seal(plain)
    assert stamps.asked == asked


def test_a_time_stamps_address_is_of_http() -> None:
    with pytest.raises(ValueError, match="http"):
        Stamps("file:///etc/passwd")
