"""Reads and writes .po files so that the same messages always give the same bytes.

Sorted, unwrapped, no dates, no tool versions and no line numbers: a diff shows only what changed.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from babel.messages import Catalog, pofile

from i18n.errors import BrokenCatalogue

_VOLATILE: Final = (
    b'"POT-Creation-Date:',
    b'"PO-Revision-Date:',
    b'"Last-Translator:',
    b'"Language-Team:',
    b'"Report-Msgid-Bugs-To:',
    b'"Generated-By:',
)


def blank(locale: str | None) -> Catalog:
    """An empty catalogue with our header; without a locale it is the template (.pot)."""
    header = "# Messages of the remote handling desk, kept by `make messages`. Translate only the msgstr lines."
    return Catalog(
        locale=locale,
        project="remote-handling-desk",
        version="1",
        header_comment=header,
        fuzzy=False,
    )


def read(file: Path, locale: str | None) -> Catalog:
    """The catalogue in a file; raises BrokenCatalogue."""
    try:
        return parse(file.read_bytes(), locale)
    except (OSError, ValueError, pofile.PoFileError) as error:
        raise BrokenCatalogue(file.name if locale is None else locale, str(error)) from error


def parse(content: bytes, locale: str | None) -> Catalog:
    """The catalogue in .po bytes; raises PoFileError or ValueError where a line is not understood."""
    return pofile.read_po(io.BytesIO(content), locale=locale, abort_invalid=True)


def render(catalogue: Catalog) -> bytes:
    """The .po bytes of a catalogue, stable as said above."""
    buffer = io.BytesIO()
    pofile.write_po(buffer, catalogue, width=0, sort_output=True, include_lineno=False)
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_VOLATILE))


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """A message's id or translation as a tuple of its forms: one, or one a plural form; () for none."""
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else tuple(text)
