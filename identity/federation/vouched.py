"""What a provider vouches for about a person: OpenID Connect for Identity Assurance 1.0, `verified_claims`.

Names are kept to the code point, each with the language tag it came with, and never converted. A document
number is taken only if it is written as its kind is; a number the provider vouches for, but writes wrongly,
is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from identity import documents
from identity.documents import Check, Document, RawNumber
from identity.errors import ClaimWrong, DocumentError
from identity.federation.config import ProviderConfig
from identity.federation.fetch import whole
from identity.federation.refusals import EssentialMissing

CLAIM = "verified_claims"
MOST = 16
"""Names or documents of one person; more is no answer to what was asked."""

SCRIPTS = {"en": "Latn", "pt": "Latn", "zh-hant": "Hant", "zh-hans": "Hans", "zh-hk": "Hant", "zh-mo": "Hant"}
"""By the beginning of the language tag; what is not here is unknown, not guessed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name as the provider has it. `script` is Hant, Hans, Latn or unknown; `lang` the provider's tag or empty."""

    text: str = field(repr=False)
    lang: str
    script: str
    source: str


def request(config: ProviderConfig) -> dict[str, Any]:
    """The `verified_claims` member of the `claims` parameter: name and document, nothing more."""
    return {
        "essential": True,
        "verification": {
            "trust_framework": {"value": config.trust_framework},
            "time": None if config.proofed_within is None else {"max_age": int(config.proofed_within.total_seconds())},
            "evidence": [
                {
                    "type": {"value": "document"},
                    "document_details": {
                        "type": None,
                        "document_number": None,
                        "issuer": {"country_code": None},
                    },
                }
            ],
        },
        "claims": {"name": {"essential": True}},
    }


def read(config: ProviderConfig, claims: dict[str, Any]) -> tuple[tuple[Name, ...], tuple[Document, ...]]:
    """Names and documents, at least one of each. Raises EssentialMissing or ClaimWrong."""
    vouched = _of_framework(claims.get(CLAIM), config.trust_framework)
    names = tuple(
        _name(config, claim, text)
        for claim, text in _members(vouched, "claims").items()
        if claim.partition("#")[0] == "name"
    )
    evidence = _members(vouched, "verification").get("evidence", [])
    if not isinstance(evidence, list):
        raise ClaimWrong("evidence")
    found = tuple(_document(config, each) for each in evidence if _is_document(each))
    if not names or not found:
        raise EssentialMissing("name" if not names else "document_number")
    if len(names) > MOST or len(found) > MOST:
        raise ClaimWrong(CLAIM)
    return names, found


def proofed_at(config: ProviderConfig, claims: dict[str, Any]) -> datetime | None:
    """When the provider saw the person's papers; None where it does not say. Raises EssentialMissing or ClaimWrong."""
    moment = _members(_of_framework(claims.get(CLAIM), config.trust_framework), "verification").get("time")
    if moment is None:
        return None
    try:
        read = datetime.fromisoformat(moment)
        aware = read.astimezone(UTC) if read.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        aware = None
    if aware is None:
        raise ClaimWrong("time")
    return aware


def _of_framework(value: object, framework: str) -> dict[str, Any]:
    """The claims verified under the framework agreed; a provider may send one object or a list of them."""
    if value is None:
        raise EssentialMissing(CLAIM)
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict) and _members(each, "verification").get("trust_framework") == framework:
            return each
    raise ClaimWrong("trust_framework")


def _members(parent: dict[str, Any], name: str) -> dict[str, Any]:
    value = parent.get(name)
    if not isinstance(value, dict):
        raise ClaimWrong(name)
    return value


def _name(config: ProviderConfig, claim: str, text: object) -> Name:
    if not isinstance(text, str) or not text.strip() or len(text) > 200 or not whole(text) or not whole(claim):
        raise ClaimWrong("name")
    lang = claim.partition("#")[2]
    return Name(text=text, lang=lang, script=_script(lang), source=config.name)


def _script(lang: str) -> str:
    tag = lang.lower()
    return next((SCRIPTS[head] for head in SCRIPTS if tag == head or tag.startswith(head + "-")), "unknown")


def _is_document(evidence: object) -> bool:
    return isinstance(evidence, dict) and evidence.get("type") == "document"


def _document(config: ProviderConfig, evidence: dict[str, Any]) -> Document:
    details = _members(evidence, "document_details")
    country = _members(details, "issuer").get("country_code")
    kind = config.kinds.get((str(details.get("type")), str(country)))
    number = details.get("document_number")
    if kind is None or not isinstance(number, str):
        raise ClaimWrong("document_details")
    try:
        return replace(documents.parse(kind, RawNumber(number)), checked=Check.PROVIDER)
    except DocumentError:
        raise ClaimWrong("document_number") from None
