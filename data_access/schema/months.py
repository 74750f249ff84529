"""Days of a mart added up by month apart from loads: which months are, and which were touched again since."""

from sqlalchemy import Column, Date, Index, Table
from sqlalchemy.schema import PrimaryKeyConstraint

from data_access.schema.base import metadata, text_column

# A month that has no row here is read from its days.
month_sum = Table(
    "month_sum",
    metadata,
    text_column("city_code"),
    text_column("mart"),
    text_column("kind"),
    Column("month", Date, nullable=False),
    Column("through", Date, nullable=False),
    PrimaryKeyConstraint("city_code", "mart", "kind", "month"),
)
# Only ever added to by loads, so that none waits for another; whoever adds the month up again deletes what it has seen.
month_touched = Table(
    "month_touched",
    metadata,
    text_column("city_code"),
    text_column("mart"),
    text_column("kind"),
    Column("day", Date, nullable=False),
    Index("ix_month_touched_city_code_mart_kind_day", "city_code", "mart", "kind", "day"),
)
