"""The pieces that several screens show: a form field, a material, a wait, a person's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A person's words as this screen shows them. `lang` is the exact language tag of `shown`.

    `converted` says that `shown` is in another script than was written; `original` with `original_lang` is what stands
    in the store, to the code point.
    """

    shown: str
    lang: str
    converted: bool
    original: str
    original_lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceLine:
    """One value of a choice field, in the reader's language."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """One field of the form as one hand sees it. `mine` says that this reader fills it, `shared` that both do.

    `kind`: text, long-text, date, choice, name, number. `hand`: who wrote what stands there (applicant, clerk, or "").
    For a choice, `text.original` is the value and `text.shown` its label. `schema`: the JSON Schema of what fits.
    """

    name: str
    label: str
    hint: str
    kind: str
    required: bool
    max_length: int
    choices: tuple[ChoiceLine, ...]
    text: Text
    hand: str
    revision: int
    mine: bool
    shared: bool
    min_length: int
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """One page of a material. `urls` show it, a leaf each; `troubles` are what keeps it from being read well, and
    `despite` the one it was sent in spite of. `origin` is the earlier case that it was taken from."""

    id: str
    urls: tuple[str, ...]
    source: str
    width: int
    height: int
    letter: int
    troubles: tuple[str, ...]
    despite: str
    readable: bool
    origin: str
    kept_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialLine:
    """One material of the case. `state`: missing (not asked for), asked, kept. `url` shows its first page. `more`
    says that further pages are wanted; `wanted` is the number of the page that is wanted anew, 0 for none.
    `promise`: offered, given or overdue, and when the paper is due; else empty. `earlier_case`: where the same person
    gave it before, while it is asked for."""

    code: str
    name: str
    note: str
    required: bool
    state: str
    url: str
    width: int
    height: int
    more: bool
    wanted: int
    pages: tuple[PageLine, ...]
    promise: str
    promise_due: datetime | None
    earlier_case: str
    earlier_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One line of a fact: its text, and what it is: a form of a name, a kind of document; `pages` of a material.

    `promised`: the paper is to follow.
    """

    text: Text
    what: str = ""
    pages: int = 0
    promised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """One key fact. `kind`: item, names, document, field, materials; `label` only of a field.

    `standing`: open, right, not-right, reopened. `said`: what the applicant wrote of it, None for nothing. `shown`: the
    hash under which it is answered. `field`: as this reader sees it in the form, None for another fact.
    """

    key: str
    kind: str
    label: str
    is_name: bool
    pieces: tuple[Piece, ...]
    standing: str
    said: Text | None
    shown: str
    field: FieldLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingView:
    """All of them in the order in which they are read. `at`: what is before the applicant, None before the first.

    `place`: its number from 1. `open`: how many are not confirmed as they stand. `onward`, `back`: the keys of the next
    one that is open and of the one before; empty where there is none. `content`: the short form of the case's hash.
    """

    facts: tuple[FactLine, ...]
    at: FactLine | None
    place: int
    open: int
    onward: str
    back: str
    stands: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One statement. `kind`: declared, said. `speaker`, `hand`: applicant, clerk. `mine`: this reader may strike it."""

    id: str
    kind: str
    speaker: str
    hand: str
    source: str
    text: Text
    struck: bool
    mine: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as one hand sees it. `state`: drafting, reading, signing, signed, confirmed, submitted, withdrawn.

    `missing` holds labels of what is still required before it is read back. `reading`: the key facts, and the hash of
    what stands there now; None once it was submitted or withdrawn.
    """

    id: str
    number: str
    state: str
    item_title: str
    fields: tuple[FieldLine, ...]
    materials: tuple[MaterialLine, ...]
    missing: tuple[str, ...]
    content_hash: str
    statements: tuple[StatementLine, ...] = ()
    reading: ReadingView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """An estimate in whole minutes; no Wait at all means: we do not know yet, and say so.

    `confidence`: the share of waits that should be within.
    """

    low: int
    high: int
    confidence: float = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLine:
    """A name exactly as its source spells it, never converted. `form` is empty where the source does not tell it."""

    text: str
    lang: str
    source: str
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """A receipt that was issued."""

    number: str
    pdf_url: str
    check_url: str
    issued_at: datetime
