"""SQL for figures that both engines understand: spans, hours and days by a zone's clock, medians and other shares."""

from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, Subquery, case, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Integer

HOUR, DAY = 3600, 86_400


class seconds_of(FunctionElement[int]):  # an SQL function
    """Whole seconds since 1970 of an instant."""

    type = Integer()
    inherit_cache = True


@compiles(seconds_of, "sqlite")
def _on_sqlite(element: seconds_of, compiler: SQLCompiler, **told: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **told)}) AS INTEGER)"


@compiles(seconds_of, "postgresql")
def _on_postgresql(element: seconds_of, compiler: SQLCompiler, **told: Any) -> str:
    return f"CAST(floor(EXTRACT(EPOCH FROM {compiler.process(element.clauses, **told)})) AS BIGINT)"


def span(since: SQLColumnExpression[Any], until: SQLColumnExpression[Any]) -> ColumnElement[int]:
    """Whole seconds from one instant to the other."""
    return seconds_of(until) - seconds_of(since)


def hour_of(at: SQLColumnExpression[Any], offset: int) -> ColumnElement[int]:
    """The hour, 0 to 23, of a clock that is so many seconds ahead of UTC."""
    return whole((seconds_of(at) + offset) % DAY, HOUR)


def day_of(at: SQLColumnExpression[Any], offset: int) -> ColumnElement[int]:
    """Days since 1970 by that clock."""
    return whole(seconds_of(at) + offset, DAY)


def whole(value: ColumnElement[Any], by: int) -> ColumnElement[int]:
    """How often it fits in, whole; of whole numbers."""
    return value.op("/", precedence=8, return_type=Integer())(by)


def spread(spans: Subquery) -> Select[Any]:
    """Of spans (`key`, `seconds`), by key: how many, the median, nine of ten (nearest rank), the longest, the sum."""
    key, seconds = spans.c.key, spans.c.seconds
    number = func.row_number().over(partition_by=key, order_by=seconds).label("number")
    many = func.count().over(partition_by=key).label("many")
    ranked = select(key, seconds, number, many).subquery()
    r = ranked.c
    return select(
        r.key,
        func.max(r.many).label("count"),
        func.max(case((r.number == whole(r.many + 1, 2), r.seconds))).label("median"),
        func.max(case((r.number == whole(r.many * 9 + 9, 10), r.seconds))).label("p90"),
        func.max(r.seconds).label("longest"),
    ).group_by(r.key)
