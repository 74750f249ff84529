"""What is asked of the terms of metrics: by what, in which scope; and what is answered, as numbers again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from data_access.metric import Term
from data_access.scope import Scope

# The members of the groups asked for, one a dimension, then the first day of the period where a grain is asked for.
Key = tuple[Any, ...]
# None: there are rows, none of which counts.
Told = dict[Key, float | None]
_OF_PLACE = ("county", "township", "community", "grid", "urban_rural")


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
