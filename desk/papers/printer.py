"""Draws papers with one typst compiler that is kept warm; each paper is PDF/A-2a and PDF/UA-1 at once.

A paper's words reach typst as data (one JSON string in `sys.inputs`), never as source, so no text can become markup.
"""

import json
import threading
from datetime import datetime
from pathlib import Path

import typst

from desk.papers import encoding, errors, fonts, letters, receipts


class Printer:
    """Draws papers, one at a time: `receipt` blocks for some milliseconds and may be called from any thread."""

    def __init__(self, *, font_dir: Path, templates: Path) -> None:
        """`templates` holds papers/*.typ. Raises FontsMissing."""
        self._shelf = fonts.take_stock(font_dir)
        self._root = templates / "papers"
        self._compiler = typst.Compiler(root=str(self._root), font_paths=self._shelf.fonts)
        self._lock = threading.Lock()

    def receipt(self, paper: receipts.ReceiptPaper) -> bytes:
        """The receipt as PDF; the same paper gives the same bytes. Raises NotDrawn."""
        return self._draw("receipt.typ", encoding.receipt(paper, self._shelf), paper.issued_at)

    def letter(self, paper: letters.LetterPaper) -> bytes:
        """The letter as PDF; the same paper gives the same bytes. Raises NotDrawn."""
        return self._draw("letter.typ", encoding.letter(paper, self._shelf), paper.issued_at)

    def _draw(self, template: str, data: dict[str, object], at: datetime) -> bytes:
        inputs = {"paper": json.dumps(data, ensure_ascii=False)}
        with self._lock:
            try:
                drawn = self._compiler.compile(
                    input=str(self._root / template),
                    format="pdf",
                    sys_inputs=inputs,
                    pdf_standards=["a-2a", "ua-1"],
                    timestamp=int(at.timestamp()),
                )
            except typst.TypstError:
                raise errors.NotDrawn(template) from None
        if not isinstance(drawn, bytes):
            raise errors.NotDrawn(template)
        return drawn
