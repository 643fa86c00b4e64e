"""A promise 容缺受理: a case is taken in though a paper is missing, since the applicant signs that it follows by a day.

What is overdue opens the material again by itself; the promise stays to tell that it was broken.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.model import moves


class State(StrEnum):
    """Where a promise stands. GIVEN alone lets a case go on."""

    OFFERED = "offered"
    GIVEN = "given"
    KEPT = "kept"
    OVERDUE = "overdue"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What moves a promise."""

    GIVE = "give"
    KEEP = "keep"
    RUN_OUT = "run-out"
    WITHDRAW = "withdraw"


MOVES: dict[tuple[State, Move], State] = {
    (State.OFFERED, Move.GIVE): State.GIVEN,
    (State.OFFERED, Move.WITHDRAW): State.WITHDRAWN,
    (State.OFFERED, Move.KEEP): State.WITHDRAWN,
    (State.GIVEN, Move.KEEP): State.KEPT,
    (State.GIVEN, Move.RUN_OUT): State.OVERDUE,
    (State.GIVEN, Move.WITHDRAW): State.WITHDRAWN,
    (State.OVERDUE, Move.KEEP): State.KEPT,
}

OPEN = frozenset({State.OFFERED, State.GIVEN})
LONGEST = 60
"""Days; none is given for longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One paper of one case, due at an instant. `content_hash` is what is signed, `strokes_sha256` the signature, empty
    until then."""

    id: str
    case_id: str
    code: str
    state: State
    due_at: datetime
    offered_by: str
    offered_at: datetime
    content_hash: str
    strokes_sha256: str
    moved_at: datetime


def step(promise: Promise, move: Move, at: datetime) -> Promise:
    """The promise after `move`. Raises IllegalMove."""
    return replace(promise, state=moves.step("promise", MOVES, promise.state, move), moved_at=at)


def content_hash(case_number: str, code: str, due_at: datetime) -> str:
    """SHA-256, in hex, of what the applicant promises: canonical JSON (sorted keys, no spaces, UTF-8)."""
    content = {"case": case_number, "due": due_at.isoformat(), "material": code}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
