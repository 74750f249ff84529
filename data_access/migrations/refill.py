"""What a migration that changes a mart does besides its own SQL: its rows are summed anew from the view."""

from collections.abc import Mapping, Sequence

from alembic import op
from sqlalchemy import text

_COLUMNS = """
SELECT column_name, data_type = 'bigint'
FROM information_schema.columns
WHERE table_schema = 'cockpit' AND table_name = :table
ORDER BY ordinal_position
"""
# Days whose facts are gone, for their age, cannot be summed anew.
_FROZEN = """EXISTS (
    SELECT 1 FROM cockpit.retention AS kept
    WHERE kept.city_code = summed.city_code AND kept.entity = '{}' AND summed.day < kept.facts_from
)"""
_REFILL = """
DELETE FROM cockpit.{table} AS summed WHERE NOT {frozen};
INSERT INTO cockpit.{table} ({kept}, {measures})
SELECT {kept}, {sums} FROM cockpit.{subject}_contribution AS summed WHERE NOT {frozen} GROUP BY {kept}
ORDER BY city_code, day;
"""
_TOUCH = """
INSERT INTO cockpit.month_touched (city_code, mart, kind, day)
SELECT city_code, '{0}', kind, min(day) FROM cockpit.mart_{0}_county_day
GROUP BY city_code, kind, date_trunc('month', day)
"""
_KEEP = """
INSERT INTO cockpit.{table} ({kept}, {added}, {measures})
SELECT {kept}, {unmapped}, {measures} FROM cockpit.{coarser} AS summed WHERE {frozen};
"""
_COUNT = """
INSERT INTO cockpit.mart_{subject}_spread_day (city_code, day, county_code, kind, source_key, bucket, cases)
SELECT city_code, day, county_code, kind, source_key, cockpit.spread_bucket({measure}) AS bucket, sum({name})
FROM cockpit.{subject}_contribution AS summed
WHERE {name} > 0 AND NOT {frozen}
GROUP BY city_code, day, county_code, kind, source_key, bucket
ORDER BY city_code, day
"""
_LATER = """
INSERT INTO cockpit.mart_{subject}_later_day ({kept}, measure, days_after, cases)
SELECT {kept}, told.measure, greatest(told.done_on - day, 0) AS days_after, sum(told.cases)
FROM cockpit.{subject}_contribution AS summed
CROSS JOIN LATERAL (VALUES {single}) AS told (measure, cases, done_on)
WHERE told.cases > 0 AND NOT {frozen}
GROUP BY {kept}, told.measure, days_after
ORDER BY city_code, day
"""
_LATER_BY = ("county_code", "kind", "source_key")


def refill(subject: str, grain: str) -> None:
    """Sum the rows of one grain anew, as far as there are facts; the other rows stay as they are."""
    table = f"mart_{subject}_{grain}_day"
    kept, measures = _columns(table)
    sums = ", ".join(f"sum({name})" for name in measures)
    names = {"kept": ", ".join(kept), "measures": ", ".join(measures), "sums": sums}
    frozen = _FROZEN.format(subject)
    connection = op.get_bind()
    connection.exec_driver_sql(_REFILL.format(table=table, subject=subject, frozen=frozen, **names))
    if connection.scalar(text("SELECT to_regclass('cockpit.month_touched')")):
        # What was added up by month is added up again.
        connection.exec_driver_sql(_TOUCH.format(subject))


def fill(subject: str, grain: str, *added: str) -> None:
    """Fill a new grain: that by county with the dimensions `added`, unmapped on days whose facts are gone."""
    table, coarser = f"mart_{subject}_{grain}_day", f"mart_{subject}_county_day"
    kept, measures = _columns(coarser)
    names = {"kept": ", ".join(kept), "measures": ", ".join(measures), "added": ", ".join(added)}
    names["unmapped"] = ", ".join("'unmapped'" for _ in added)
    frozen = _FROZEN.format(subject)
    op.get_bind().exec_driver_sql(_KEEP.format(table=table, coarser=coarser, frozen=frozen, **names))
    refill(subject, grain)


def fill_spread(subject: str, name: str, measure: str) -> None:
    """Fill a new spread: of days whose facts are gone there is none."""
    frozen = _FROZEN.format(subject)
    op.get_bind().exec_driver_sql(_COUNT.format(subject=subject, name=name, measure=measure, frozen=frozen))


def fill_later(subject: str, done: Mapping[str, str], by: Sequence[str] = _LATER_BY) -> None:
    """Fill a new table of what comes later than its day: of days whose facts are gone there is nothing."""
    kept = ", ".join(("city_code", "day", *by))
    single = ", ".join(f"('{measure}', {measure}, {day})" for measure, day in done.items())
    frozen = _FROZEN.format(subject)
    op.get_bind().exec_driver_sql(_LATER.format(subject=subject, single=single, frozen=frozen, kept=kept))


def forget_later(subject: str) -> None:
    """Empty the table of what comes later than its day, but for days whose facts are gone."""
    frozen = _FROZEN.format(subject)
    # Subjects are those of revisions.
    statement = f"DELETE FROM cockpit.mart_{subject}_later_day AS summed WHERE NOT {frozen}"  # nosec B608
    op.get_bind().exec_driver_sql(statement)


def _columns(table: str) -> tuple[list[str], list[str]]:
    """The dimensions and the measures of a mart's table as it is at this revision."""
    found = op.get_bind().execute(text(_COLUMNS), {"table": table}).all()
    return [name for name, summed in found if not summed], [name for name, summed in found if summed]
