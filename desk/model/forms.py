"""Whether a text fits its form field; the browser checks the same, and is not believed."""

import re
from datetime import date

from desk.model.errors import BadInput, NotAChoice, TextTooLong
from desk.model.items import Field, FieldKind

NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
"""Full-width digits too: Chinese keyboards write them, and a text stays as it was written."""
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""One form of ISO 8601 alone; Python reads the others as well (`19900501`, `1990-W18-2`)."""


def check_text(field: Field, text: str) -> None:
    """Accepts a text for a field as it is; an empty one always fits (whether it may stay empty is asked at signing).

    Raises:
        TextTooLong: more code points than the field holds.
        NotAChoice: a choice that is not offered.
        BadInput: not a date or number, a line break where none belongs, or a character that is no text.
    """
    if len(text) > field.max_length:
        raise TextTooLong(field.name)
    if any(_is_no_text(character) for character in text):
        raise BadInput(field.name)
    if "\n" in text and field.kind is not FieldKind.LONG_TEXT:
        raise BadInput(field.name)
    if text:
        _check_kind(field, text)


def _check_kind(field: Field, text: str) -> None:
    if field.kind is FieldKind.CHOICE and text not in {choice.value for choice in field.choices}:
        raise NotAChoice(field.name)
    if field.kind is FieldKind.NUMBER and not NUMBER.fullmatch(text):
        raise BadInput(field.name)
    if field.kind is FieldKind.DATE and not _is_date(text):
        raise BadInput(field.name)


def _is_date(text: str) -> bool:
    """Whether it is written as a date, and there was or will be such a day."""
    try:
        return bool(DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _is_no_text(character: str) -> bool:
    """Control characters and lone surrogates are no text; line feeds and everything else people write is."""
    code = ord(character)
    return (code < 0x20 and character != "\n") or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000
