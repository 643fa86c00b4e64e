"""How long a receipt takes to draw: `p95_ms` of one warm printer, beside its first paper, which loads the fonts."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from bench._line import end, quantile
from desk.papers import receipts, words
from desk.papers.printer import Printer

ROUNDS = 200


def paper(number: int) -> receipts.ReceiptPaper:
    """A receipt of a synthetic person with eight entries in two scripts."""
    fact = receipts.Fact(
        label="參保單位",
        shown="江門市示範有限公司",
        lang="zh-Hant-MO",
        converted=True,
        original="江门市示范有限公司",
        original_lang="zh-Hans-CN",
    )
    return receipts.ReceiptPaper(
        lang="zh-Hant-MO",
        words=words.receipt(lambda message: message),
        number=f"JM2026{number:08d}-0042",
        zone="江門－澳門專區（示範）",
        corner="一號服務角",
        item_title="社會保險參保證明",
        item_code="JM-SI-001",
        names=(receipts.Name(text="范余于", lang="zh-Hant-MO", source="BIR"),),
        document="1234***(*)",
        submitted_at="2026年11月21日 15:04",
        issued_at=datetime(2026, 11, 21, 7, 4, tzinfo=UTC),
        facts=(fact,) * 8,
        materials=("身份證明文件", "社會保障卡"),
        content_sha256="0123456789abcdef" * 4,
        check_url=f"https://desk.example/check/{'Z' * 43}",
        tracking_url="https://desk.example/track",
        recording_note="",
        demonstration=True,
    )


def main() -> None:
    """Draws them one after another."""
    printer = Printer(font_dir=Path(os.environ.get("DESK_FONT_DIR", ".tools/fonts")), templates=Path("templates"))
    spent = []
    for number in range(ROUNDS + 1):
        began = time.perf_counter()
        printer.receipt(paper(number))
        spent.append((time.perf_counter() - began) * 1000)
    warm = spent[1:]
    end("receipt", {"first_ms": spent[0], "p50_ms": quantile(warm, 0.5), "p95_ms": quantile(warm, 0.95)})


if __name__ == "__main__":
    main()
