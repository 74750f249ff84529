"""From what is asked of the terms of metrics to SQL over the narrowest tables that can answer, and back to numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    table,
)
from sqlalchemy import column as named_column

from data_access.dimension import DIMENSIONS, VIRTUAL
from data_access.metric import Term
from data_access.schema import MARTS, SCHEMA, UNMAPPED, calendar_day, division
from data_access.scope import Scope

# The members of the groups asked for, one a dimension, then the first day of the period where a grain is asked for.
Key = tuple[Any, ...]
# None: there are rows, none of which counts.
Told = dict[Key, float | None]
# What a row of facts is traced by; no mart keeps it.
TRACES = {"record": "record_key", "batch": "batch_id"}
_OF_PLACE = ("county", "township", "community", "grid", "urban_rural")
_PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of terms: by which dimensions and unit of time, in which scope.

    `column` is that of the scope's division (None: the whole city). `from_facts` reads what the facts contribute and
    not the marts made from it: the same numbers, slower.
    """

    scope: Scope
    column: str | None
    by: tuple[str, ...] = ()
    grain: str | None = None
    from_facts: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A term, the last day of it that counts, and whether it is of the things the question is about.

    `apart` names the dimensions that it fixes in another way than the question's numerator.
    """

    term: Term
    last: date
    own: bool
    apart: tuple[str, ...] = ()

    def by(self, asked: Asked) -> tuple[str, ...]:
        """The dimensions it can be told by: of a term about other things those of the place."""
        followed = asked.by if self.own else tuple(each for each in asked.by if each in _OF_PLACE)
        return tuple(each for each in followed if each not in self.apart)

    def filters(self, scope: Scope) -> list[tuple[str, tuple[str, ...]]]:
        """What of a scope it can be restricted by, besides the division."""
        return [each for each in filters(scope) if self.own and each[0] not in self.apart]

    def needs(self, asked: Asked) -> frozenset[str]:
        """The dimensions that a table must keep to answer it."""
        restricted = (*self.term.where, *self.filters(asked.scope))
        return frozenset({"kind", "source", *self.by(asked), *(name for name, _ in restricted)})


def filters(scope: Scope) -> list[tuple[str, tuple[str, ...]]]:
    """The dimensions that a scope restricts, besides the division, with the members it asks for."""
    told = (("kind", scope.kinds), ("category", scope.categories), ("source", scope.sources), *scope.extra)
    return [(name, wanted) for name, wanted in told if wanted]


def statements(parts: Sequence[Part], asked: Asked) -> list[tuple[Select[Any], list[Part], bool]]:
    """One SELECT for all parts that one table answers: the statement, its parts, and whether they are of the things the
    question is about (of others the keys are shorter).

    Raises LookupError where no grain of a mart keeps what is asked for together.
    """
    groups: dict[tuple[Any, ...], list[Part]] = {}
    for part in dict.fromkeys(parts):
        source = _table(part, asked)
        groups.setdefault((source, part.term.stock, part.own, part.apart), []).append(part)
    return [
        (_select(_joined(source, group[0], asked), source, group, asked), group, own)
        for (source, _stock, own, _apart), group in groups.items()
    ]


def _table(part: Part, asked: Asked) -> FromClause:
    mart = MARTS[part.term.mart]
    columns = {VIRTUAL.get(name) or DIMENSIONS[name] for name in part.needs(asked) - TRACES.keys()} - {"day"}
    if asked.column is not None:
        columns.add(asked.column)
    if not asked.from_facts:
        return mart.narrowest(columns).table
    missing = columns - set(mart.dimensions)
    if missing:
        raise LookupError(f"the mart '{mart.key}' does not keep {sorted(missing)}")
    return _contribution(part.term.mart)


_CONTRIBUTIONS: dict[str, FromClause] = {}


def _contribution(key: str) -> FromClause:
    if key not in _CONTRIBUTIONS:
        mart = MARTS[key]
        names = ("city_code", "day", *TRACES.values(), *mart.dimensions, *mart.measures)
        _CONTRIBUTIONS[key] = table(f"{key}_contribution", *map(named_column, names), schema=SCHEMA)
    return _CONTRIBUTIONS[key]


def _joined(source: FromClause, part: Part, asked: Asked) -> FromClause:
    joined: FromClause = source
    if "day_type" in part.needs(asked):
        joined = joined.outerjoin(calendar_day, calendar_day.c.day == source.c.day)
    if "urban_rural" in part.needs(asked):
        same = and_(division.c.code == source.c.community_code, division.c.valid_to.is_(None))
        joined = joined.outerjoin(division, same)
    return joined


def _column(name: str, source: FromClause) -> ColumnElement[Any]:
    if name == "day_type":
        return case((calendar_day.c.working, "working"), (~calendar_day.c.working, "rest"), else_=UNMAPPED)
    if name == "urban_rural":
        return func.coalesce(division.c.urban_rural, UNMAPPED)
    return source.c[TRACES.get(name) or DIMENSIONS[name]]


def _select(joined: FromClause, source: FromClause, group: Sequence[Part], asked: Asked) -> Select[Any]:
    scope, first = asked.scope, group[0]
    keys = [_column(name, source).label(f"by{place}") for place, name in enumerate(first.by(asked))]
    if asked.grain is not None:
        # What was there before the period is there at its beginning.
        day = func.greatest(source.c.day, literal(scope.period.start, Date)) if first.term.stock else source.c.day
        keys.append(cast(func.date_trunc(asked.grain, day), Date).label(_PERIOD))
    shared = _shared(group)
    sums = [_sum(part, source, shared, scope).label(f"t{place}") for place, part in enumerate(group)]
    conditions = [source.c.city_code == scope.city, source.c.day <= scope.period.end]
    if not first.term.stock:
        conditions.append(source.c.day >= scope.period.start)
    if asked.column is not None:
        conditions.append(source.c[asked.column] == scope.division)
    conditions += [_column(name, source).in_(wanted) for name, wanted in (*first.filters(scope), *shared.items())]
    return select(*keys, *sums).select_from(joined).where(*conditions).group_by(*keys)


def _shared(group: Sequence[Part]) -> dict[str, tuple[str, ...]]:
    """What every part restricts, with the members that any of them counts: no other row has to be read."""
    each = [dict(part.term.where) for part in group]
    names = [name for name in each[0] if all(name in where for where in each)]
    return {name: tuple(dict.fromkeys(member for where in each for member in where[name])) for name in names}


def _sum(part: Part, source: FromClause, shared: Mapping[str, tuple[str, ...]], scope: Scope) -> ColumnElement[Any]:
    added = [source.c[name] for name in part.term.plus] + [-source.c[name] for name in part.term.minus]
    expression: ColumnElement[Any] = added[0]
    for each in added[1:]:
        expression = expression + each
    counted: list[ColumnElement[bool]] = [
        _column(name, source).in_(members)
        for name, members in part.term.where
        if set(shared.get(name, ())) != set(members)
    ]
    if part.last < scope.period.end:
        counted.append(source.c.day <= part.last)
    total: ColumnElement[Any] = func.sum(expression)
    # Sums of whole numbers: as such they are cheaper to send and to read than as decimals.
    return cast(total.filter(*counted) if counted else total, BigInteger)


def numbers(rows: Sequence[Sequence[Any]], group: Sequence[Part], asked: Asked) -> dict[Part, Told]:
    """What a statement answered, by part and key; stocks are carried on from period to period until the last."""
    width = len(group[0].by(asked)) + (asked.grain is not None)
    columns = [list(map(itemgetter(place), rows)) for place in range(width + len(group))]
    keys: list[Key] = list(zip(*columns[:width], strict=True)) if width else [() for _ in rows]
    found = {
        part: {key: None if each is None else float(each) for key, each in zip(keys, column, strict=True)}
        for part, column in zip(group, columns[width:], strict=True)
    }
    if group[0].term.stock and asked.grain is not None:
        return {part: _carried(values, asked, part.last) for part, values in found.items()}
    return found


def _carried(changes: Told, asked: Asked, last: date) -> Told:
    period = asked.scope.period
    spine = periods(asked.grain or "day", period.start, min(period.end, last))
    carried: Told = {}
    for member in dict.fromkeys(key[:-1] for key in changes):
        level = 0.0
        for first in spine:
            level += changes.get((*member, first)) or 0.0
            carried[*member, first] = level
    return carried


def periods(grain: str, start: date, end: date) -> list[date]:
    """The first days of all units of `grain` that days from `start` to `end` lie in; weeks begin on Monday."""
    found: list[date] = []
    day = beginning(grain, start)
    while day <= end:
        found.append(day)
        # No unit is longer than 366 days, and each is left by the first step that reaches the next.
        day = beginning(grain, day + timedelta(days={"day": 1, "week": 7, "month": 31, "quarter": 92}.get(grain, 366)))
    return found


def beginning(grain: str, day: date) -> date:
    """The first day of the unit of `grain` that `day` lies in."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    month = {"quarter": 3 * ((day.month - 1) // 3) + 1, "year": 1}.get(grain, day.month)
    return day if grain == "day" else day.replace(month=month, day=1)
