"""One warm printer, one seal and one sample receipt for all tests of papers."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from desk.papers import printer, receipts, words
from desk.papers.seal_keys import FileKey
from desk.papers.sealing import Sealed, Sealer
from identity import authority

ROOT = Path(__file__).parents[3]
CHECK_URL = "https://desk.example/check/ZOhDpYP5-r9UpRR66lSU-rZWisvMnC2n4y-yVck6lxU"
Make = Callable[..., receipts.ReceiptPaper]


@pytest.fixture(scope="session")
def papers() -> printer.Printer:
    folder = Path(os.environ.get("DESK_FONT_DIR", ROOT / ".tools" / "fonts"))
    return printer.Printer(font_dir=folder, templates=ROOT / "templates")


@pytest.fixture(scope="session")
def bundle() -> bytes:
    """A key with its certificates, as the desk makes them for itself."""
    return authority.made(datetime.now(UTC), "desk.example")


@pytest.fixture(scope="session")
def sealer(bundle: bytes) -> Sealer:
    return Sealer(FileKey(bundle))


@pytest.fixture(scope="session")
def sealed(papers: printer.Printer, make: Make, sealer: Sealer) -> Sealed:
    """One receipt, sealed."""
    return sealer.seal(papers.receipt(make()))


@pytest.fixture(scope="session")
def make() -> Make:
    """Makes a receipt of a synthetic person; any field can be said otherwise."""

    def paper(**said: Any) -> receipts.ReceiptPaper:
        fields: dict[str, Any] = {
            "lang": "zh-Hant-MO",
            "words": words.receipt(lambda message: message),
            "number": "R-MO-261121-0042",
            "zone": "澳門專區",
            "corner": "2 號服務角",
            "item_title": "社會保險參保證明",
            "item_code": "JM-SI-001",
            "names": (receipts.Name(text="李叶", lang="zh-Hant-MO", source="BIR"),),
            "document": "1234***(*)",
            "submitted_at": "2026年11月21日 15:04",
            "issued_at": datetime(2026, 11, 21, 7, 4, tzinfo=UTC),
            "facts": (fact(),),
            "materials": ("身份證明文件",),
            "content_sha256": "0123456789abcdef" * 4,
            "check_url": CHECK_URL,
            "tracking_url": "https://desk.example/track",
            "recording_note": "",
            "demonstration": True,
        }
        return receipts.ReceiptPaper(**{**fields, **said})

    return paper


def fact(**said: Any) -> receipts.Fact:
    fields: dict[str, Any] = {
        "label": "參保單位",
        "shown": "江門市骨直令有限公司",
        "lang": "zh-Hant-MO",
        "converted": False,
        "original": "",
        "original_lang": "",
    }
    return receipts.Fact(**{**fields, **said})


@pytest.fixture(scope="session")
def make_fact() -> Callable[..., receipts.Fact]:
    return fact
