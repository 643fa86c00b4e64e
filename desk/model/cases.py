"""A case 辦件 and its transaction 辦理記錄: what was filled in, by whom, in which script, and how it was confirmed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.model import moves


class State(StrEnum):
    """Where a case stands."""

    DRAFTING = "drafting"
    SIGNING = "signing"
    SIGNED = "signed"
    CONFIRMED = "confirmed"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What moves a case. REVISE is any change to the record after signing was asked for."""

    ASK_SIGNATURE = "ask-signature"
    SIGN = "sign"
    CONFIRM = "confirm"
    REVISE = "revise"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"


MOVES: dict[tuple[State, Move], State] = {
    (State.DRAFTING, Move.ASK_SIGNATURE): State.SIGNING,
    (State.SIGNING, Move.ASK_SIGNATURE): State.SIGNING,
    (State.SIGNING, Move.SIGN): State.SIGNED,
    (State.SIGNED, Move.SIGN): State.SIGNED,
    (State.SIGNED, Move.CONFIRM): State.CONFIRMED,
    (State.CONFIRMED, Move.SUBMIT): State.SUBMITTED,
    **{(state, Move.REVISE): State.DRAFTING for state in (State.SIGNING, State.SIGNED, State.CONFIRMED)},
    (State.DRAFTING, Move.REVISE): State.DRAFTING,
    **{
        (state, Move.WITHDRAW): State.WITHDRAWN
        for state in (State.DRAFTING, State.SIGNING, State.SIGNED, State.CONFIRMED)
    },
}


class Hand(StrEnum):
    """Who wrote a text."""

    APPLICANT = "applicant"
    CLERK = "clerk"


NUMBERED, NUMBER_WIDTH = "JM{year}", 8
"""How a case's number begins, and how many digits its count has at least."""


def number_of(year: int, count: int) -> str:
    """The number of a year's case, counted from 1: JM202600000042."""
    return NUMBERED.format(year=year) + str(count).zfill(NUMBER_WIDTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One piece of business. It keeps the version of the item it began with."""

    id: str
    number: str
    zone_id: str
    visit_id: str
    applicant_id: str
    item_code: str
    item_version: int
    state: State
    opened_at: datetime
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What stands in one field: to the code point as it was written, with script, hand and revision."""

    case_id: str
    field: str
    text: str
    language: str
    script: str
    hand: Hand
    author_id: str
    revision: int
    written_at: datetime


def step(case: Case, move: Move, at: datetime) -> Case:
    """The case after `move`, made at `at`. Raises IllegalMove."""
    return replace(case, state=moves.step("case", MOVES, case.state, move), moved_at=at)


def content_hash(case: Case, answers: Iterable[Answer], materials: Iterable[tuple[str, str]]) -> str:
    """SHA-256, in hex, of what the applicant confirms: the item, each answer as written, each material's hash.

    The form is canonical JSON (sorted keys, no spaces, UTF-8), so that the same content always hashes alike.
    """
    content = {
        "case": case.number,
        "item": [case.item_code, case.item_version],
        "answers": sorted([a.field, a.text, a.language, a.script, a.hand, a.revision] for a in answers if a.text),
        "materials": sorted([code, sha256] for code, sha256 in materials),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
