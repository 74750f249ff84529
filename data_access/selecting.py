"""From what is asked of the terms of metrics to SQL over the narrowest tables that can answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Double,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    select,
    table,
)
from sqlalchemy import column as named_column
from sqlalchemy.dialects.postgresql import psycopg2

from data_access.asking import Asked, Part
from data_access.dimension import DIMENSIONS, VIRTUAL
from data_access.metric import Term
from data_access.months import by_month, can_be_by_month
from data_access.schema import MARTS, SCHEMA, UNMAPPED, calendar_day, division
from data_access.warehouse import Question

# What a row of facts is traced by; no mart keeps it.
TRACES = {"record": "record_key", "batch": "batch_id"}
_DIALECT = psycopg2.dialect()  # type: ignore[no-untyped-call]
_CITY, _DIVISION = bindparam("city", None, type_=Text), bindparam("division", None, type_=Text)
_START, _END = bindparam("start", None, type_=Date), bindparam("end", None, type_=Date)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What questions have in common that differ in days, places and members only: they are one statement.

    `terms`: each with whether its last day is before that of the period. `restricted`: dimensions with the number of
    members asked for.
    """

    source: FromClause
    terms: tuple[tuple[Term, bool], ...]
    by: tuple[str, ...]
    grain: str | None
    column: str | None
    restricted: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """One SELECT for all `parts` that one table answers, in their order: keys by0 …, the period, sums t0 …"""

    parts: tuple[Part, ...]
    values: Mapping[str, Any]
    _pattern: _Pattern

    @property
    def question(self) -> Question:
        """It as the driver takes it."""
        sql, fixed = _compiled(self._pattern)
        return Question(sql, {name: self.values.get(name, value) for name, value in fixed.items()})

    @property
    def statement(self) -> Select[Any]:
        """It as an expression that others can be made of."""
        return _select(self._pattern).params(self.values)


def planned(parts: Sequence[Part], asked: Asked) -> list[Planned]:
    """As few statements as tell all parts.

    Raises LookupError where no grain of a mart keeps what is asked for together.
    """
    groups: dict[tuple[Any, ...], list[Part]] = {}
    for part in dict.fromkeys(parts):
        source, kind = _table(part, asked)
        groups.setdefault((source, kind, part.term.stock, part.own, part.apart), []).append(part)
    return [_planned(source, kind, group, asked) for (source, kind, *_), group in groups.items()]


def _planned(source: FromClause, kind: str | None, group: Sequence[Part], asked: Asked) -> Planned:
    scope, first = asked.scope, group[0]
    restricted = first.filters(scope)
    values = {
        "kind": kind,
        "through": min(scope.period.end, *(part.last for part in group)),
        "city": scope.city,
        "division": scope.division,
        "start": scope.period.start,
        "end": scope.period.end,
        **{f"last{place}": part.last for place, part in enumerate(group)},
        **{
            f"member{place}_{each}": member
            for place, (_name, members) in enumerate(restricted)
            for each, member in enumerate(members)
        },
    }
    pattern = _Pattern(
        source,
        tuple((part.term, part.last < scope.period.end) for part in group),
        first.by(asked),
        asked.grain,
        asked.column,
        tuple((name, len(members)) for name, members in restricted),
    )
    return Planned(tuple(group), values, pattern)


def _table(part: Part, asked: Asked) -> tuple[FromClause, str | None]:
    """What tells a part; with the kind that it counts where that is the days of one kind that are added up by month."""
    mart = MARTS[part.term.mart]
    columns = {VIRTUAL.get(name) or DIMENSIONS[name] for name in part.needs(asked) - TRACES.keys()} - {"day"}
    if asked.column is not None:
        columns.add(asked.column)
    if not asked.from_facts:
        grain = mart.narrowest(columns)
        kinds = dict(part.term.where).get("kind", ())
        if mart.months and mart.months.grain == grain and len(kinds) == 1 and can_be_by_month(part, asked):
            return by_month(mart.key), kinds[0]
        return grain.table, None
    missing = columns - set(mart.dimensions)
    if missing:
        raise LookupError(f"the mart '{mart.key}' does not keep {sorted(missing)}")
    return _contribution(part.term.mart), None


