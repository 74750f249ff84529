"""Reported count: an aggregate that a unit reports for a division and a period (报送数); its facts and its mart."""

from sqlalchemy import Column, Date, Index, Numeric

from data_access.schema.base import coded, fact, text_column
from data_access.schema.mart import mart

# `occurred_on` is the last day of the period; `category` the indicator. No measured number is ever added to these.
FACT = fact(
    "reported_count",
    *coded("category", "unit_code", "value_unit"),
    Column("period_start", Date, nullable=False, comment="the first day of the period that is reported"),
    Column("value", Numeric, nullable=False, comment="in value_unit, as the unit reports it"),
    text_column("document", nullable=True, comment="the form or notice it was reported with"),
)
Index("ix_reported_count_occurred_on", FACT.c.city_code, FACT.c.occurred_on)

# Both on the last day of the period. A thousandth holds fen and per mille alike, and keeps the sums whole.
MART = mart("reported_count", ("reports", "value_thousandths"), sorts=("category",))
