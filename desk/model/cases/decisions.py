"""What is decided on a submitted case: by whom, with which reason and words, and what may be done against it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.model.cases.cases import Move
from desk.model.cases.clock import Stop

LONGEST_WORDS = 2000
MOST_DAYS = 60
"""Working days that an applicant may be given."""
USUAL_DAYS = 10


class Reason(StrEnum):
    """Why something is refused. An item may allow some of them alone."""

    NOT_NEEDED = "not-needed"
    NOT_COMPETENT = "not-competent"
    NOT_ENTITLED = "not-entitled"
    CONDITIONS_UNMET = "conditions-unmet"
    NOT_COMPLETED = "not-completed"
    MATERIALS_UNSOUND = "materials-unsound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What is open to whoever was refused, from the day they learnt of it: days to ask for reconsideration 行政復議
    (Administrative Reconsideration Law, art. 20), and months to go to court 行政訴訟 (Administrative Litigation Law,
    art. 46)."""

    reconsideration_days: int = 60
    litigation_months: int = 6


REMEDY = Remedy()
RULINGS = frozenset(
    {Move.ACCEPT, Move.ASK_MORE, Move.GIVE_MORE, Move.HAND_ON, Move.HAND_BACK, Move.REFUSE, Move.FINISH}
)
"""Moves that are decisions."""
WORDED = frozenset({Move.ASK_MORE, Move.HAND_ON, Move.HAND_BACK, Move.REFUSE, Move.FINISH})
"""Those that need words: what is wanted, what the department is asked and answers, why, and with what result."""
LETTERED = frozenset({Move.ACCEPT, Move.ASK_MORE, Move.REFUSE, Move.FINISH})
"""Those of which a letter 通知書 goes to the applicant; of the last it is the result."""
TOLD = LETTERED
"""Those of which the applicant is told by telephone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision. `by_id` is who of the staff decided, empty where the applicant gave what was asked for.

    `words` are kept to the code point, in `language`. `department`: to which it was handed on. `due_at`: until when the
    applicant has to give what is asked for. The hashes name the letter (`paper_sha256` until it is erased), and are
    empty where there is none.
    """

    id: str
    case_id: str
    move: Move
    by_id: str
    decided_at: datetime
    words: str = ""
    language: str = ""
    reason: str = ""
    department: str = ""
    due_at: datetime | None = None
    paper_sha256: str = ""
    sealed_sha256: str = ""
    signed_sha256: str = ""
    seal_key: str = ""


def stops(decisions: Iterable[Decision]) -> tuple[Stop, ...]:
    """When the clock stood, by what was decided, in order: from asking for more to the next decision."""
    found: list[Stop] = []
    for decision in decisions:
        if found and found[-1].until is None:
            found[-1] = Stop(since=found[-1].since, until=decision.decided_at)
        if decision.move is Move.ASK_MORE:
            found.append(Stop(since=decision.decided_at))
    return tuple(found)
