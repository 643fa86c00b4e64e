"""Figures of the past as tables that are carried away; what heads and pages are called is handed in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from desk.boards.content import FollowUps
from desk.boards.turns.blockers import Blocker
from desk.boards.turns.history import History, Ratings, Scope, Spans, Turns
from desk.model.turns.leavings import Why
from desk.papers.sheets import Cell, Sheet, as_csv, as_workbook

FIGURES = ("waits", "services", "turns", "ratings", "follow-ups", "blockers")
"""Each is a table of its own."""
Words = Callable[[str], Mapping[str, str]]
"""The words of a group of templates/components/history.html: `figures`, `heads`, `bys`, `whys`."""


def table(
    figure: str, shown: History, ranked: Sequence[Blocker], words: Words, told: Callable[[Blocker], str]
) -> Sheet:
    """One figure as a table. `told`: what a blocker is called. Raises KeyError for another figure."""
    heads, first = words("heads"), words("bys")[shown.scope.by]
    spans = (first, heads["count"], heads["median"], heads["p90"], heads["longest"])
    whys = words("whys")
    made: dict[str, tuple[Sequence[str], list[Sequence[Cell]]]] = {
        "waits": (spans, [_spans(line) for line in shown.waits]),
        "services": (spans, [_spans(line) for line in shown.services]),
        "turns": (
            (first, heads["taken"], heads["served"], heads["left"], heads["missed"], *(whys[why] for why in Why)),
            [_turns(line) for line in shown.turns],
        ),
        "ratings": (
            (first, heads["count"], heads["mean"], heads["good"], *(heads[f"level-{level}"] for level in range(1, 6))),
            [_rated(line) for line in shown.ratings],
        ),
        "follow-ups": (
            (first, heads["closed"], heads["followed"], heads["declined"], heads["not-reached"]),
            [_followed(line) for line in shown.follow_ups],
        ),
        "blockers": ((heads["blocker"], heads["people"]), [(told(blocker), blocker.people) for blocker in ranked]),
    }
    columns, rows = made[figure]
    return Sheet(name=words("figures")[figure], heads=columns, rows=rows)


def csv_of(
    figure: str, shown: History, ranked: Sequence[Blocker], words: Words, told: Callable[[Blocker], str]
) -> bytes:
    """One figure as CSV. Raises KeyError for what is none."""
    return as_csv(table(figure, shown, ranked, words, told))


def workbook(
    shown: History, ranked: Sequence[Blocker], words: Words, told: Callable[[Blocker], str], zone_name: str
) -> bytes:
    """All figures, and before them what they are of."""
    heads, scope = words("heads"), shown.scope
    about = Sheet(
        name=words("figures")["about"],
        heads=(heads["about"], ""),
        rows=[
            (heads["since"], _here(scope.since, scope)),
            (heads["until"], _here(scope.until, scope)),
            (heads["zone"], zone_name),
            (heads["by"], words("bys")[scope.by]),
            (heads["unit"], heads["seconds"]),
        ],
    )
    return as_workbook([about, *(table(figure, shown, ranked, words, told) for figure in FIGURES)])


def _here(at: datetime, scope: Scope) -> datetime:
    return at.astimezone(ZoneInfo(scope.timezone))


def _spans(line: Spans) -> Sequence[Cell]:
    return (line.label, line.count, line.median, line.p90, line.longest)


def _turns(line: Turns) -> Sequence[Cell]:
    return (line.label, line.taken, line.served, line.left, line.missed, *(line.whys.get(why, 0) for why in Why))


def _rated(line: Ratings) -> Sequence[Cell]:
    return (line.label, line.count, *_levels(line))


def _followed(line: FollowUps) -> Sequence[Cell]:
    return (line.label, line.closed, line.followed, line.declined, line.missed)


def _levels(line: Ratings) -> Iterator[Cell]:
    yield None if line.mean is None else round(line.mean, 2)
    yield None if line.good is None else round(line.good, 4)
    yield from line.levels or (None,) * 5
