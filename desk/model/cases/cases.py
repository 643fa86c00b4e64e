"""A case 辦件 and its transaction 辦理記錄: what was filled in, by whom, in which script, and how it was confirmed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.model import moves


class State(StrEnum):
    """Where a case stands. INCOMPLETE and HALTED wait for the applicant, before and after it was accepted."""

    DRAFTING = "drafting"
    READING = "reading"
    SIGNING = "signing"
    SIGNED = "signed"
    CONFIRMED = "confirmed"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    ACCEPTED = "accepted"
    HALTED = "halted"
    REFERRED = "referred"
    REFUSED = "refused"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What moves a case. READ shows the applicant a key fact, ANSWER is what they say of it, STOP_READING goes back to
    the form. REVISE is any change to the record; what was signed holds no more by it."""

    READ = "read"
    ANSWER = "answer"
    STOP_READING = "stop-reading"
    ASK_SIGNATURE = "ask-signature"
    SIGN = "sign"
    CONFIRM = "confirm"
    REVISE = "revise"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    ASK_MORE = "ask-more"
    GIVE_MORE = "give-more"
    HAND_ON = "hand-on"
    HAND_BACK = "hand-back"
    REFUSE = "refuse"
    FINISH = "finish"


MOVES: dict[tuple[State, Move], State] = {
    **{
        (state, Move.READ): State.READING
        for state in (State.DRAFTING, State.READING, State.SIGNING, State.SIGNED, State.CONFIRMED)
    },
    (State.READING, Move.ANSWER): State.READING,
    (State.READING, Move.STOP_READING): State.DRAFTING,
    (State.READING, Move.REVISE): State.READING,
    (State.READING, Move.ASK_SIGNATURE): State.SIGNING,
    (State.SIGNING, Move.ASK_SIGNATURE): State.SIGNING,
    (State.SIGNING, Move.SIGN): State.SIGNED,
    (State.SIGNED, Move.SIGN): State.SIGNED,
    (State.SIGNED, Move.CONFIRM): State.CONFIRMED,
    (State.CONFIRMED, Move.SUBMIT): State.SUBMITTED,
    **{(state, Move.REVISE): State.DRAFTING for state in (State.SIGNING, State.SIGNED, State.CONFIRMED)},
    (State.DRAFTING, Move.REVISE): State.DRAFTING,
    **{
        (state, Move.WITHDRAW): State.WITHDRAWN
        for state in (State.DRAFTING, State.READING, State.SIGNING, State.SIGNED, State.CONFIRMED)
    },
    (State.SUBMITTED, Move.ACCEPT): State.ACCEPTED,
    (State.SUBMITTED, Move.ASK_MORE): State.INCOMPLETE,
    (State.INCOMPLETE, Move.GIVE_MORE): State.SUBMITTED,
    (State.ACCEPTED, Move.ASK_MORE): State.HALTED,
    (State.HALTED, Move.GIVE_MORE): State.ACCEPTED,
    (State.ACCEPTED, Move.HAND_ON): State.REFERRED,
    (State.REFERRED, Move.HAND_BACK): State.ACCEPTED,
    **{
        (state, Move.REFUSE): State.REFUSED
        for state in (State.SUBMITTED, State.INCOMPLETE, State.ACCEPTED, State.HALTED)
    },
    (State.ACCEPTED, Move.FINISH): State.DONE,
}

WAITING = frozenset({State.INCOMPLETE, State.HALTED})
"""The applicant is waited for, and the clock stands."""
DECIDED = frozenset({State.REFUSED, State.DONE})
"""Nothing more is decided."""
LODGED = frozenset({State.SUBMITTED, State.ACCEPTED, State.REFERRED}) | WAITING | DECIDED
"""Submitted, whatever was decided since: the record stands."""


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


def content_hash(
    case: Case,
    answers: Iterable[Answer],
    materials: Iterable[tuple[str, str]],
    confirmed: Iterable[tuple[str, str]] = (),
    stated: Iterable[tuple[str, ...]] = (),
) -> str:
    """SHA-256, in hex, of what the applicant confirms: the item, each answer as written, each material's hash, and each
    key fact with the hash under which they said that it is right (`confirmed`), and each statement that stands, as
    `statements.signed()` gives it (`stated`). A record without such a part has none in its hash.

    The form is canonical JSON (sorted keys, no spaces, UTF-8), so that the same content always hashes alike.
    """
    read = sorted([fact, sha256] for fact, sha256 in confirmed)
    said = [list(one) for one in stated]
    content = {
        "case": case.number,
        "item": [case.item_code, case.item_version],
        "answers": sorted([a.field, a.text, a.language, a.script, a.hand, a.revision] for a in answers if a.text),
        "materials": sorted([code, sha256] for code, sha256 in materials),
        **({"read": read} if read else {}),
        **({"stated": said} if said else {}),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
