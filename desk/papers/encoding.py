"""Turns a paper's value into the JSON that its typst template reads."""

import io

import segno

from desk.papers import fonts, legible, letters, receipts

INK = "#1f1d1a"


def receipt(paper: receipts.ReceiptPaper, shelf: fonts.Shelf) -> dict[str, object]:
    """All strings legible; a run is {"text", "place"}; `faces` gives each place's font families."""

    def plain(text: str) -> str:
        return legible.legible(text, shelf.draws)

    def run(text: str, lang: str) -> dict[str, str]:
        return {"text": plain(text), "place": fonts.place(lang)}

    return {
        "place": fonts.place(paper.lang),
        "faces": {where: {"sans": shelf.sans[where], "serif": shelf.serif[where]} for where in fonts.Place},
        "words": {key: plain(text) for key, text in paper.words.items()},
        "demonstration": paper.demonstration,
        "number": plain(paper.number),
        "zone": plain(paper.zone),
        "corner": plain(paper.corner),
        "item": {"title": plain(paper.item_title), "code": plain(paper.item_code)},
        "names": [{"name": run(name.text, name.lang), "source": plain(name.source)} for name in paper.names],
        "document": plain(paper.document),
        "submitted": plain(paper.submitted_at),
        "facts": [
            {
                "label": plain(fact.label),
                "shown": run(fact.shown, fact.lang),
                "original": run(fact.original, fact.original_lang) if fact.converted else None,
            }
            for fact in paper.facts
        ],
        "materials": [plain(name) for name in paper.materials],
        "together": [
            {"title": plain(one.title), "state": plain(one.state), "number": plain(one.number)}
            for one in paper.together
        ],
        "fingerprint": _grouped(paper.content_sha256),
        "qr": _qr(paper.check_url),
        "check_url": plain(paper.check_url),
        "tracking_url": plain(paper.tracking_url),
        "recording": plain(paper.recording_note),
    }


def letter(paper: letters.LetterPaper, shelf: fonts.Shelf) -> dict[str, object]:
    """As `receipt`."""

    def plain(text: str) -> str:
        return legible.legible(text, shelf.draws)

    def run(text: str, lang: str) -> dict[str, str]:
        return {"text": plain(text), "place": fonts.place(lang)}

    told = ("number", "receipt", "zone", "department", "reason", "due", "remedy", "check_url", "tracking_url")
    return {
        "place": fonts.place(paper.lang),
        "faces": {where: {"sans": shelf.sans[where], "serif": shelf.serif[where]} for where in fonts.Place},
        "words": {key: plain(text) for key, text in paper.words.items()},
        "demonstration": paper.demonstration,
        **{name: plain(getattr(paper, name)) for name in told},
        "item": {"title": plain(paper.item_title), "code": plain(paper.item_code)},
        "names": [{"name": run(name.text, name.lang), "source": plain(name.source)} for name in paper.names],
        "said": [run(line, paper.said_lang) for line in paper.said.splitlines() if line.strip()],
        "decided": plain(paper.decided_at),
        "qr": _qr(paper.check_url),
    }


def _grouped(digest: str) -> list[str]:
    """Sixteen groups of four, so that two people can read it to each other."""
    return [digest[at : at + 4] for at in range(0, len(digest), 4)]


def _qr(address: str) -> str:
    """SVG without a border, as the template leaves the quiet zone; level Q survives a fold or a stamp."""
    drawing = io.BytesIO()
    segno.make_qr(address, error="q", boost_error=False).save(
        drawing, kind="svg", xmldecl=False, border=0, dark=INK, omitsize=True, svgclass=None, lineclass=None
    )
    return drawing.getvalue().decode()
