"""Media nodes that stand alone, and which of them a visit's room is placed on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

STALE = timedelta(seconds=6)
"""A node that gave no sign of life for so long is taken as gone; it gives one every second."""
UNLINKED = timedelta(seconds=1.5)
"""So is, after so long, one whose connection to the store ended: a process that is killed ends it at once."""


class State(StrEnum):
    """Whether a node takes rooms."""

    OPEN = "open"
    DRAINING = "draining"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One media node as it last told. `legs`: how many it carries. `linked`: whether it is connected to the store."""

    name: str
    legs: int
    state: State
    seen_at: datetime
    linked: bool = True

    def is_alive(self, now: datetime) -> bool:
        """Whether its last sign of life is recent."""
        return now - self.seen_at < (STALE if self.linked else UNLINKED)

    def takes(self, now: datetime) -> bool:
        """Whether a room may be placed on it."""
        return self.state is State.OPEN and self.is_alive(now)


def least_loaded(nodes: Iterable[Node], coming: Mapping[str, int], now: datetime) -> Node | None:
    """The node that takes a room next; None if none does.

    coming: by name, rooms placed on a node since it last told how many legs it carries.
    """
    open_now = [node for node in nodes if node.takes(now)]
    return min(open_now, key=lambda node: (node.legs + coming.get(node.name, 0), node.name), default=None)
