"""Cells of metrics: numerator and denominator by the groups asked for, in as few statements as tables allow."""

from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from data_access.asking import Asked, Key, Part, Told, numbers
from data_access.metric import Metric, Numbers, Term
from data_access.period import last_counted
from data_access.scope import Scope
from data_access.selecting import planned
from data_access.warehouse import Rows, ask


class Cell(NamedTuple):
    """Numerator and denominator of one group; `withheld`: there is something that is not told."""

    numerator: float | None
    denominator: float | None
    withheld: bool = False


Cells = dict[Key, Cell]


def cells(engine: Engine, metrics: Sequence[Metric], asked: Asked) -> dict[str, Cells]:
    """The cells of several metrics by metric key, read in one transaction.

    Raises LookupError where no grain of a mart keeps what is asked for together.
    """
    parts = {metric.key: [part_of(metric, each, asked.scope) for each in metric.terms] for metric in metrics}
    found: dict[Part, Told] = {}
    wanted = planned([part for both in parts.values() for part in both], asked)
    answers = ask(engine, asked.scope.rights, [each.question for each in wanted])
    for each, rows in zip(wanted, answers, strict=True):
        found |= numbers(rows, each.parts, asked)
    return {metric.key: _combined(parts[metric.key], found, asked) for metric in metrics}


def columns(engine: Engine, metric: Metric, asked: Asked) -> tuple[list[list[Any]], Numbers, Numbers]:
    """The cells of one metric in the order of their keys: a list for each part of the keys, numerators, denominators.

    Raises LookupError where no grain of a mart keeps what is asked for together.
    """
    width = len(asked.by) + (asked.grain is not None)
    parts = [part_of(metric, each, asked.scope) for each in metric.terms]
    wanted = planned(parts, asked)
    if len(wanted) > 1 or (metric.numerator.stock and asked.grain):
        return side_by_side(cells(engine, [metric], asked)[metric.key], width)
    # One statement tells both sides of every cell: no cell is made an object of, for a city has many grids.
    rows = _sorted(ask(engine, asked.scope.rights, [wanted[0].question])[0], width)
    above, *rest = (_numbers(rows, width + wanted[0].parts.index(part)) for part in parts)
    below = rest[0] if rest else np.full(len(rows), np.nan)
    # Both sides are of the same things: nothing counted of what is there is none.
    above = np.where(np.isnan(above) & ~np.isnan(below), 0.0, above)
    return _keys(rows, width), above, below


def side_by_side(found: Cells, width: int) -> tuple[list[list[Any]], Numbers, Numbers]:
    """Cells with keys of `width` parts as `columns` gives them."""
    rows = _sorted([(*key, cell.numerator, cell.denominator) for key, cell in found.items()], width)
    return _keys(rows, width), _numbers(rows, width), _numbers(rows, width + 1)


def days(first: list[date]) -> NDArray[np.datetime64]:
    """First days of periods as a column."""
    return np.array(first, dtype="datetime64[s]")


def _sorted(rows: Rows, width: int) -> Rows:
    return sorted(rows, key=itemgetter(*range(width))) if width else rows


def _keys(rows: Rows, width: int) -> list[list[Any]]:
    return [list(map(itemgetter(place), rows)) for place in range(width)]


def _numbers(rows: Rows, place: int) -> Numbers:
    return np.array(list(map(itemgetter(place), rows)), dtype="float64")


def last_day(metric: Metric, scope: Scope) -> date:
    """The last day that counts: up to that of the reading, without it where only days that are over do."""
    return last_counted(scope.as_of, metric.complete_days_only)


def part_of(metric: Metric, side: Term, scope: Scope) -> Part:
    """One side of a metric as it is read: a denominator may be of other things than the question is about."""
    above = dict(metric.numerator.where)
    # What both fix, but not alike, the denominator cannot follow; other kinds of things have nothing but places alike.
    apart = tuple(name for name, members in side.where if name in above and above[name] != members)
    return Part(side, last_day(metric, scope), side.mart == metric.mart and "kind" not in apart, apart)


def _combined(parts: Sequence[Part], found: Mapping[Part, Told], asked: Asked) -> Cells:
    above = found[parts[0]]
    if len(parts) == 1:
        return {key: Cell(number, None) for key, number in above.items()}
    below, own = found[parts[1]], parts[1].by(asked)
    places = [place for place, name in enumerate(asked.by) if name in own]
    known = parts[1].own or any(number is not None for number in above.values())
    # Nothing counted of what is there is none; of what nothing at all was ever counted, nothing is known.
    none = 0.0 if known else None
    if len(places) == len(asked.by):
        return {key: _cell(above.get(key), below.get(key), none) for key in above | below}

    def reduced(key: Key) -> Key:
        return (*(key[place] for place in places), *key[len(asked.by) :])

    # A member that the denominator cannot tell apart is there only where something of it is counted.
    return {key: Cell(number, below.get(reduced(key))) for key, number in above.items() if number is not None}


def _cell(above: float | None, below: float | None, none: float | None) -> Cell:
    return Cell(none if above is None and below is not None else above, below)
