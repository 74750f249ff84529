"""Marts: additive sums and counts at the grains screens ask for; a read picks the narrowest that answers it."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Date, Index, Table

from data_access.schema.base import metadata, text_column


@dataclass(frozen=True, slots=True)
class MartTable:
    """One grain of a mart: the table and the dimensions it keeps, besides the city and the day."""

    table: Table
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mart:
    """All grains of one subject, narrowest first; every grain carries every measure."""

    key: str
    measures: tuple[str, ...]
    tables: tuple[MartTable, ...]

    def narrowest(self, dimensions: set[str]) -> MartTable:
        """The first grain that keeps all `dimensions`. Raises LookupError where none does."""
        for candidate in self.tables:
            if dimensions <= set(candidate.dimensions):
                return candidate
        kept = "; ".join(", ".join(each.dimensions) for each in self.tables)
        raise LookupError(f"no grain of the mart '{self.key}' keeps {sorted(dimensions)} together; it keeps: {kept}")


def mart_table(name: str, dimensions: tuple[str, ...], measures: tuple[str, ...]) -> MartTable:
    """One grain: one row for each city, day and combination of dimensions; measures are whole numbers, never null."""
    table = Table(
        name,
        metadata,
        text_column("city_code"),
        Column("day", Date, nullable=False),
        *[text_column(dimension) for dimension in dimensions],
        *[Column(measure, BigInteger, nullable=False) for measure in measures],
        Index(f"ix_{name}_city_code_day", "city_code", "day"),
    )
    return MartTable(table, dimensions)


# Each measure counts an event on its own day: the day it was reported (reported, reported_closed), was closed
# (closed, closed_seconds, rework) or fell due (due, on_time, overdue_open). That keeps every measure additive.
_EVENT_MEASURES = (
    "reported",
    "reported_closed",
    "closed",
    "closed_seconds",
    "rework",
    "due",
    "on_time",
    "overdue_open",
)
_AREA = ("county_code", "township_code", "community_code")

EVENT = Mart(
    "event",
    _EVENT_MEASURES,
    (
        mart_table("mart_event_county_day", ("county_code", "kind", "source_key"), _EVENT_MEASURES),
        mart_table("mart_event_township_day", ("county_code", "township_code", "kind", "source_key"), _EVENT_MEASURES),
        mart_table(
            "mart_event_category_day",
            ("county_code", "kind", "source_key", "category", "channel", "unit_code"),
            _EVENT_MEASURES,
        ),
        mart_table("mart_event_grid_day", (*_AREA, "grid_code", "kind", "source_key"), _EVENT_MEASURES),
    ),
)

MARTS: dict[str, Mart] = {EVENT.key: EVENT}
