"""Tables of moves as tests write them down: every pair of state and move is either in the table or illegal."""

import itertools
from collections.abc import Iterable
from enum import StrEnum

import pytest


def legal(table: str) -> list[object]:
    """Rows `state move after`, each named by its move: `waiting-call-called`."""
    return [pytest.param(*row.split(), id="-".join(row.split())) for row in table.strip().splitlines()]


def illegal(table: str, states: Iterable[StrEnum], moves: Iterable[StrEnum]) -> list[object]:
    """All the other pairs: `done-call-refused`."""
    there = {tuple(row.split()[:2]) for row in table.strip().splitlines()}
    rest = [pair for pair in itertools.product(states, moves) if pair not in there]
    return [pytest.param(state, move, id=f"{state}-{move}-refused") for state, move in rest]
