"""Gathers what zone staff have to look at now; what is urgent, and in which order, `model.turns.alerts` decides."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from desk.boards.turns.day import Day
from desk.boards.turns.lines import IN_LINE
from desk.boards.turns.promises import Promises
from desk.boards.turns.seats import CornerLine
from desk.model.turns import alerts
from desk.model.turns.alerts import Alert, Kind
from desk.model.turns.order import Rules
from desk.model.turns.tickets import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The live turns, the lines that somebody serves now, the zone's rules, and what it promised."""

    rows: Sequence[Row[Any]]
    served: Collection[str]
    rules: Rules
    promises: Promises


def of_zone(day: Day, seen: Seen, corners: Sequence[CornerLine]) -> tuple[Alert, ...]:
    """Every alert of the zone, the most urgent first."""
    of_turns = [*_unserved(day, seen), *_late(day, seen), *_lapsing(day, seen)]
    return alerts.in_order([*_of_corners(day, corners), *of_turns, *_promised(day, seen.promises)])


def _of_corners(day: Day, corners: Sequence[CornerLine]) -> Iterator[Alert]:
    for corner in corners:
        if corner.help and corner.help_since and alerts.unanswered(day.now - corner.help_since):
            yield _of_corner(Kind.HELP, corner, day.minutes(corner.help_since))
        if corner.seated and corner.state == "offline" and corner.seen_at and _is_news(day, corner):
            kind = Kind.SILENT_IN_VISIT if corner.ticket_number else Kind.SILENT
            yield _of_corner(kind, corner, day.minutes(corner.seen_at))


def _of_corner(kind: Kind, corner: CornerLine, minutes: int) -> Alert:
    return Alert(kind=kind, subject=corner.id, name=corner.name, number=corner.ticket_number, minutes=minutes)


def _is_news(day: Day, corner: CornerLine) -> bool:
    """Silent for too long; but one that was switched off the day before is not told of all morning."""
    silent_for = day.now - corner.seen_at if corner.seen_at else timedelta(0)
    return alerts.silent(silent_for) and silent_for < timedelta(hours=8)


def _unserved(day: Day, seen: Seen) -> Iterator[Alert]:
    """Of each line that nobody serves: how many wait in it, and how long the first."""
    waiting: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in seen.rows:
        if row.state in (State.WAITING, State.TRANSFERRED) and row.line not in seen.served:
            waiting[row.line].append(row)
    for line, rows in waiting.items():
        window = line.removeprefix("window/") if line.startswith("window/") else ""
        yield Alert(
            kind=Kind.UNSERVED,
            subject=rows[0].skill,
            name=day.businesses.get(rows[0].skill, rows[0].skill),
            count=len(rows),
            minutes=max(day.minutes(row.taken_at) for row in rows),
            speech="" if window else rows[0].speech,
            window=window,
        )


def _late(day: Day, seen: Seen) -> Iterator[Alert]:
    """Of each item: how many wait so long that its promise is broken, or soon will be; and who the longest."""
    late: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in seen.rows:
        promised = timedelta(minutes=day.patience(row.item_code).late)
        if row.state in IN_LINE and alerts.nears(day.now - row.taken_at, promised):
            late[row.item_code].append(row)
    for code, rows in late.items():
        first = min(rows, key=lambda row: (row.taken_at, row.id))
        yield Alert(
            kind=Kind.LATE,
            subject=first.id,
            name=day.title(code),
            number=first.number,
            count=len(rows),
            minutes=day.minutes(first.taken_at),
            limit=day.patience(code).late,
        )


def _lapsing(day: Day, seen: Seen) -> Iterator[Alert]:
    for row in seen.rows:
        left = row.moved_at + seen.rules.parked_for - day.now
        if row.state == State.PARKED and alerts.lapses_soon(left):
            minutes = max(0, int(left.total_seconds() // 60))
            yield Alert(
                kind=Kind.LAPSING, subject=row.id, name=day.title(row.item_code), number=row.number, minutes=minutes
            )


def _promised(day: Day, found: Promises) -> Iterator[Alert]:
    """Of the zone's cases and follow-ups: how many are overdue, and how many cases will be."""
    counted = {Kind.CASES_LATE: found.late, Kind.CASES_SOON: found.soon, Kind.FOLLOW_UPS: found.follow_ups}
    for kind, count in counted.items():
        if count:
            yield Alert(kind=kind, subject=day.zone.id, name="", count=count)