@cache
def _contribution(key: str) -> FromClause:
    mart = MARTS[key]
    names = ("city_code", "day", *TRACES.values(), *mart.dimensions, *mart.measures)
    return table(f"{key}_contribution", *map(named_column, names), schema=SCHEMA)


# Screens ask for a few hundred different things; what nobody asked for lately is put together again.
@lru_cache(maxsize=4096)
def _compiled(pattern: _Pattern) -> tuple[str, Mapping[str, Any]]:
    """The SQL of a pattern with all its parameters, and the values of those that are always the same."""
    compiled = _select(pattern).compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return str(compiled), compiled.params


def _select(pattern: _Pattern) -> Select[Any]:
    source, stock = pattern.source, pattern.terms[0][0].stock
    keys = [_column(name, source).label(f"by{place}") for place, name in enumerate(pattern.by)]
    if pattern.grain is not None:
        # What was there before the period is there at its beginning.
        day = func.greatest(source.c.day, _START) if stock else source.c.day
        keys.append(cast(func.date_trunc(pattern.grain, day), Date).label("period"))
    shared = _shared([term for term, _cut in pattern.terms])
    sums = [
        _sum(term, source, shared, bindparam(f"last{place}", None, type_=Date) if cut else None).label(f"t{place}")
        for place, (term, cut) in enumerate(pattern.terms)
    ]
    conditions = [source.c.city_code == _CITY, source.c.day <= _END]
    if not stock:
        conditions.append(source.c.day >= _START)
    if pattern.column is not None:
        conditions.append(source.c[pattern.column] == _DIVISION)
    for place, (name, number) in enumerate(pattern.restricted):
        wanted = [bindparam(f"member{place}_{each}", None, type_=Text) for each in range(number)]
        conditions.append(_column(name, source).in_(wanted))
    conditions += [_column(name, source).in_(members) for name, members in shared.items()]
    return select(*keys, *sums).select_from(_joined(pattern)).where(*conditions).group_by(*keys)


def _joined(pattern: _Pattern) -> FromClause:
    source = pattern.source
    joined: FromClause = source
    needed = {*pattern.by, *(name for name, _ in pattern.restricted)}
    needed |= {name for term, _cut in pattern.terms for name, _ in term.where}
    if "day_type" in needed:
        joined = joined.outerjoin(calendar_day, calendar_day.c.day == source.c.day)
    if "urban_rural" in needed:
        same = and_(division.c.code == source.c.community_code, division.c.valid_to.is_(None))
        joined = joined.outerjoin(division, same)
    return joined


def _column(name: str, source: FromClause) -> ColumnElement[Any]:
    if name == "day_type":
        return case((calendar_day.c.working, "working"), (~calendar_day.c.working, "rest"), else_=UNMAPPED)
    if name == "urban_rural":
        return func.coalesce(division.c.urban_rural, UNMAPPED)
    return source.c[TRACES.get(name) or DIMENSIONS[name]]


def _shared(terms: Sequence[Term]) -> dict[str, tuple[str, ...]]:
    """What every term restricts, with the members that any of them counts: no other row has to be read."""
    each = [dict(term.where) for term in terms]
    names = [name for name in each[0] if all(name in where for where in each)]
    return {name: tuple(dict.fromkeys(member for where in each for member in where[name])) for name in names}


def _sum(
    term: Term, source: FromClause, shared: Mapping[str, tuple[str, ...]], last: BindParameter[Any] | None
) -> ColumnElement[Any]:
    added = [source.c[name] for name in term.plus] + [-source.c[name] for name in term.minus]
    expression: ColumnElement[Any] = added[0]
    for each in added[1:]:
        expression = expression + each
    counted: list[ColumnElement[bool]] = [
        _column(name, source).in_(members) for name, members in term.where if set(shared.get(name, ())) != set(members)
    ]
    if last is not None:
        counted.append(source.c.day <= last)
    # Whole numbers add up exactly as long as there are fewer than 2^53 of what they count, and in half the time that
    # PostgreSQL needs for decimals, which it would make of the sums of long ones.
    total: ColumnElement[Any] = func.sum(cast(expression, Double))
    return total.filter(*counted) if counted else total
