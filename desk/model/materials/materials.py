"""A material 材料: a document that a case needs, asked for by the clerk and taken as a still at the corner."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.model import moves


class State(StrEnum):
    """Whether the still has come."""

    ASKED = "asked"
    KEPT = "kept"


class Move(StrEnum):
    """What moves a material: a kept one may be asked for again."""

    KEEP = "keep"
    ASK = "ask"


MOVES: dict[tuple[State, Move], State] = {
    (State.ASKED, Move.KEEP): State.KEPT,
    (State.ASKED, Move.ASK): State.ASKED,
    (State.KEPT, Move.ASK): State.ASKED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A still as it is kept: its hash names its file."""

    sha256: str
    media_type: str
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One document of one case; `picture` is what was taken last, and is there whenever the state is KEPT."""

    id: str
    case_id: str
    code: str
    state: State
    moved_at: datetime
    picture: Picture | None


def ask(material: Material, at: datetime) -> Material:
    """The material asked for (again). Raises IllegalMove."""
    return replace(material, state=moves.step("material", MOVES, material.state, Move.ASK), moved_at=at)


def keep(material: Material, picture: Picture, at: datetime) -> Material:
    """The material with its still. Raises IllegalMove when nobody asked for it."""
    state = moves.step("material", MOVES, material.state, Move.KEEP)
    return replace(material, state=state, picture=picture, moved_at=at)
