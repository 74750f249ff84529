"""Reported fact: a number that a publisher claimed at a moment, with its document; its facts and its mart."""

from sqlalchemy import Column, Index, Numeric

from data_access.schema.base import coded, fact, text_column
from data_access.schema.mart import mart

# `occurred_on` is the day as of which it was claimed; `category` its subject. It is never a measured value.
FACT = fact(
    "reported_fact",
    *coded("category", "comparator", "quantity_unit", "date_basis"),
    Column("value", Numeric, nullable=False, comment="in quantity_unit, as claimed"),
    text_column("scope", comment="official code of the division it was claimed of, also of a province"),
    text_column("document", comment="where it was claimed"),
)
Index("ix_reported_fact_occurred_on", FACT.c.city_code, FACT.c.occurred_on)

# Both on the day as of which it was claimed.
MART = mart("reported_fact", ("claims", "value_thousandths"))
