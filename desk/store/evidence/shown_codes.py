"""Whether the codes that a corner showed in its picture are all here, in their order, and by its own key."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from desk.model.evidence import corner_codes as codes
from desk.model.evidence.entries import Kind
from desk.model.evidence.findings import Finding, Part, What
from desk.store.evidence.cross_checks import Remark, Trust
from identity import device_keys, signing

Told = Mapping[str, Any]


def check(entries: Sequence[Told], trust: Trust) -> list[Remark | Finding]:
    """Each meeting's codes, in the order in which they stand; the first that is wrong is named by its moment."""
    shown = sorted((each for each in entries if each["kind"] == Kind.CODE), key=lambda each: str(each["session"]))
    found: list[Remark | Finding] = []
    for session_id, group in groupby(shown, key=lambda each: str(each["session"])):
        told = list(group)
        wrong = _first(told, trust)
        if wrong is not None:
            return [wrong]
        found.append(Remark(code="codes-shown", name=session_id, count=len(told)))
    return found


def _first(told: Sequence[Told], trust: Trust) -> Finding | None:
    hashes = [_hash(each) for each in told]
    before = ""
    for place, each in enumerate(told):
        what = _signed(each, trust)
        if what is None and each["content"]["before"] != before:
            known = each["content"]["before"] in ("", *hashes)
            what = What.REORDERED if known else What.DROPPED
        if what is not None:
            return Finding(what=what, part=Part.CODE, name=_moment(each, what))
        before = hashes[place]
    return None


def _signed(told: Told, trust: Trust) -> What | None:
    """What was done to the code itself."""
    content = told["content"]
    try:
        public, signature = bytes.fromhex(content["public"]), bytes.fromhex(content["signature"])
        text = codes.text(content["corner"], told["session"], content["slot"], content["before"])
    except (KeyError, TypeError, ValueError):
        return What.FLIPPED
    if not device_keys.is_signed(public, signature, text):
        return What.FLIPPED
    if trust.corners and trust.corners.get(signing.key_id(public)) != public:
        return What.RESIGNED
    return None


def _hash(told: Told) -> str:
    try:
        return codes.hash_of(told["content"]["signature"])
    except (KeyError, TypeError, ValueError):
        return hashlib.sha256(b"").hexdigest()


def _moment(told: Told, what: What) -> str:
    """When it was shown; of one that is gone, of which it is known that it stood before."""
    try:
        moment = codes.begins(int(told["content"]["slot"])).isoformat()
    except (KeyError, TypeError, ValueError, OverflowError):
        moment = str(told["subject"])
    return f"before {moment}" if what is What.DROPPED else moment
