"""What was typed, understood: a number, a document, a telephone, or words; one field takes them all."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from identity import documents, phones
from identity.documents import Document, RawNumber
from identity.errors import DocumentError, PhoneError

NUMBER = re.compile(r"(?:JM)?(\d{12})(?:-\d{4})?")
"""A case's number, or its receipt's, which has four digits more; the letters may be left out."""
LEAST_DIGITS = 6
"""So many has every document's number and every telephone's, but a passport's, which has three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """`number` is a case's, in full; `documents` and `phones` (E.164) what else it may be; `words` what is left."""

    number: str = ""
    documents: tuple[Document, ...] = ()
    phones: tuple[str, ...] = ()
    words: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it is some number, and no name."""
        return bool(self.number or self.documents or self.phones)


def understand(text: str) -> Understood:
    """What this may be. A number is looked for as that, and as words where nobody has it, but a case's."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = NUMBER.fullmatch("".join(plain.split()).upper())
    if match:
        return Understood(number=f"JM{match[1]}")
    if sum(char.isdigit() for char in plain) < LEAST_DIGITS:
        return Understood(words=text)
    return Understood(documents=tuple(_documents(plain)), phones=tuple(dict.fromkeys(_phones(plain))), words=text)


def _documents(plain: str) -> Iterator[Document]:
    for kind in documents.Kind:
        with suppress(DocumentError):
            yield documents.parse(kind, RawNumber(plain))


def _phones(plain: str) -> Iterator[str]:
    for region in phones.Region:
        with suppress(PhoneError):
            yield phones.parse(plain, region).e164
