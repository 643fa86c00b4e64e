"""Whatever is done to a sealed paper is found, and poppler never takes for whole what we call broken outside the seal's
own place."""

import hashlib
import io
import random
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from desk.model.receipts import Verdict
from desk.papers import checking, printer, receipts
from desk.papers.seal_keys import FileKey
from desk.papers.sealing import Sealed, Sealer
from identity import authority

Make = Callable[..., receipts.ReceiptPaper]
SEED = 117
BROKEN = {Verdict.CHANGED, Verdict.UNSEALED, Verdict.NOT_A_PDF}
"""What may be said of a file in which a byte was changed: that it bore no seal, or was no PDF, is as bad."""


def flipped(pdf: bytes, at: int, bit: int = 0) -> bytes:
    """The same with one bit of one byte turned."""
    content = bytearray(pdf)
    content[at] ^= 1 << bit
    return bytes(content)


def takes(pdf: bytes, folder: Path) -> bool:
    """Whether poppler finds one unbroken seal over the whole file."""
    (folder / "shown.pdf").write_bytes(pdf)
    told = subprocess.run(["pdfsig", "-nocert", "shown.pdf"], cwd=folder, capture_output=True, check=False)
    return b"Signature is Valid" in told.stdout and b"Total document signed" in told.stdout


def hole(sealed: Sealed) -> range:
    """Where the signature itself stands, with its angle brackets."""
    (seal,) = checking.seals(sealed.content)
    return range(seal.low, seal.high)


def outside(sealed: Sealed, count: int) -> list[int]:
    """Places outside the seal's own, spread over the whole file and always the same."""
    own, chance = hole(sealed), random.Random(SEED)
    places = [at for at in range(len(sealed.content)) if at not in own]
    return sorted(chance.sample(places, count))


def test_an_unbroken_paper_of_ours_is_no_broken_one(sealed: Sealed, sealer: Sealer) -> None:
    assert checking.examine(sealed.content, {sealer.key_id}) is Verdict.UNRECORDED


def test_a_byte_changed_anywhere_is_found(sealed: Sealed, sealer: Sealer) -> None:
    told = {checking.examine(flipped(sealed.content, at), {sealer.key_id}) for at in outside(sealed, 400)}
    assert told <= BROKEN


def test_each_bit_of_a_byte_is_found(sealed: Sealed, sealer: Sealer) -> None:
    at = len(sealed.content) // 2
    told = {checking.examine(flipped(sealed.content, at, bit), {sealer.key_id}) for bit in range(8)}
    assert told == {Verdict.CHANGED}


def test_a_byte_changed_in_the_seal_itself_leaves_what_it_covers_to_be_known(sealed: Sealed) -> None:
    """Where a certificate beside the signature is changed, the signature still fits; our records then tell."""
    shown = [flipped(sealed.content, at) for at in hole(sealed)[1:-1:64]]
    assert {checking.traces(each).covered for each in shown} == {sealed.signed_sha256}


def test_something_put_into_the_seals_empty_room_is_found(sealed: Sealed, sealer: Sealer) -> None:
    last = hole(sealed)[-4]
    assert sealed.content[last : last + 1] == b"0"
    assert checking.examine(flipped(sealed.content, last), {sealer.key_id}) is Verdict.CHANGED


def test_poppler_takes_for_whole_what_we_do(sealed: Sealed, sealer: Sealer, tmp_path: Path) -> None:
    assert takes(sealed.content, tmp_path)


def test_poppler_takes_nothing_for_whole_in_which_a_byte_was_changed(sealed: Sealed, tmp_path: Path) -> None:
    shown = [at for at in outside(sealed, 60) if takes(flipped(sealed.content, at), tmp_path)]
    assert shown == []


@pytest.mark.parametrize("more", [b"\n", b"%%EOF\n", b"\x00" * 512], ids=["newline", "end-again", "zeros"])
def test_what_is_added_behind_is_found_by_us_and_poppler(
    sealed: Sealed, sealer: Sealer, tmp_path: Path, more: bytes
) -> None:
    longer = sealed.content + more
    assert (checking.examine(longer, {sealer.key_id}), takes(longer, tmp_path)) == (Verdict.APPENDED, False)


def test_a_paper_that_was_added_to_is_known_by_what_it_was(sealed: Sealed) -> None:
    before = checking.traces(sealed.content + b"more").before
    assert before == (hashlib.sha256(sealed.content).hexdigest(),)


