"""Failures in a row of one key (a number, a login): every so many bring a lock, each longer, and at last one for good.

Pure: nothing is stored here. The caller holds the kept throttle against all others (a row's lock), asks
`refusal` **before** it looks at what was tried, and stores what `failed` or `cleared` gives. Twenty tries at
once are then twenty tries one after the other. A try that was refused was not looked at and is not counted.

    OPEN ── miss ──▶ OPEN      the failures between the locks
    OPEN ── lock ──▶ LOCKED    every `free`-th failure: 15 minutes, then 30, 60, 120
    OPEN ── stop ──▶ STOPPED   the `stop`-th: until a person lifts it
    LOCKED ─ wait ─▶ OPEN      by time alone; the failures are not forgotten by it
    any  ── lift ──▶ OPEN      by a person who was shown who asks
    OPEN ── clear ─▶ OPEN      the right answer: nothing is counted any more
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from identity.errors import Stopped, Throttled, ThrottleError


class State(StrEnum):
    """Where a key stands."""

    OPEN = "open"
    LOCKED = "locked"
    STOPPED = "stopped"


class Move(StrEnum):
    """What can happen to a key."""

    CLEAR = "clear"
    LIFT = "lift"
    LOCK = "lock"
    MISS = "miss"
    STOP = "stop"
    WAIT = "wait"


MOVES: dict[tuple[State, Move], State] = {
    (State.OPEN, Move.MISS): State.OPEN,
    (State.OPEN, Move.LOCK): State.LOCKED,
    (State.OPEN, Move.STOP): State.STOPPED,
    (State.OPEN, Move.CLEAR): State.OPEN,
    (State.OPEN, Move.LIFT): State.OPEN,
    (State.LOCKED, Move.WAIT): State.OPEN,
    (State.LOCKED, Move.LIFT): State.OPEN,
    (State.STOPPED, Move.LIFT): State.OPEN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How many failures in a row lock, how long the first lock is (each later one twice as long), how many stop.

    The figures are those the service was ordered with. NIST SP 800-63B, 5.2.2 allows at most 100 in a row.
    """

    free: int = 10
    lock: timedelta = timedelta(minutes=15)
    stop: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """What is kept of one key. The default is that of a key nobody ever missed."""

    failures: int = 0
    locked_until: datetime | None = None
    stopped: bool = False

    def state(self, now: datetime) -> State:
        """Where the key stands now."""
        if self.stopped:
            return State.STOPPED
        return State.LOCKED if self.locked_until is not None and now < self.locked_until else State.OPEN


def step(state: State, move: Move) -> State:
    """The state after the move. Raises ValueError for a move that cannot be made."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise ValueError(f"a throttle that is {state} cannot {move}") from None


def refusal(throttle: Throttle, now: datetime) -> ThrottleError | None:
    """Why nothing may be tried now: Throttled, which knows how long yet, or Stopped; None where it may."""
    match throttle.state(_aware(now)):
        case State.STOPPED:
            return Stopped()
        case State.LOCKED if throttle.locked_until is not None:
            return Throttled(throttle.locked_until - now)
        case _:
            return None


def failed(throttle: Throttle, rule: Rule, now: datetime) -> Throttle:
    """One failure more. Raises ValueError while the key is locked or stopped: no try was allowed."""
    count = throttle.failures + 1
    state = step(throttle.state(_aware(now)), _move(count, rule))
    until = now + lock_after(count, rule) if state is State.LOCKED else None
    return Throttle(failures=count, locked_until=until, stopped=state is State.STOPPED)


def cleared(throttle: Throttle, now: datetime) -> Throttle:
    """The right answer came. Raises ValueError while the key is locked or stopped."""
    step(throttle.state(_aware(now)), Move.CLEAR)
    return Throttle()


def lifted(throttle: Throttle, now: datetime) -> Throttle:
    """A person lets the key free again, and the count begins anew."""
    step(throttle.state(_aware(now)), Move.LIFT)
    return replace(throttle, failures=0, locked_until=None, stopped=False)


def lock_after(failures: int, rule: Rule) -> timedelta:
    """How long the lock is that this failure brings: 15 minutes at the tenth, 30 at the twentieth, …"""
    doubled: timedelta = rule.lock * 2 ** (failures // rule.free - 1)
    return doubled


def _move(count: int, rule: Rule) -> Move:
    if count >= rule.stop:
        return Move.STOP
    return Move.LOCK if count % rule.free == 0 else Move.MISS


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("time must be aware")
    return now
