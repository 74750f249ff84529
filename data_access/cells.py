"""Cells of metrics: numerator and denominator by the groups asked for, in as few statements as tables allow."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Engine

from data_access.asking import Asked, Key, Part, Told, numbers, statements
from data_access.metric import Metric, Term
from data_access.scope import Scope
from data_access.warehouse import read_connection


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
    planned = statements([part for both in parts.values() for part in both], asked)
    with read_connection(engine, asked.scope.rights) as connection:
        for statement, group, _own in planned:
            found |= numbers(connection.execute(statement).mappings(), group, asked)
    return {metric.key: _combined(parts[metric.key], found, asked) for metric in metrics}


def last_day(metric: Metric, scope: Scope) -> date:
    """The last day that counts: up to that of the reading, without it where only days that are over do."""
    return scope.as_of - timedelta(days=1) if metric.complete_days_only else scope.as_of


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
    whole = len(places) == len(asked.by)

    def reduced(key: Key) -> Key:
        return key if whole else (*(key[place] for place in places), *key[len(asked.by) :])

    # A member that the denominator cannot tell apart is there only where something of it is counted.
    mine = above if whole else [key for key, number in above.items() if number is not None]
    keys = dict.fromkeys([*mine, *(below if whole else ())])
    known = any(number is not None for number in above.values())
    told: Cells = {}
    for key in sorted(keys, key=repr):
        divisor = below.get(reduced(key))
        number = above.get(key)
        # Nothing counted of what is there is none; where nothing at all was counted, nothing is known.
        none = 0.0 if divisor is not None and known else None
        told[key] = Cell(none if number is None else number, divisor)
    return told
