"""Marts: additive sums and counts at the grains screens ask for; a read picks the narrowest that answers it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table

from data_access.schema.base import SCHEMA, metadata, text_column

_SOURCE = ("kind", "source_key")
_SORTS = ("category", "channel", "unit_code")
_AREA = ("county_code", "township_code", "community_code")
_SPREAD = ("county_code", *_SOURCE)
_LATER = ("county_code", "township_code", *_SOURCE)
# Of records that know their team. A team is a unit and no person, but a small one may be: reads suppress such counts.
BY_TEAM = {"team": ("county_code", *_SOURCE, "team_key")}


@dataclass(frozen=True, slots=True)
class MartTable:
    """One grain of a mart: the table and the dimensions it keeps, besides the city and the day."""

    table: Table
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How long single cases took: of each day how many `cases` are in which `bucket` (data_access/spread.py).

    `name` is the measure that is 1 for each case, `measure` the one that holds its seconds. Few rows a day: a quantile
    is told of cities and counties, not of smaller places, whose cases are too few for one.
    """

    table: Table
    name: str
    measure: str
    dimensions: tuple[str, ...]

    @property
    def bucket(self) -> str:
        """The bucket of a row of the contribution, as SQL."""
        return f"{SCHEMA}.spread_bucket({self.measure})"


@dataclass(frozen=True, slots=True)
class Later:
    """How long after its day what a day brought was done: of each day and measure, how many `cases` so many days after.

    `done` names, for each measure that comes later than its day, the column of the contribution that says on which day.
    So a month that has just ended can be compared with what was known of earlier months as soon after their end.
    """

    table: Table
    done: tuple[tuple[str, str], ...]
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Months:
    """The days of a grain added up by month: `table` has its columns, and `month` (the first day) in place of `day`.

    Which of its rows may be read, and through which day they count, is in `month_sum` (data_access/schema/months.py).
    """

    table: Table
    grain: MartTable


@dataclass(frozen=True, slots=True)
class Mart:
    """All grains of one subject, narrowest first; every grain carries every measure. Some have a spread besides, or
    tell how much later than its day a measure was there. The finest may be there by `months`, too.

    What one fact adds, and on which day, is the view `<key>_contribution`; a grain is the sums of its rows.
    """

    key: str
    measures: tuple[str, ...]
    tables: tuple[MartTable, ...]
    spread: Spread | None = None
    later: Later | None = None
    months: Months | None = None

    @property
    def every_table(self) -> tuple[Table, ...]:
        """The tables by day: of all grains, then those of the spread and of what comes later."""
        further = [each.table for each in (self.spread, self.later) if each is not None]
        return (*(each.table for each in self.tables), *further)

    @property
    def with_months(self) -> tuple[Table, ...]:
        """Every table by day, and the one by month."""
        return (*self.every_table, *([self.months.table] if self.months else []))

    @property
    def contribution(self) -> str:
        """The view whose rows are summed, with its schema."""
        return f"{SCHEMA}.{self.key}_contribution"

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Every dimension that a grain keeps."""
        return tuple(dict.fromkeys(name for each in self.tables for name in each.dimensions))

    def narrowest(self, dimensions: set[str]) -> MartTable:
        """The first grain that keeps all `dimensions`. Raises LookupError where none does."""
        for candidate in self.tables:
            if dimensions <= set(candidate.dimensions):
                return candidate
        kept = "; ".join(", ".join(each.dimensions) for each in self.tables)
        raise LookupError(f"no grain of the mart '{self.key}' keeps {sorted(dimensions)} together; it keeps: {kept}")


def mart_table(name: str, dimensions: tuple[str, ...], measures: tuple[str, ...]) -> MartTable:
    """One grain: one row for each city, day and combination of dimensions; measures are whole numbers, never null."""
    return MartTable(
        _by_day(name, dimensions, *[Column(each, BigInteger, nullable=False) for each in measures]), dimensions
    )


def _by_day(name: str, dimensions: tuple[str, ...], *columns: Column[int], unit: str = "day") -> Table:
    return Table(
        name,
        metadata,
        text_column("city_code"),
        Column(unit, Date, nullable=False),
        *[text_column(dimension) for dimension in dimensions],
        *columns,
        # A metric counts one kind or a few: what other kinds there are costs it nothing.
        Index(f"ix_{name}_city_code_{unit}_kind", "city_code", unit, "kind"),
    )


def _months(key: str, grain: MartTable, measures: tuple[str, ...]) -> Months:
    columns = [Column(each, BigInteger, nullable=False) for each in measures]
    return Months(_by_day(f"mart_{key}_grid_month", grain.dimensions, *columns, unit="month"), grain)


def _spread(key: str, name: str, measure: str) -> Spread:
    counted = (Column("bucket", Integer, nullable=False), Column("cases", BigInteger, nullable=False))
    table = _by_day(f"mart_{key}_spread_day", _SPREAD, *counted)
    return Spread(table, name, measure, _SPREAD)


def mart(
    key: str,
    measures: tuple[str, ...],
    *,
    grid: bool = False,
    sorts: tuple[str, ...] = (),
    more: Mapping[str, tuple[str, ...]] | None = None,
    spread: tuple[str, str] | None = None,
) -> Mart:
    """The grains every subject has: county, township, category with channel and unit by township, community (or grid).

    `sorts`: what the last of them keeps besides, for subjects that are asked for by it in one community.
    `more`: grains of this subject alone, by name, with the dimensions they keep.
    `spread`: the measure that is 1 for each case, and the one that holds how many seconds it took.
    """
    finest = (*_AREA, *(("grid_code",) if grid else ()), *_SOURCE, *sorts)
    grains = {
        "county": ("county_code", *_SOURCE),
        "township": ("county_code", "township_code", *_SOURCE),
        "category": ("county_code", "township_code", *_SOURCE, *_SORTS),
        "grid" if grid else "community": finest,
        **(more or {}),
    }
    tables = {grain: mart_table(f"mart_{key}_{grain}_day", kept, measures) for grain, kept in grains.items()}
    # Of single grids there is a row for nearly every fact: a month of them is as long as its facts are many.
    months = _months(key, tables["grid"], measures) if grid else None
    return Mart(key, measures, tuple(tables.values()), _spread(key, *spread) if spread else None, months=months)


def with_later(told: Mart, done: Mapping[str, str]) -> Mart:
    """The mart with measures that are there only some days after the day they count on; `done` says in which column of
    the contribution that is.
    """
    counted = (Column("days_after", Integer, nullable=False), Column("cases", BigInteger, nullable=False))
    table = _by_day(f"mart_{told.key}_later_day", (*_LATER, "measure"), *counted)
    return replace(told, later=Later(table, tuple(done.items()), _LATER))
