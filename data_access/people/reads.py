"""Numbers about people: what the lattice allows to ask, of that what may be published, the same for every viewer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from data_access.asking import Asked, Key, filters
from data_access.cells import Cell, Cells, cells
from data_access.dimension import LEVELS, VIRTUAL
from data_access.directory import Directory
from data_access.doors import Doors
from data_access.metric import Metric
from data_access.people.counting import may_be_told
from data_access.people.frames import cell_of, last_month, lowest, rows_of, told_cells, years_around
from data_access.people.kept import KeptTables
from data_access.people.lattice import Request, is_to_date, last_closed_month, refusal
from data_access.people.published import Published
from data_access.people.ripening import told
from data_access.people.sides import Sides, counting_of, is_own, minimum_of, parts_of, read_sides, read_table, told_by
from data_access.people.stocks import NOT_BY_DAYS, OF_PERSONS, publish_stock
from data_access.people.suppression import added, publish, publish_days
from data_access.scope import Period, Rights, Scope
from data_access.value import RefusedError

# No platform of a city holds older records.
FIRST_DAY = date(1990, 1, 1)
_PLACE = ("county", "township")


@dataclass(frozen=True, slots=True)
class People:
    """Reads metrics that are about people; `minimum` is the smallest count told, `kept` keeps tables (None: none).

    What is hidden is decided in the table of the whole city, whoever asks; then others' cells are taken out of it.
    """

    doors: Doors
    directory: Directory
    minimum: int
    kept: KeptTables | None = None

    def cells(self, metric: Metric, asked: Asked, level: str) -> Cells:
        """The cells that may be told, and those withheld. `level`: of the scope's division.

        Raises RefusedError for what the lattice does not hold.
        """
        scope = asked.scope
        if metric.numerator.stock and asked.grain in ("day", "week"):
            raise RefusedError(NOT_BY_DAYS)
        if asked.from_facts and scope.rights.level != "city":
            return self._recounted(metric, asked, level)
        if asked.grain in ("month", "quarter", "year") and scope.period.end >= scope.as_of.replace(day=1):
            return self._with_running_month(metric, asked, level)
        self.assert_answered(asked, level)
        if is_to_date(self._request(asked, level)):
            return self._to_date(metric, asked)
        if asked.grain in ("day", "week"):
            return self._days(metric, asked)
        return self._published(metric, asked)

    def _recounted(self, metric: Metric, asked: Asked, level: str) -> Cells:
        """Counted anew from the viewer's own facts; what is hidden stays so, for nobody reads the facts of others."""
        counted = cells(self.doors.own, [metric], asked)[metric.key]
        none = Cell(0.0, None if metric.denominator is None else 0.0)
        told = self.cells(metric, replace(asked, from_facts=False), level)
        return {key: cell if cell.withheld else counted.get(key, none) for key, cell in told.items()}

    def assert_answered(self, asked: Asked, level: str) -> None:
        """Raises RefusedError for what the lattice does not hold."""
        if refused := refusal(self._request(asked, level)):
            raise RefusedError(refused)

    def ripened(self, metric: Metric, then: Cell, now: Cell) -> Cell:
        """What was known of a month some days after its end, as far as it may be told beside what is known now."""
        return told(then, now, counting_of(metric), minimum_of(metric, self.minimum))

    def _request(self, asked: Asked, level: str) -> Request:
        levels = [level, *(name for name in asked.by if name in LEVELS)]
        further = [name for name in asked.by if name not in LEVELS] + [name for name, _ in filters(asked.scope)]
        # Whether a place is in town or in the country is known of communities.
        levels += ["community" for name in further if VIRTUAL.get(name) == "community_code"]
        finest = max(levels, key=LEVELS.index)
        return Request(True, finest, asked.scope.period, asked.scope.as_of, tuple(dict.fromkeys(further)), asked.grain)

    def _with_running_month(self, metric: Metric, asked: Asked, level: str) -> Cells:
        """A series to today: the months that have ended and, of the whole city, the month to date."""
        scope, closed = asked.scope, last_closed_month(asked.scope.as_of)
        running = Period(scope.as_of.replace(day=1), scope.as_of)
        found: Cells = {}
        if scope.period.start <= closed.end:
            ended = replace(asked, scope=scope.during(Period(scope.period.start, closed.end)))
            found |= self.cells(metric, ended, level)
        whole_city = level == "city" and not asked.by and not filters(scope)
        if whole_city and asked.grain == "month":
            to_date = self._to_date(metric, replace(asked, grain=None, scope=scope.during(running)))
            found |= {(*key, running.start): cell for key, cell in to_date.items()}
        return found

    def _to_date(self, metric: Metric, asked: Asked) -> Cells:
        before = self._told_before(metric, asked) if metric.numerator.stock else []
        return {
            key: self._told(metric, sides, before) for key, sides in read_sides(self.doors.own, metric, asked).items()
        }

    def _told_before(self, metric: Metric, asked: Asked) -> list[Sides]:
        """Of how many there are in the city: every month that was told."""
        scope = asked.scope
        ended = replace(asked, scope=scope.during(last_closed_month(scope.as_of)))
        published = self._publish(metric, ended, [])
        by_months = replace(asked, by=(), grain="month")
        known = told_cells(published, published.by("month"), metric, by_months, [scope.city])
        months = [key[0] for key, cell in known.items() if not cell.withheld]
        if not months:
            return []
        whole = scope.during(Period(months[0], last_closed_month(scope.as_of).end))
        engine, by_month = self.doors.whole(replace(asked, scope=whole, grain="month"))
        found = read_sides(engine, metric, by_month)
        return [found[month,] for month in months if (month,) in found]

    def _told(self, metric: Metric, now: Sides, before: Sequence[Sides]) -> Cell:
        """The numbers of today, withheld where they, or what changed since they were told, are a few."""
        sides, *told = (np.array([each or 0.0 for each in numbers]) for numbers in (now, *before))
        few = [sides, *(np.abs(sides - each) for each in told)]
        open_to_all = all(may_be_told(each, counting_of(metric), minimum_of(metric, self.minimum)) for each in few)
        return Cell(now[0], now[1]) if open_to_all else Cell(None, None, True)

    def _days(self, metric: Metric, asked: Asked) -> Cells:
        by_day = read_sides(self.doors.own, metric, replace(asked, grain="day"))
        parts = parts_of([{"day": key[-1]} for key in by_day], by_day, metric)
        counting, minimum = counting_of(metric), minimum_of(metric, self.minimum)
        found = publish_days(parts, asked.scope.period, counting=counting, minimum=minimum)
        if asked.grain == "week":
            monday = found["day"] - pd.to_timedelta(found["day"].dt.weekday, unit="D")
            found = added(found.assign(day=monday), ["day"])
        return {(row.day.date(),): cell_of(metric, row) for row in rows_of(found)}

    def _published(self, metric: Metric, asked: Asked) -> Cells:
        scope = asked.scope
        further = [name for name in asked.by if name not in LEVELS] or [name for name, _ in filters(scope)]
        published = self._publish(metric, asked, further)
        if asked.grain is None:
            cut = published.over(last_month(scope.period) if metric.numerator.stock else scope.period)
        else:
            cut = published.by(asked.grain, scope.period)
        found = told_cells(published, cut, metric, asked, self._codes(asked))
        return found if is_own(metric) else self._divided(metric, found, asked)

    def _publish(self, metric: Metric, asked: Asked, further: list[str]) -> Published:
        """The years around the period, by township and members of a further dimension."""
        scope = asked.scope
        first, last = years_around(scope.period, last_closed_month(scope.as_of).end)
        if metric.numerator.stock:
            last = min(last, date(scope.period.end.year, 12, 31))
            first = self._first_year(metric, asked, last)
        months = Period(date(first, 1, 1), last)
        whole = Scope(scope.city, months, scope.rights, scope.as_of)
        counted = metric if is_own(metric) else replace(metric, denominator=None)
        by_town = Asked(whole, None, (*_PLACE, *further), "month", asked.from_facts)
        engine, by_town = self.doors.whole(by_town)
        # Whoever sees the city sees the same of it, whatever else is theirs; of a city that is not theirs, nothing.
        theirs = by_town.scope.rights
        seen = Rights(tuple({scope.city} & set(theirs.cities)), themes=theirs.themes)
        by_town = replace(by_town, scope=replace(by_town.scope, rights=seen))
        if self.kept is None or asked.from_facts:
            return self._decided(counted, engine, by_town, further)
        parents = frozenset(self._parents(scope.city).items())
        question = told_by(counted), engine is self.doors.own, by_town, tuple(further), parents, self.minimum
        return self.kept.of(
            question, scope.city, counted.marts, last, lambda: self._decided(counted, engine, by_town, further)
        )

    def _decided(self, counted: Metric, engine: Engine, by_town: Asked, further: Sequence[str]) -> Published:
        """The table of the whole city, read and decided."""
        scope, months = by_town.scope, by_town.scope.period
        table = read_table(engine, counted, by_town)
        parts = table.assign(code=lowest(table, scope.city)).drop(columns=list(_PLACE))
        parts, minimum = parts.rename(columns=dict.fromkeys(further, "member")), minimum_of(counted, self.minimum)
        decide = publish_stock if counted.numerator.stock else publish
        return decide(parts, self._parents(scope.city), months, counting=counting_of(counted), minimum=minimum)

    def _first_year(self, metric: Metric, asked: Asked, last: date) -> int:
        """The year of the first record: how many there are is decided month by month from the beginning."""
        scope = asked.scope
        ever = Scope(scope.city, Period(FIRST_DAY, last), scope.rights, scope.as_of)
        counted = replace(metric, denominator=None)
        engine, question = self.doors.whole(Asked(ever, None, (), "year", asked.from_facts))

        def first() -> int:
            found = cells(engine, [counted], question)[metric.key]
            return min((key[-1].year for key, cell in found.items() if cell.numerator), default=last.year)

        if self.kept is None or asked.from_facts:
            return min(first(), scope.period.start.year)
        known = "first year", told_by(counted), engine is self.doors.own, question
        return min(self.kept.of(known, scope.city, counted.marts, last, first), scope.period.start.year)

    def _parents(self, city: str) -> Mapping[str, str]:
        levels = [self.directory.divisions(city, level) for level in _PLACE]
        return {code: parent for each in levels for code, parent in zip(each["code"], each["parent_code"], strict=True)}

    def _codes(self, asked: Asked) -> set[str]:
        level = next((name for name in asked.by if name in LEVELS), None)
        if level is None:
            return {asked.scope.division or asked.scope.city}
        members = self.directory.members(asked.scope.city, level, asked.scope.division)["code"]
        rights, permission = asked.scope.rights, self.doors.permission
        return {code for code in members if rights.level == "city" or permission.is_own(rights, code)}

    def _divided(self, metric: Metric, found: Cells, asked: Asked) -> Cells:
        """The same with a denominator of another mart; withheld too where that is a few people, or not told."""
        engine, question = self.doors.whole(asked)
        told = cells(engine, [metric], question)[metric.key]
        kept = [place for place, name in enumerate((*asked.by, "period")) if name in (*LEVELS, "period")]
        hidden = self._hidden_below(metric, asked)

        def cell(key: Key, above: Cell) -> Cell:
            below = told[key].denominator if key in told else None
            few = below is not None and 0 < below < self.minimum
            kept_back = above.withheld or few or tuple(key[place] for place in kept if place < len(key)) in hidden
            return Cell(None, None, True) if kept_back else Cell(above.numerator, below)

        return {key: cell(key, each) for key, each in found.items()}

    def _hidden_below(self, metric: Metric, asked: Asked) -> set[Key]:
        """By place and period: where it is not told how many persons there are that a metric divides by."""
        below = metric.denominator
        if below is None or below.mart not in OF_PERSONS:
            return set()
        counted = replace(metric, numerator=below, denominator=None, held_by=())
        places = tuple(name for name in asked.by if name in LEVELS)
        whole = replace(asked.scope, kinds=(), categories=(), sources=(), extra=())
        found = self._published(counted, replace(asked, by=places, scope=whole))
        return {key for key, each in found.items() if each.withheld}
