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
class CaseView:
    """A case as one hand sees it. `state`: drafting, signing, signed, confirmed, submitted, withdrawn.

    `missing` holds labels of what is still required before a signature can be asked for.
    """

    id: str
    number: str
    state: str
    item_title: str
    fields: tuple[FieldLine, ...]
    materials: tuple[MaterialLine, ...]
    missing: tuple[str, ...]
    content_hash: str


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
