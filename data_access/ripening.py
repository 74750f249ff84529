"""A number as it stood when only what had been done by a day was known: for months compared at equal maturity."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Engine, FromClause, cast, func, select, table
from sqlalchemy import column as named_column

from data_access.asking import Asked, filters
from data_access.cells import Cell, cells, last_day
from data_access.dimension import DIMENSIONS
from data_access.metric import Metric, Term, Text
from data_access.schema import MARTS, SCHEMA, Later
from data_access.value import Refusal, RefusedError
from data_access.warehouse import read_connection

_UNKNOWN = Refusal(
    "not_by_days",
    Text(
        "该指标没有记录事后多少天完成，不能按同成熟度比较。",
        "How long afterwards it was done is not kept for this metric; it cannot be compared at equal maturity.",
    ),
)


def done_by(engine: Engine, metric: Metric, asked: Asked, until: date) -> tuple[Cell, Cell]:
    """The metric over the whole scope as it is now, and as far as things were done by the day `until`.

    Raises RefusedError where the mart does not keep when either side was done, or not for what is asked.
    """
    later = MARTS[metric.mart].later
    sides = [side for side in metric.terms if later is not None and _comes_later(side, metric.mart, later)]
    kept = set() if later is None else set(later.dimensions)
    if later is None or not sides or not {_column(name) for name in _restricting(metric, asked)} <= kept:
        raise RefusedError(_UNKNOWN)
    now = cells(engine, [metric], asked)[metric.key].get((), Cell(None, None))
    sums = _sums(engine, metric, later, sides, asked, until)
    above, *below = (sums.get(side, number) for side, number in zip(metric.terms, now[:2], strict=False))
    return now, Cell(above, below[0] if below else None)


def _comes_later(side: Term, mart: str, later: Later) -> bool:
    """Whether all that a side counts is there only some days after its day."""
    measures = {measure for measure, _day in later.done}
    return side.mart == mart and not side.minus and not side.stock and set(side.plus) <= measures


def _restricting(metric: Metric, asked: Asked) -> list[str]:
    """What restricts either side, or the place: columns and dimensions."""
    named = [name for side in metric.terms if side.mart == metric.mart for name, _members in side.where]
    return [*named, *(name for name, _members in filters(asked.scope)), *([asked.column] if asked.column else [])]


def _column(name: str) -> str:
    return DIMENSIONS.get(name, name)


def _sums(
    engine: Engine, metric: Metric, later: Later, sides: list[Term], asked: Asked, until: date
) -> Mapping[Term, float | None]:
    source = _contribution(metric.mart, later) if asked.from_facts else later.table
    scope, last = asked.scope, min(asked.scope.period.end, last_day(metric, asked.scope))
    conditions = [source.c.city_code == scope.city, source.c.day.between(scope.period.start, last)]
    if asked.column is not None:
        conditions.append(source.c[asked.column] == scope.division)
    conditions += [source.c[DIMENSIONS[name]].in_(members) for name, members in filters(scope)]
    counted = [
        _of_facts(source, side, later, until) if asked.from_facts else _of_mart(source, side, until) for side in sides
    ]
    with read_connection(engine, scope.rights) as connection:
        found = connection.execute(select(*counted).where(*conditions)).one()
    return {side: float(number or 0) for side, number in zip(sides, found, strict=True)}


def _contribution(mart: str, later: Later) -> FromClause:
    """What single facts add, with the days on which it was done."""
    names = ("city_code", "day", *later.dimensions, *dict(later.done), *dict.fromkeys(dict(later.done).values()))
    return table(f"{mart}_contribution", *map(named_column, names), schema=SCHEMA)


def _of_mart(source: FromClause, side: Term, until: date) -> ColumnElement[Any]:
    done = cast(source.c.day + source.c.days_after, Date) <= until
    return func.sum(source.c.cases).filter(source.c.measure.in_(side.plus), done, *_where(source, side))


def _of_facts(source: FromClause, side: Term, later: Later, until: date) -> ColumnElement[Any]:
    days = dict(later.done)
    parts = [
        func.coalesce(
            func.sum(source.c[measure]).filter(
                func.greatest(source.c[days[measure]], source.c.day) <= until, *_where(source, side)
            ),
            0,
        )
        for measure in side.plus
    ]
    total: ColumnElement[Any] = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _where(source: FromClause, side: Term) -> list[ColumnElement[bool]]:
    return [source.c[DIMENSIONS[name]].in_(members) for name, members in side.where]
