"""A theme 一件事: several items that one thing in life needs, handled in one visit, each paper asked for once.

A step is one item of an opened theme. A step that failed shows as failed, and stops only those that need it; the
others go on, so that a theme can end partly done and says so. MOVES is the law.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from desk.model import moves
from desk.model.errors import IllegalMove
from desk.model.items import Item, Paper, Words


class Step(StrEnum):
    """Where one item of an opened theme stands."""

    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    """The applicant does not need it."""
    FAILED = "failed"
    BLOCKED = "blocked"
    """It needs a step that failed."""


class Move(StrEnum):
    """What moves a step."""

    START = "start"
    FINISH = "finish"
    SKIP = "skip"
    FAIL = "fail"
    BLOCK = "block"
    RETRY = "retry"


MOVES: dict[tuple[Step, Move], Step] = {
    (Step.WAITING, Move.START): Step.OPEN,
    (Step.WAITING, Move.SKIP): Step.SKIPPED,
    (Step.WAITING, Move.FAIL): Step.FAILED,
    (Step.WAITING, Move.BLOCK): Step.BLOCKED,
    (Step.OPEN, Move.FINISH): Step.DONE,
    (Step.OPEN, Move.SKIP): Step.SKIPPED,
    (Step.OPEN, Move.FAIL): Step.FAILED,
    (Step.FAILED, Move.RETRY): Step.WAITING,
    (Step.BLOCKED, Move.RETRY): Step.WAITING,
}


class Why(StrEnum):
    """Why a step came to nothing."""

    NONE = ""
    PAPERS = "papers-lacking"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OUT_OF_TIME = "out-of-time"


class Outcome(StrEnum):
    """How an opened theme stands as a whole."""

    OPEN = "open"
    DONE = "done"
    PARTLY = "partly"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One version of a theme. `items`: codes, in the order of handling; `needs`: the items that must be done before."""

    code: str
    version: int
    effective_from: datetime
    title: Words
    summary: Words
    items: tuple[str, ...]
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    effective_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One step of an opened theme, in the version its item had then. `case_id` is empty until it has one."""

    item_code: str
    item_version: int
    state: Step
    moved_at: datetime
    reason: Why = Why.NONE
    case_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A theme that one visit opened."""

    id: str
    visit_id: str
    theme_code: str
    theme_version: int
    state: Outcome
    opened_at: datetime
    moved_at: datetime
    revision: int
    """Counts the moves, so that of two at once one is refused."""
    parts: tuple[Part, ...]

    def part(self, item_code: str) -> Part | None:
        """The step of that item."""
        return next((part for part in self.parts if part.item_code == item_code), None)

    def at(self, revision: int) -> "Opening":
        """The same, where several moves are kept as one."""
        return replace(self, revision=revision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A paper of a theme, asked for once: `needed_by` the items that cannot do without, `used_by` all that take it."""

    paper: Paper
    needed_by: tuple[str, ...]
    used_by: tuple[str, ...]


def opened(theme: Theme, items: Sequence[Item], opening_id: str, visit_id: str, now: datetime) -> Opening:
    """The theme as this visit opens it, each item in the version given."""
    parts = tuple(
        Part(item_code=item.code, item_version=item.version, state=Step.WAITING, moved_at=now) for item in items
    )
    return Opening(
        id=opening_id,
        visit_id=visit_id,
        theme_code=theme.code,
        theme_version=theme.version,
        state=Outcome.OPEN,
        opened_at=now,
        moved_at=now,
        revision=0,
        parts=parts,
    )


def asked(items: Sequence[Item]) -> tuple[Asked, ...]:
    """Every paper of these items once, those that somebody needs first, each as the first item describes it.

    A paper is required where any item requires it, and keeps the origin rules of every item that takes it.
    """
    found: dict[str, Asked] = {}
    for item in items:
        for paper in item.papers:
            before = found.get(paper.code)
            found[paper.code] = Asked(
                paper=_joined(before.paper, paper) if before else paper,
                needed_by=(*(before.needed_by if before else ()), *((item.code,) if paper.required else ())),
                used_by=(*(before.used_by if before else ()), item.code),
            )
    return tuple(sorted(found.values(), key=lambda one: not one.needed_by))


def lacking(item: Item, given: Collection[str]) -> tuple[str, ...]:
    """The papers this item still needs, when these codes were given to the visit for whichever item."""
    return tuple(paper.code for paper in item.papers if paper.required and paper.code not in given)


def startable(theme: Theme, opening: Opening) -> tuple[str, ...]:
    """The items that can begin now: they wait, and what they need is done."""
    done = {part.item_code for part in opening.parts if part.state in (Step.DONE, Step.SKIPPED)}
    waiting = (part.item_code for part in opening.parts if part.state is Step.WAITING)
    return tuple(code for code in waiting if done.issuperset(theme.needs.get(code, ())))


def moved(
    theme: Theme, opening: Opening, item_code: str, move: Move, now: datetime, *, why: Why = Why.NONE, case_id: str = ""
) -> Opening:
    """The opening after one step moved, and after what follows from it for the others.

    Raises IllegalMove: no such step, the table has no such move, or what it needs is not done.
    """
    part = opening.part(item_code)
    if part is None or (move is Move.START and item_code not in startable(theme, opening)):
        raise IllegalMove(thing="theme step", state=part.state if part else Step.SKIPPED, move=move)
    after = replace(
        part,
        state=moves.step("theme step", MOVES, part.state, move),
        reason=why if move is Move.FAIL else Why.NONE,
        case_id=case_id or part.case_id,
        moved_at=now,
    )
    parts = _followed(theme, tuple(after if one is part else one for one in opening.parts), now)
    return replace(opening, parts=parts, state=outcome(parts), moved_at=now, revision=opening.revision + 1)


def outcome(parts: Sequence[Part]) -> Outcome:
    """How the whole stands: partly done is neither done nor failed, and is told as what it is."""
    states = [part.state for part in parts]
    if Step.WAITING in states or Step.OPEN in states:
        return Outcome.OPEN
    if Step.DONE not in states:
        return Outcome.DONE if all(state is Step.SKIPPED for state in states) else Outcome.FAILED
    return Outcome.PARTLY if Step.FAILED in states or Step.BLOCKED in states else Outcome.DONE


def _followed(theme: Theme, parts: tuple[Part, ...], now: datetime) -> tuple[Part, ...]:
    """Steps whose need failed are blocked, and wait again once it no longer is; until nothing changes any more."""
    bad = {part.item_code for part in parts if part.state in (Step.FAILED, Step.BLOCKED)}
    after = tuple(_follow(part, bool(bad.intersection(theme.needs.get(part.item_code, ()))), now) for part in parts)
    return after if after == parts else _followed(theme, after, now)


def _follow(part: Part, stopped: bool, now: datetime) -> Part:
    if stopped and part.state is Step.WAITING:
        return replace(part, state=moves.step("theme step", MOVES, part.state, Move.BLOCK), moved_at=now)
    if not stopped and part.state is Step.BLOCKED:
        return replace(part, state=moves.step("theme step", MOVES, part.state, Move.RETRY), moved_at=now)
    return part


def _joined(one: Paper, other: Paper) -> Paper:
    places = {origin.place for origin in one.origins}
    origins = (*one.origins, *(origin for origin in other.origins if origin.place not in places))
    return replace(one, required=one.required or other.required, still=one.still or other.still, origins=origins)
