"""An assist: an applicant who can sign in nowhere shows their document to staff, and two different persons look.

Law: whoever confirms is not whoever saw it first. Where there is no second person in the zone the visit may go on
with the one, which is worth less, until the clerk has seen the document in the meeting.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk.model import moves
from desk.model.errors import AssistExpired, NotEverythingSeen, SamePerson

LASTS = timedelta(minutes=10)
CHECKS = frozenset({"face", "valid", "unaltered"})
"""What each of the two has to have seen: it is the person's face, the document is in force, nobody altered it."""


class State(StrEnum):
    """Where it stands."""

    ASKED = "asked"
    SEEN = "seen"
    ALONE = "alone"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    OVER = "over"


class Move(StrEnum):
    """What moves it."""

    SEE = "see"
    GO_ON_ALONE = "go-on-alone"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    END = "end"


MOVES: dict[tuple[State, Move], State] = {
    (State.ASKED, Move.SEE): State.SEEN,
    (State.ASKED, Move.REFUSE): State.REFUSED,
    (State.ASKED, Move.END): State.OVER,
    (State.SEEN, Move.CONFIRM): State.CONFIRMED,
    (State.SEEN, Move.GO_ON_ALONE): State.ALONE,
    (State.SEEN, Move.REFUSE): State.REFUSED,
    (State.SEEN, Move.END): State.OVER,
    (State.ALONE, Move.CONFIRM): State.CONFIRMED,
}
WAITING = frozenset({State.ASKED, State.SEEN})
"""States in which somebody at the corner waits for staff; they end by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assist:
    """One request. `first_id`, `second_id`: who saw the document first and who confirmed, empty until then.

    What the first one wrote (kind, number, name) is kept sealed beside it; `kind` and `masked` are empty until then.
    """

    id: str
    visit_id: str
    corner_id: str
    zone_id: str
    state: State
    kind: str
    masked: str
    first_id: str
    second_id: str
    asked_at: datetime
    moved_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When it ends by itself, while anybody waits."""
        return self.asked_at + LASTS

    def is_waiting(self, now: datetime) -> bool:
        """Whether staff are waited for."""
        return self.state in WAITING and now < self.ends_at


def see(assist: Assist, staff_id: str, kind: str, masked: str, checks: Collection[str], at: datetime) -> Assist:
    """The first person saw document and applicant. Raises NotEverythingSeen, AssistExpired, IllegalMove."""
    after = _step(assist, Move.SEE, at)
    _all_seen(checks)
    return replace(after, first_id=staff_id, kind=kind, masked=masked)


def confirm(assist: Assist, staff_id: str, checks: Collection[str], at: datetime) -> Assist:
    """Another person saw the same. Raises SamePerson, NotEverythingSeen, AssistExpired, IllegalMove."""
    after = _step(assist, Move.CONFIRM, at)
    check_again(assist, staff_id, checks)
    return replace(after, second_id=staff_id)


def check_again(assist: Assist, staff_id: str, checks: Collection[str]) -> None:
    """Somebody other than the first one sees once more what was confirmed. Raises SamePerson, NotEverythingSeen."""
    if staff_id == assist.first_id:
        raise SamePerson("who saw the document first does not confirm it")
    _all_seen(checks)


def go_on_alone(assist: Assist, staff_id: str, at: datetime) -> Assist:
    """There is nobody else here: the first person lets the visit go on. Raises IllegalMove, AssistExpired."""
    after = _step(assist, Move.GO_ON_ALONE, at)
    if staff_id != assist.first_id:
        raise SamePerson("a second person is here: who confirms instead")
    return after


def refuse(assist: Assist, at: datetime) -> Assist:
    """Staff do not recognise the applicant. Raises IllegalMove, AssistExpired."""
    return _step(assist, Move.REFUSE, at)


def end(assist: Assist, at: datetime) -> Assist:
    """Nobody waits any more: the applicant chose otherwise, left, or the time was over. Raises IllegalMove."""
    return replace(assist, state=moves.step("assist", MOVES, assist.state, Move.END), moved_at=at)


def _step(assist: Assist, move: Move, at: datetime) -> Assist:
    state = moves.step("assist", MOVES, assist.state, move)
    if assist.state in WAITING and at >= assist.ends_at:
        raise AssistExpired("nobody waits any more")
    return replace(assist, state=state, moved_at=at)


def _all_seen(checks: Collection[str]) -> None:
    if not set(checks) >= CHECKS:
        raise NotEverythingSeen("something was not ticked")
