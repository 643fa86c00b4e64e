"""What others say of a bundle's entries: the corner that signed on the day, and the seals of the ledger.

Both were made before the bundle, so that not even who holds the city's key could have made another set today: the
corner's key is in the corner, and the ledger's heads are kept elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.x509 import Certificate

from desk.model import chain
from desk.model.chain import Entry, Seal
from desk.model.evidence import statements as stated
from desk.model.evidence.entries import AGAIN, Kind
from desk.model.evidence.findings import Finding, Part, What
from desk.model.evidence.manifests import digest_of
from desk.model.evidence.statements import Cover, Covers, Statement
from identity import device_keys, signing

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whom to believe: cities' and corners' public keys by key_id, authorities of time by their root certificates.

    Without corners' keys those are believed that stand in the bundle, which the city's key signed.
    """

    cities: Mapping[str, bytes]
    corners: Mapping[str, bytes] = field(default_factory=dict)
    authorities: tuple[Certificate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is worth knowing and no fault: `name` says of what, `count` of how many."""

    code: str
    name: str = ""
    count: int = 0


def statements(entries: Sequence[Told], absent: Sequence[Told], trust: Trust) -> list[Remark | Finding]:
    """Whether what each corner signed is here as it was then."""
    here = {(each["kind"], each["subject"]): digest_of(each) for each in entries}
    gone = {(each["kind"], each["subject"], each["digest"]): each["why"] for each in absent}
    fixed = {
        each["content"]["subject"]: each["content"]["data"].get("content", "")
        for each in entries
        if each["kind"] == Kind.EVENT and each["content"]["tag"] == "evidence.fixed"
    }
    found: list[Remark | Finding] = [Remark(code=why, name=f"{kind} {name}") for (kind, name, _), why in gone.items()]
    for each in entries:
        if each["kind"] == Kind.STATEMENT:
            found += _stated(each, here, gone, fixed, trust)
    return found


def _stated(
    told: Told, here: Mapping[tuple[str, str], str], gone: Mapping[Any, str], fixed: Told, trust: Trust
) -> list[Remark | Finding]:
    one, content = _statement(told), told["content"]
    wrong = Finding(what=What.UNPROVEN, part=Part.STATEMENT, name=one.session_id)
    if one.content_hash != fixed.get(one.session_id, one.content_hash):
        return [wrong]
    found: list[Remark | Finding] = []
    if not one.signature:
        found.append(Remark(code="not-signed-by-corner", name=one.session_id))
    else:
        public = bytes.fromhex(content["public"])
        if not device_keys.is_signed(public, bytes.fromhex(one.signature), stated.text(one)):
            return [wrong]
        if trust.corners and trust.corners.get(one.key_id) != public:
            return [Finding(what=What.RESIGNED, part=Part.STATEMENT, name=one.session_id)]
        found.append(Remark(code="signed-by-corner", name=one.session_id, count=len(content["covers"])))
    if one.covers is None:
        return [*found, Remark(code="covers-erased", name=one.session_id)]
    if stated.content_hash(one.covers) != one.content_hash:
        return [wrong]
    for cover in one.covers.every:
        key = (cover.kind.value, cover.subject)
        if here.get(key) == cover.digest or ((*key, cover.digest) in gone and _may_go(cover, here)):
            continue
        return [Finding(what=What.DIFFERS, part=Part.STATEMENT, name=" ".join(key))]
    return found


def _may_go(cover: Cover, here: Mapping[tuple[str, str], str]) -> bool:
    """What may not be given again is here as it was, or not at all."""
    return cover.kind in AGAIN or (cover.kind.value, cover.subject) not in here


def _statement(told: Told) -> Statement:
    content = told["content"]
    listed = (Cover(kind=Kind(kind), subject=subject, digest=digest) for kind, subject, digest in content["covers"])
    covers = None if content["erased"] else Covers(salt=content["salt"], every=tuple(listed))
    return Statement(
        id=told["subject"],
        session_id=told["session"],
        corner_id=content["corner"],
        gathered_at=datetime.fromisoformat(told["at"]),
        content_hash=content["content"],
        covers=covers,
        key_id=content["key_id"],
        signature=content["signature"],
    )


def ledger(entries: Sequence[Told], trust: Trust) -> list[Remark | Finding]:
    """Whether each event is the one that the ledger's seal speaks of."""
    seals = sorted((_seal(each) for each in entries if each["kind"] == Kind.SEAL), key=lambda seal: seal.position)
    for seal in seals:
        public = trust.cities.get(seal.key_id, b"")
        if not signing.is_signed(public, bytes.fromhex(seal.signature), chain.statement(seal)):
            return [Finding(what=What.RESIGNED, part=Part.LEDGER, name=str(seal.position))]
    unsealed = 0
    for each in entries:
        if each["kind"] != Kind.EVENT:
            continue
        position, hashed = each["content"]["position"], each["content"]["hash"]
        if chain.link(each["content"]["before"], _event(each)) != hashed:
            return [Finding(what=What.UNPROVEN, part=Part.LEDGER, name=str(position))]
        speaks = next((seal for seal in seals if seal.first <= position <= seal.position), None)
        if speaks is not None and not hashed.startswith(speaks.print_of(position)):
            return [Finding(what=What.UNPROVEN, part=Part.LEDGER, name=str(position))]
        unsealed += speaks is None
    return [Remark(code="events-not-sealed", count=unsealed)] if unsealed else []


def _event(told: Told) -> Entry:
    content = told["content"]
    return Entry(
        position=content["position"],
        at=datetime.fromisoformat(told["at"]),
        tag=content["tag"],
        subject=content["subject"],
        actor=content["actor"],
        zone_id=content["zone_id"],
        visit_id=content["visit_id"],
        case_id=content["case_id"],
        data=content["data"],
    )


def _seal(told: Told) -> Seal:
    content = told["content"]
    return Seal(
        position=content["position"],
        hash=content["hash"],
        prints=content["prints"],
        sealed_at=datetime.fromisoformat(told["at"]),
        key_id=content["key_id"],
        signature=content["signature"],
    )
