"""Reads the index of marks: places that have all of some marks and whole groups of none, the newest first, bounded.

Theory of operation. The rows of a mark lie next to each other, in order of place. Of several marks the one that is
rarest just there drives: its rows are read backwards from where the last page ended, and each is looked up under the
others. How rare a mark is tells the place of its hundredth row from there: the further back, the rarer. However common
the marks are, one reading looks at `READ` rows and says where it stopped, so that no query can take long, and whoever
looks further misses nothing.

All that a page wants to know is asked in one statement, made once for each shape of question. Each look-up in it is a
scalar subquery, which neither engine turns into a join of its own order: a plan that gathers all the rows of a common
mark first would take a hundred times as long.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    not_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import Executable

from desk.store.finding import scopes
from desk.store.finding.scopes import Scope
from desk.store.tables import BIG, case_names, case_words

READ = 2_000
"""Rows of the driving mark looked at in one reading."""
DENSE = 100
"""By its row of this number a mark is judged."""
TOP = 2**62
"""Above every place."""
TABLES = {table.name: table for table in (case_names, case_words)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Marks under one key, in the table of this name: all of `having`, and of each group in `unless` not all; the
    groups are of `case_names`."""

    table: str
    having: tuple[int, ...]
    unless: tuple[tuple[int, ...], ...] = ()

    @property
    def shape(self) -> "Shape":
        """What its statement depends on."""
        return self.table, len(self.having), tuple(map(len, self.unless))


Shape = tuple[str, int, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Places found, the newest first; below `floor` nothing was looked at yet (0: there is nothing more)."""

    places: tuple[int, ...]
    floor: int


async def read(connection: AsyncConnection, asked: Sequence[tuple[Wanted, int]], scope: Scope, most: int) -> list[Read]:
    """At most so many places for each question, under the place beside it."""
    driven = await _rarest_first(connection, asked)
    values: dict[str, object] = {"most": most} | scopes.values(scope)
    for at, (wanted, below) in enumerate(driven):
        values |= {f"b{at}": below} | {f"h{at}_{number}": mark for number, mark in enumerate(wanted.having)}
        values |= {
            f"u{at}_{number}": mark for number, mark in enumerate(mark for group in wanted.unless for mark in group)
        }
    statement = _statement(tuple(wanted.shape for wanted, _ in driven), scope.shape)
    places: list[list[int]] = [[] for _ in driven]
    floors = [0] * len(driven)
    for at, place, is_floor in (await connection.execute(statement, values)).all():
        if is_floor:
            floors[at] = place
        else:
            places[at].append(place)
    return [_read(sorted(found, reverse=True), floor, most) for found, floor in zip(places, floors, strict=True)]


def _read(found: list[int], floor: int, most: int) -> Read:
    return Read(places=tuple(found), floor=found[-1] if len(found) == most else floor)


async def _rarest_first(connection: AsyncConnection, asked: Sequence[tuple[Wanted, int]]) -> list[tuple[Wanted, int]]:
    """The same questions, each with its rarest mark in front."""
    several = [(at, wanted, below) for at, (wanted, below) in enumerate(asked) if len(wanted.having) > 1]
    if not several:
        return list(asked)
    values: dict[str, object] = {}
    for at, wanted, below in several:
        values |= {f"b{at}": below} | {f"h{at}_{number}": mark for number, mark in enumerate(wanted.having)}
    row = iter(
        (await connection.execute(_judging(tuple((at, wanted.shape) for at, wanted, _ in several)), values)).one()
    )
    ordered = list(asked)
    for at, wanted, below in several:
        judged = sorted((next(row) or 0, mark) for mark in wanted.having)
        having = tuple(mark for _, mark in judged)
        ordered[at] = (Wanted(table=wanted.table, having=having, unless=wanted.unless), below)
    return ordered


@functools.cache
def _judging(shapes: tuple[tuple[int, Shape], ...]) -> Executable:
    """The place of each mark's row number `DENSE`."""
    return select(
        *(
            _row(TABLES[table], _bound(f"h{at}_{number}"), _bound(f"b{at}"), DENSE).label(f"h{at}_{number}")
            for at, (table, having, _) in shapes
            for number in range(having)
        )
    )


@functools.cache
def _statement(shapes: tuple[Shape, ...], scope: scopes.Shape) -> Executable:
    """(question, place, whether it is the floor) of every question."""
    return union_all(*(each for at, shape in enumerate(shapes) for each in _question(at, shape, scope)))


def _question(at: int, shape: Shape, scope: scopes.Shape) -> Iterator[Select[int, int, int]]:
    table, having, unless = TABLES[shape[0]], shape[1], shape[2]
    driver, below = _bound(f"h{at}_0"), _bound(f"b{at}")
    tag, no, yes = literal_column(str(at), BIG), literal_column("0", BIG), literal_column("1", BIG)
    if having == 1 and not unless and not any(scope):
        found = _rows(table, driver, below).limit(_bound("most")).cte(f"f{at}")
        yield select(tag, found.c.place, no)
        return
    m = _rows(table, driver, below).limit(literal_column(str(READ))).subquery(f"m{at}")
    looked: list[ColumnElement[bool]] = [_has(table, m, _bound(f"h{at}_{number}")) for number in range(1, having)]
    number = 0
    for size in unless:
        group = [_has(case_names, m, _bound(f"u{at}_{number + more}")) for more in range(size)]
        looked.append(not_(and_(*group)))
        number += size
    looked += scopes.within(m.c.place, scope)
    found = select(m.c.place).where(*looked).limit(_bound("most")).cte(f"f{at}")
    yield select(tag, found.c.place, no)
    is_short = select(func.count()).select_from(found).scalar_subquery() < _bound("most")
    yield select(tag, case((is_short, func.coalesce(_row(table, driver, below, READ), no)), else_=no), yes)


def _rows(table: Table, mark: ColumnElement[int], below: ColumnElement[int]) -> Select[int]:
    """The places of the mark under `below`, the newest first."""
    each = table.alias()
    return select(each.c.place).where(each.c.mark == mark, each.c.place < below).order_by(each.c.place.desc())


def _row(table: Table, mark: ColumnElement[int], below: ColumnElement[int], number: int) -> ScalarSelect[int]:
    """The place of the mark's row of this number under `below`."""
    one = _rows(table, mark, below).limit(literal_column("1")).offset(literal_column(str(number - 1)))
    return one.scalar_subquery()


def _has(table: Table, m: FromClause, mark: ColumnElement[int]) -> ColumnElement[bool]:
    other = table.alias()
    query = select(other.c.place).where(other.c.mark == mark, other.c.place == m.c.place)
    return query.correlate(m).scalar_subquery().is_not(None)


def _bound(name: str) -> BindParameter[int]:
    return bindparam(name, type_=BIG)
