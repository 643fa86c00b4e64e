"""The receipt as it leaves the printer: readable by people, machines and hostile hands alike."""

import io
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import NullObject

from desk.papers import errors, printer, receipts

Make = Callable[..., receipts.ReceiptPaper]
MakeFact = Callable[..., receipts.Fact]
HARD_NAMES = ["范余于叶", "鍾钟", "﨑", "𨋢𠝹", "葛\U000e0100城", "João Conceição dos Santos", "O’Neill-D’Ávila"]
HOSTILE = ["#set page(fill: red)", '"); #panic("x")', "$ x^2 $ *a* _b_ `c` <d> @e", "\\u{41} // # =", '[#eval("1")]']


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def root_of(pdf: bytes) -> Any:
    return PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def fonts_of(pdf: bytes) -> set[str]:
    names: set[str] = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        fonts = cast(Any, page)["/Resources"]["/Font"]
        names |= {str(fonts[key].get_object()["/BaseFont"]).split("+")[-1] for key in fonts}
    return names


@pytest.mark.parametrize("name", HARD_NAMES)
def test_a_name_is_in_the_text_layer_to_the_code_point(papers: printer.Printer, make: Make, name: str) -> None:
    drawn = papers.receipt(make(names=(receipts.Name(text=name, lang="zh-Hant-HK", source="BIR"),)))
    assert name in text_of(drawn)


@pytest.mark.parametrize("lang", ["zh-Hant-HK", "zh-Hant-MO", "zh-Hans-CN", "pt-MO", "en-HK"])
def test_every_language_has_its_receipt(papers: printer.Printer, make: Make, lang: str) -> None:
    root = root_of(papers.receipt(make(lang=lang)))
    assert str(root["/Lang"]).split("-")[0] == lang.split("-")[0]


def test_it_says_of_itself_that_it_is_pdf_a_2a_and_pdf_ua_1(papers: printer.Printer, make: Make) -> None:
    said = root_of(papers.receipt(make()))["/Metadata"].get_object().get_data().decode()
    assert ("<pdfaid:part>2<" in said, "<pdfaid:conformance>A<" in said, "<pdfuaid:part>1<" in said) == (True,) * 3


def test_the_tags_name_the_picture_of_the_code(papers: printer.Printer, make: Make) -> None:
    tree = root_of(papers.receipt(make()))["/StructTreeRoot"]
    told = [str(tag["/Alt"]) for tag in _tags(tree) if tag.get("/S") == "/Figure"]
    assert told == ["QR code with the address at which this receipt is checked"]


def _tags(node: Any) -> Iterator[dict[str, Any]]:
    """The structure elements at and below one, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, dict):
        yield node
        yield from _tags(node.get("/K", NullObject()))


def test_the_code_on_the_printed_page_leads_to_the_check(papers: printer.Printer, make: Make, tmp_path: Path) -> None:
    (tmp_path / "r.pdf").write_bytes(papers.receipt(make()))
    subprocess.run(["pdftoppm", "-r", "110", "-png", "-singlefile", "r.pdf", "r"], cwd=tmp_path, check=True)
    with Image.open(tmp_path / "r.png") as picture:
        found = [code.text for code in zxingcpp.read_barcodes(picture)]
    assert found == [make().check_url]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markup_in_a_text_stays_text(papers: printer.Printer, make: Make, make_fact: MakeFact, hostile: str) -> None:
    drawn = papers.receipt(make(facts=(make_fact(shown=hostile),)))
    assert hostile in text_of(drawn)


def test_no_text_can_leave_the_page(papers: printer.Printer, make: Make, make_fact: MakeFact) -> None:
    drawn = papers.receipt(make(facts=tuple(make_fact(shown="W" * 3000, label="字" * 200) for _ in range(3))))
    assert text_of(drawn).replace("\n", "").replace("\u200b", "").count("W" * 40) >= 3 * 3000 // 40 - 3 * 20


def test_a_character_that_no_font_has_is_written_as_its_number(papers: printer.Printer, make: Make) -> None:
    drawn = papers.receipt(make(names=(receipts.Name(text="\ue005\U0001f600\ud800", lang="zh", source=""),)))
    assert "〔U+E005〕〔U+1F600〕〔U+D800〕" in text_of(drawn)


def test_a_usual_receipt_is_one_page(papers: printer.Printer, make: Make, make_fact: MakeFact) -> None:
    labels = ("Nome da entidade patronal (se se lembrar)", "Tipo de seguro") * 4
    facts = tuple(make_fact(label=label, lang="pt-MO") for label in labels)
    drawn = papers.receipt(make(lang="pt-MO", facts=facts, materials=("Documento", "Fotografia")))
    assert len(PdfReader(io.BytesIO(drawn)).pages) == 1


def test_what_else_the_visit_was_about_is_told_with_its_state(papers: printer.Printer, make: Make) -> None:
    other = receipts.Other(title="代開發票", state="材料未齊", number="JM202600000043")
    text = text_of(papers.receipt(make(together=(other,))))
    assert all(part in text for part in (other.title, other.state, other.number))


def test_a_converted_fact_shows_both_writings(papers: printer.Printer, make: Make, make_fact: MakeFact) -> None:
    fact = make_fact(converted=True, original="江门市骨直令有限公司", original_lang="zh-Hans-CN")
    said = text_of(papers.receipt(make(facts=(fact,))))
    assert ("江門市骨直令有限公司" in said, "江门市骨直令有限公司" in said) == (True, True)


def test_each_run_is_drawn_in_the_glyphs_of_its_own_place(papers: printer.Printer, make: Make) -> None:
    here = receipts.Name(text="骨", lang="zh-Hant-HK", source="")
    there = receipts.Name(text="骨", lang="zh-Hans-CN", source="")
    added = fonts_of(papers.receipt(make(names=(here, there)))) - fonts_of(papers.receipt(make(names=(here,))))
    assert [name for name in added if "sc" in name.lower()] == sorted(added) != []


def test_the_same_receipt_is_the_same_bytes(papers: printer.Printer, make: Make) -> None:
    assert papers.receipt(make()) == papers.receipt(make())


def test_only_a_demonstration_bears_the_demonstration_seal(papers: printer.Printer, make: Make) -> None:
    assert "示範" not in text_of(papers.receipt(make(demonstration=False)))


def test_a_demonstration_says_that_it_has_no_effect(papers: printer.Printer, make: Make) -> None:
    said = text_of(papers.receipt(make()))
    assert ("示範" in said, "no legal effect" in said) == (True, True)


def test_threads_may_share_one_printer(papers: printer.Printer, make: Make) -> None:
    drawn: dict[int, bytes] = {}
    threads = [
        threading.Thread(target=lambda at=at: drawn.update({at: papers.receipt(make(number=f"R-{at:04}"))}))
        for at in range(6)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [f"R-{at:04}" in text_of(drawn[at]) for at in range(6)] == [True] * 6


def test_an_empty_font_folder_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(errors.FontsMissing, match="Noto Sans HK"):
        printer.Printer(font_dir=tmp_path, templates=tmp_path)


def test_a_paper_that_cannot_be_drawn_does_not_tell_its_words(papers: printer.Printer, make: Make) -> None:
    with pytest.raises(errors.NotDrawn) as caught:
        papers.receipt(make(words={"title": "secret"}))
    assert (caught.value.__cause__, "secret" in str(caught.value)) == (None, False)
