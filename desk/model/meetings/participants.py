"""A participant: somebody else of the staff in a meeting, and what they are let do there.

An *expert* is a colleague whom the clerk asks; a *supervisor* comes by themselves; a *clerk* is one who was released,
because the supervisor took the meeting over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk.model import moves

ANSWER_WITHIN = timedelta(minutes=2)
"""A colleague who was asked and says nothing for so long is asked no more."""


class Role(StrEnum):
    """As what somebody sits in a meeting."""

    CLERK = "clerk"
    EXPERT = "expert"
    SUPERVISOR = "supervisor"


class Mode(StrEnum):
    """What a participant is let do. *aside*: clerk and expert talk among themselves, without the applicant."""

    PRESENT = "present"
    ASIDE = "aside"
    OPEN = "open"
    LISTENING = "listening"
    WHISPERING = "whispering"
    SPEAKING = "speaking"


class State(StrEnum):
    """Where somebody's part in a meeting stands."""

    ASKED = "asked"
    JOINED = "joined"
    DECLINED = "declined"
    LEFT = "left"


class Move(StrEnum):
    """What moves it."""

    ACCEPT = "accept"
    DECLINE = "decline"
    LEAVE = "leave"


MOVES: dict[tuple[State, Move], State] = {
    (State.ASKED, Move.ACCEPT): State.JOINED,
    (State.ASKED, Move.DECLINE): State.DECLINED,
    (State.ASKED, Move.LEAVE): State.LEFT,
    (State.JOINED, Move.LEAVE): State.LEFT,
}
STANDING = frozenset({State.ASKED, State.JOINED})
MODES: Mapping[Role, tuple[Mode, ...]] = {
    Role.CLERK: (Mode.PRESENT,),
    Role.EXPERT: (Mode.ASIDE, Mode.OPEN),
    Role.SUPERVISOR: (Mode.LISTENING, Mode.WHISPERING, Mode.SPEAKING),
}
"""The modes of each role; the first is the one somebody begins in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One person's part in one meeting. `told`: whether the applicant's screen says so.

    `asked_by` is the clerk who asked, or the person themselves. `joined_at`, `left_at` are None until then.
    """

    id: str
    session_id: str
    staff_id: str
    role: Role
    mode: Mode
    state: State
    asked_by: str
    asked_at: datetime
    joined_at: datetime | None
    left_at: datetime | None
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """Who has a place in a meeting, by the name the media plane knows, and what the place is let do."""

    party: str
    mode: Mode


def step(participant: Participant, move: Move, at: datetime) -> Participant:
    """The participant after `move`, made at `at`. Raises IllegalMove."""
    after = replace(participant, state=moves.step("participant", MOVES, participant.state, move))
    return replace(after, joined_at=at) if after.state is State.JOINED else replace(after, left_at=at)


def is_aside(people: Iterable[Participant]) -> bool:
    """Whether clerk and expert talk among themselves now."""
    return any(one.state is State.JOINED and one.mode is Mode.ASIDE for one in people)
