"""The letter about a decision: in every language, to the code point, and an accessible PDF like the receipt."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from desk.papers import printer, receipts, words
from desk.papers.letters import LetterPaper
from i18n.catalogues import Catalogues

KINDS = ("accept", "ask-more", "not-accept", "refuse", "finish")
SAID = "請補交范余于叶的證明 #set page()\n﨑葛\U000e0100"


def paper(lang: str = "zh-Hant-MO", kind: str = "refuse", **said: Any) -> LetterPaper:
    gettext = Catalogues().translations(lang).gettext
    fields: dict[str, Any] = {
        "lang": lang,
        "words": words.letter(gettext, kind),
        "number": "MO-261121-0042",
        "receipt": "MO-261121-0042-1234",
        "zone": "澳門專區",
        "department": "江門市市場監督管理局",
        "item_title": "企業名稱自主申報",
        "item_code": "JM-CR-001",
        "names": (receipts.Name(text="李叶", lang="zh-Hant-MO", source="BIR"),),
        "reason": words.reason(gettext, "conditions-unmet") if kind in ("refuse", "not-accept") else "",
        "said": SAID,
        "said_lang": "zh-Hans-CN",
        "due": words.due(gettext, "2026年12月1日") if kind == "ask-more" else "",
        "remedy": words.remedy(gettext, 60, 6) if kind in ("refuse", "not-accept") else "",
        "decided_at": "2026年11月21日 15:04",
        "issued_at": datetime(2026, 11, 21, 7, 4, tzinfo=UTC),
        "check_url": "https://desk.example/check",
        "tracking_url": "https://desk.example/track",
        "demonstration": True,
    }
    return LetterPaper(**{**fields, **said})


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("lang", ["zh-Hant-HK", "zh-Hant-MO", "zh-Hans-CN", "pt-MO", "en-HK"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_is_drawn_in_every_language(papers: printer.Printer, lang: str, kind: str) -> None:
    assert "MO-261121-0042" in text_of(papers.letter(paper(lang, kind)))


def test_what_staff_wrote_stands_there_to_the_code_point(papers: printer.Printer) -> None:
    shown = text_of(papers.letter(paper()))
    assert all(line in shown for line in SAID.split("\n"))


def test_it_says_of_itself_that_it_is_pdf_a_2a_and_pdf_ua_1(papers: printer.Printer) -> None:
    root: Any = PdfReader(io.BytesIO(papers.letter(paper()))).trailer["/Root"]
    said = root["/Metadata"].get_object().get_data().decode()
    assert ("<pdfaid:conformance>A<" in said, "<pdfuaid:part>1<" in said) == (True, True)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        paper(issued_at=datetime(2026, 11, 21))  # noqa: DTZ001  # what is refused
