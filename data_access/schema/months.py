"""Months of a mart: which are added up apart from loads, which were touched since, and what changed each last."""

from sqlalchemy import BigInteger, Column, Date, Index, Table
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
# One row of the month '0001-01-01' stands for a change whose days nobody named: it is one of every month.
month_version = Table(
    "month_version",
    metadata,
    text_column("city_code"),
    text_column("mart"),
    Column("month", Date, nullable=False),
    Column("version", BigInteger, nullable=False),
    PrimaryKeyConstraint("city_code", "mart", "month"),
)