def test_a_paper_cut_short_is_broken(sealed: Sealed, sealer: Sealer) -> None:
    told = {checking.examine(sealed.content[:-short], {sealer.key_id}) for short in (1, 7, 600, 5000)}
    assert told <= BROKEN


def test_a_seal_over_ours_by_another_hand_leaves_ours_to_be_known(sealed: Sealed) -> None:
    other = FileKey(authority.made(datetime.now(UTC), "elsewhere.example"))
    twice = _again(other, sealed.content)
    assert hashlib.sha256(sealed.content).hexdigest() in checking.traces(twice).before


def _again(sealer_key: FileKey, pdf: bytes) -> bytes:
    """Signed once more, in a field of its own, as any reader of PDF can do."""
    about = signers.PdfSignatureMetadata(field_name="Other", subfilter=fields.SigSeedSubFilter.PADES)
    twice: bytes = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer=sealer_key.signer()
    ).getvalue()
    return twice


def test_somebody_elses_seal_is_told_from_ours(papers: printer.Printer, make: Make, sealer: Sealer) -> None:
    other = Sealer(FileKey(authority.made(datetime.now(UTC), "desk.example")))
    forged = other.seal(papers.receipt(make()))
    assert checking.examine(forged.content, {sealer.key_id}) is Verdict.OTHER_SIGNER


def test_a_seal_moved_to_another_paper_is_broken(
    papers: printer.Printer, make: Make, sealed: Sealed, sealer: Sealer
) -> None:
    """Same length, other words: the seal of one receipt on another."""
    another = sealer.seal(papers.receipt(make(number="R-MO-261121-0043"))).content
    own, place = hole(sealed), checking.seals(another)[0]
    moved = another[: place.low] + sealed.content[own.start : own.stop] + another[place.high :]
    assert checking.examine(moved, {sealer.key_id}) is Verdict.CHANGED


def test_a_paper_without_seal_is_told(papers: printer.Printer, make: Make) -> None:
    assert checking.examine(papers.receipt(make()), frozenset()) is Verdict.UNSEALED


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x89PNG\r\n\x1a\n" + b"%PDF-"[::-1]], ids=["empty", "text", "png"]
)
def test_what_is_no_pdf_is_told(content: bytes) -> None:
    assert checking.examine(content, frozenset()) is Verdict.NOT_A_PDF


HOSTILE = {
    "range-beyond-the-file": b"%PDF-1.7 /ByteRange [0 5 99999999 5]",
    "range-backwards": b"%PDF-1.7 /ByteRange [0 30 10 5]" + b" " * 40,
    "range-huge": b"%PDF-1.7 /ByteRange [0 9999999999 9999999999 9999999999]",
    "many-ranges": b"%PDF-1.7 " + b"/ByteRange [0 1 2 3] " * 50_000,
    "hole-not-hex": b"%PDF-1.7 /ByteRange [0 50 60 10]" + b"z" * 60,
    "hole-no-der": b"%PDF-1.7 /ByteRange [0 50 60 10]".ljust(50) + b"<3082ffff>" + b" " * 10,
    "hole-other-der": b"%PDF-1.7 /ByteRange [0 50 60 10]".ljust(50) + b"<02010500>" + b" " * 10,
    "blanks": b"%PDF-1.7 /ByteRange" + b" " * 1_000_000 + b"[",
}


@pytest.mark.parametrize("row", HOSTILE)
def test_a_hostile_file_is_called_broken(row: str) -> None:
    assert checking.examine(HOSTILE[row], {"k"}) is Verdict.CHANGED


@given(st.binary(max_size=400))
def test_any_bytes_have_a_verdict(content: bytes) -> None:
    assert checking.examine(b"%PDF-1.7 /ByteRange [0 60 100 40]".ljust(60) + content, {"k"}) in Verdict


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_written_into_the_seal_has_a_verdict(sealed: Sealed, sealer: Sealer, data: st.DataObject) -> None:
    own = hole(sealed)
    at = data.draw(st.integers(own.start + 1, own.start + 2400))
    more = data.draw(st.binary(min_size=1, max_size=24)).hex().encode()
    shown = sealed.content[:at] + more + sealed.content[at + len(more) :]
    told = checking.examine(shown, {sealer.key_id})
    assert told in {Verdict.CHANGED, Verdict.OTHER_SIGNER, Verdict.UNRECORDED}
