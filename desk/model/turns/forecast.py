"""How long each turn in line will wait, as a range with its confidence: the hall is played forward from what stands.

Theory of operation. One play draws how long each meeting lasts (those under way: given how long they have lasted), who
misses the call, who leaves, whose meeting breaks, who overtakes, and until when each window is open (as on some day
that was seen, and on which it stood as it stands now). Windows then call by the one order there is. Of many plays, the
moments at which a turn is called are its forecast. The draws of a turn are its own and cover their range evenly (Latin
hypercube; McKay, Beckman & Conover 1979), so that few plays do, and that a turn more ahead never shortens a wait by
chance. The same hall always gives the same forecast.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.model.turns.halls import Hall
from desk.model.turns.plays import Drawn, Play
from desk.model.turns.seen import Seen

CONFIDENCE = 0.8
PLAYS = 48
MOST_TURNS = 400
"""Of a longer line, those behind are told nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Minutes until the call; `confidence` is the share of waits that should be within."""

    low: int
    middle: float
    high: int
    confidence: float


def forecast(hall: Hall, seen: Seen | None, plays: int = PLAYS) -> Mapping[str, Range]:
    """The range of each turn, by id; a turn is left out of which we do not know: too little seen, nobody serves it."""
    if seen is None:
        return {}
    served = frozenset[str]().union(*(window.lines for window in hall.windows if window.is_open))
    turns = sorted((turn for turn in hall.turns if turn.line in served), key=lambda turn: (turn.stands_at, turn.id))
    turns = turns[:MOST_TURNS]
    drawn = Drawn(hall, seen, turns, plays)
    starts = [Play(drawn, play).starts() for play in range(plays)]
    found = {turn.id: _range([play[at] for play in starts]) for at, turn in enumerate(turns)}
    return {turn_id: told for turn_id, told in found.items() if told is not None}


def _range(starts: Sequence[float]) -> Range | None:
    ordered = sorted(starts)
    tail = (1 - CONFIDENCE) / 2
    low, middle, high = (_quantile(ordered, share) / 60 for share in (tail, 0.5, 1 - tail))
    if not math.isfinite(high):
        return None
    return Range(low=math.floor(low), middle=middle, high=max(1, math.ceil(high)), confidence=CONFIDENCE)


def _quantile(ordered: Sequence[float], share: float) -> float:
    at = share * (len(ordered) - 1)
    low = int(at)
    above = ordered[min(low + 1, len(ordered) - 1)]
    return ordered[low] if at == low or above == ordered[low] else ordered[low] + (above - ordered[low]) * (at - low)
