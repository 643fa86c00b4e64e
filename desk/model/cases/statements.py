"""A statement 陳述: what somebody said or declared about a case, kept to the code point, struck but never rewritten.

Law: a statement is added and may be struck by whom it was written; its text never changes. Those that stand are part of
what the applicant signs; a struck one stays on the record as struck.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.model import moves
from desk.model.cases.cases import Hand

LONGEST = 2_000
"""Code points of one statement."""


class Kind(StrEnum):
    """A declaration 聲明 is made for the record; anything else was said."""

    DECLARED = "declared"
    SAID = "said"


class Source(StrEnum):
    """How the words came: written by whom they are from, or spoken in the meeting and taken down by the other."""

    WRITTEN = "written"
    SPOKEN = "spoken"


class State(StrEnum):
    """Whether it still holds."""

    STANDING = "standing"
    STRUCK = "struck"


class Move(StrEnum):
    """What moves a statement."""

    STRIKE = "strike"


MOVES: dict[tuple[State, Move], State] = {(State.STANDING, Move.STRIKE): State.STRUCK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement. `id` was made where it was written, so that one sent twice is one.

    `speaker`: whose words they are. `hand` and `author_id`: who wrote them down. `language`: the exact tag of the page
    it was written on. `moved_at`: when it was struck, while it stands when it was made.
    """

    id: str
    case_id: str
    kind: Kind
    speaker: Hand
    source: Source
    hand: Hand
    author_id: str
    text: str
    language: str
    script: str
    state: State
    made_at: datetime
    moved_at: datetime

    def __repr__(self) -> str:
        return f"Statement(kind={self.kind.value!r}, state={self.state.value!r})"


def step(statement: Statement, move: Move, at: datetime) -> Statement:
    """The statement after `move`, made at `at`. Raises IllegalMove."""
    return replace(statement, state=moves.step("statement", MOVES, statement.state, move), moved_at=at)


def signed(made: Iterable[Statement]) -> list[tuple[str, ...]]:
    """What of statements is part of the content that is signed: those that stand, in the order they were made."""
    return [
        (one.id, one.kind.value, one.speaker.value, one.hand.value, one.language, one.script, one.text)
        for one in made
        if one.state is State.STANDING
    ]
