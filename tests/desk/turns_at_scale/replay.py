"""What the ledger tells of turns and meetings, played again in its order, and every rule that was broken on the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from desk.model.events import Tag
from desk.model.turns.tickets import CALLABLE, State

Standing = tuple[datetime, str]
MEETS = (Tag.SESSION_RUNG, Tag.SESSION_ENDED, Tag.SESSION_BROKE)
IN_LINE = {state.value for state in CALLABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry of the ledger, as far as it matters here. `data` is that of the event."""

    tag: Tag
    subject: str
    actor: str
    visit_id: str
    data: dict[str, str | int]


@dataclass(slots=True)
class Turn:
    """One turn as far as the ledger was played. `passed`: calls of others that went before it while it stood first."""

    line: str = ""
    state: str = ""
    standing: Standing | None = None
    kept_for: str = ""
    finished: int = 0
    passed: int = 0


@dataclass(slots=True)
class Replay:
    """Plays entries. `most_passed`: the most calls that went past one turn; `deepest`: the most turns one went past."""

    turns: dict[str, Turn] = field(default_factory=dict)
    in_line: dict[str, set[str]] = field(default_factory=dict)
    meeting_of: dict[str, str] = field(default_factory=dict)
    """Who is in which meeting: by its id and the place in it."""
    broken: list[str] = field(default_factory=list)
    meetings: int = 0
    broke: int = 0
    most_passed: int = 0
    deepest: int = 0

    def play(self, entries: Iterable[Told]) -> "Replay":
        """All entries, in their order."""
        for told in entries:
            if told.tag in (Tag.TICKET_TAKEN, Tag.TICKET_MOVED):
                self._moved(told)
            elif told.tag in MEETS:
                self._met(told)
        return self

    def _moved(self, told: Told) -> None:
        turn = self.turns.setdefault(told.subject, Turn())
        state = str(told.data["state"])
        if state == State.CALLED:
            self._called(told, turn)
        if turn.state == State.DONE:
            self.broken.append(f"a turn moved after it was done: {told.subject}")
        self.in_line.setdefault(turn.line, set()).discard(told.subject)
        turn.line, turn.state = str(told.data["line"]), state
        turn.standing = (datetime.fromisoformat(str(told.data["stands_at"])), told.subject)
        if state in IN_LINE:
            turn.kept_for, turn.passed = str(told.data["clerk"]), 0
            self.in_line.setdefault(turn.line, set()).add(told.subject)
        turn.finished += state == State.DONE

    def _called(self, told: Told, turn: Turn) -> None:
        if turn.state not in IN_LINE:
            self.broken.append(f"a turn was called that was not in line: {told.subject}")
        clerk, past = str(told.data["clerk"]), 0
        for other_id in self.in_line[turn.line]:
            other = self.turns[other_id]
            if other.standing is None or turn.standing is None or other.standing >= turn.standing:
                continue
            if other.kept_for in ("", clerk):
                past += 1
                other.passed += 1
                self.most_passed = max(self.most_passed, other.passed)
        self.deepest = max(self.deepest, past)

    def _met(self, told: Told) -> None:
        if told.tag is Tag.SESSION_RUNG:
            self.meetings += 1
            parties = (told.visit_id, told.actor)
            self.broken += [f"two meetings at once: {each}" for each in parties if each in self.meeting_of.values()]
            self.meeting_of |= {f"{told.subject} {at}": each for at, each in enumerate(parties)}
        else:
            self.broke += told.tag is Tag.SESSION_BROKE
            gone = [self.meeting_of.pop(f"{told.subject} {at}", "") for at in (0, 1)]
            self.broken += [] if all(gone) else [f"a meeting ended that did not stand: {told.subject}"]


def every_turn_done_once(replay: Replay, tickets: Sequence[str]) -> list[str]:
    """The turns that were not served exactly once."""
    return [each for each in tickets if replay.turns[each].finished != 1 or replay.turns[each].state != State.DONE]
