"""How long a receipt takes to draw and to seal: `p95_ms` of both, one warm printer, one key in a file, no time-stamp.

Beside it each alone, the first paper, which loads the fonts, and how late the loop wakes (`late_p99_ms`) while threads
draw and seal one receipt after another: nobody else's request may wait for somebody's paper. `idle_late_p99_ms` is the
same without them. `cpu_p50_ms`: what both take of a processor, be the machine busy or not.
"""

import asyncio
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from bench._line import end, quantile
from desk.papers import checking, receipts, words
from desk.papers.printer import Printer
from desk.papers.seal_keys import FileKey
from desk.papers.sealing import Sealer
from identity import authority

ROUNDS = 200
TICK = 0.005
"""Seconds between two looks at the loop."""


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


async def lateness(printer: Printer, sealer: Sealer, rounds: int) -> list[float]:
    """How late the loop woke, in ms, while so many receipts were made in threads; with none, for as many ticks."""
    late: list[float] = []

    async def watch() -> None:
        while True:
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            late.append((time.perf_counter() - due) * 1000)

    watching = asyncio.ensure_future(watch())
    for number in range(rounds):
        await asyncio.to_thread(_issue, printer, sealer, number)
    if not rounds:
        await asyncio.sleep(ROUNDS * TICK)
    watching.cancel()
    return late


def _issue(printer: Printer, sealer: Sealer, number: int) -> None:
    sealer.seal(printer.receipt(paper(number)))


def main() -> None:
    """Draws and seals them one after another."""
    printer = Printer(font_dir=Path(os.environ.get("DESK_FONT_DIR", ".tools/fonts")), templates=Path("templates"))
    sealer = Sealer(FileKey(authority.made(datetime.now(UTC), "desk.example")))
    drawn, sealed, checked, worked, size = [], [], [], [], 0
    for number in range(ROUNDS + 1):
        began, spent = time.perf_counter(), time.process_time()
        plain = printer.receipt(paper(number))
        between = time.perf_counter()
        content = sealer.seal(plain).content
        ended = time.perf_counter()
        worked.append((time.process_time() - spent) * 1000)
        checking.examine(content, {sealer.key_id})
        checked.append((time.perf_counter() - ended) * 1000)
        drawn.append((between - began) * 1000)
        sealed.append((ended - between) * 1000)
        size = len(content)
    both = [one + other for one, other in zip(drawn, sealed, strict=True)]
    idle = asyncio.run(lateness(printer, sealer, 0))
    busy = asyncio.run(lateness(printer, sealer, ROUNDS // 4))
    end(
        "receipt",
        {
            "p95_ms": quantile(both[1:], 0.95),
            "p50_ms": quantile(both[1:], 0.5),
            "draw_p95_ms": quantile(drawn[1:], 0.95),
            "draw_p50_ms": quantile(drawn[1:], 0.5),
            "seal_p95_ms": quantile(sealed[1:], 0.95),
            "seal_p50_ms": quantile(sealed[1:], 0.5),
            "first_ms": both[0],
            "cpu_p50_ms": quantile(worked[1:], 0.5),
            "check_p95_ms": quantile(checked[1:], 0.95),
            "late_p99_ms": quantile(busy, 0.99),
            "idle_late_p99_ms": quantile(idle, 0.99),
            "bytes": size,
        },
    )


if __name__ == "__main__":
    main()
