"""A consent: what was agreed to for one purpose, with the very text shown, until it is withdrawn.

Its fields are those that ISO/IEC TS 27560 asks of a consent record, as far as they are facts of the giving; who
handles the data, why, which kinds, for how long and with what rights stand in the text itself.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from desk.model.notices import Purpose

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing that is misread or misheard for something else."""
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One receipt of consent. Its id is what the media plane asks for; its `number` is for people.

    `text`: the notice as shown, in `language`, which later changes of language leave as it is. `agreed`: the keys of
    the statements, each ticked by itself. `sha256`: of the text in UTF-8, so that a printed receipt can be compared.
    """

    id: str
    number: str
    visit_id: str
    purpose: Purpose
    notice_id: str
    notice_version: int
    jurisdiction: str
    language: str
    text: str
    sha256: str
    agreed: tuple[str, ...]
    given_at: datetime
    withdrawn_at: datetime | None

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_at is None


def withdraw(consent: Consent, now: datetime) -> Consent:
    """The consent after its withdrawal; what was done before stays lawful (PIPL article 15)."""
    return replace(consent, withdrawn_at=now)


def number_of(consent_id: str) -> str:
    """The number people read out: ten of `ALPHABET`, 50 bits drawn from the id, such as `7K3M9-Q2WXD`."""
    bits = int.from_bytes(hashlib.sha256(consent_id.encode()).digest()[:8], "big") >> 14
    digits = "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(DIGITS)))
    return f"{digits[:5]}-{digits[5:]}"


def typed_number(typed: str) -> str:
    """A number as somebody typed it, spaces and dashes anywhere, in the form it is kept in; empty when it is none."""
    digits = "".join(char for char in typed.upper().translate(MISREAD) if char.isalnum())
    if len(digits) != DIGITS or set(digits) - set(ALPHABET):
        return ""
    return f"{digits[:5]}-{digits[5:]}"


def fingerprint(text: str) -> str:
    """The SHA-256 of a notice as shown, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
