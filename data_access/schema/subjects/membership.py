"""Membership: somebody joined something on a day: registered as a volunteer, reported in; its facts and its mart."""

from sqlalchemy import Column, Date, Index

from data_access.schema.base import fact, text_column
from data_access.schema.mart import BY_TEAM, mart

# The day of joining is `occurred_on`, as every fact calls its first day.
FACT = fact(
    "membership",
    text_column("category"),
    text_column("category_source", nullable=True, comment="the source's own code, kept for remapping"),
    text_column("channel"),
    text_column("channel_source", nullable=True),
    text_column("unit_code"),
    text_column("unit_code_source", nullable=True),
    text_column("team_key", nullable=True, comment="the source's own key of the team"),
    text_column("person_key", nullable=True, comment="HMAC-SHA-256 of the person's identifier; never the identifier"),
    Column("left_on", Date),
)
Index("ix_membership_occurred_on", FACT.c.city_code, FACT.c.occurred_on)
Index("ix_membership_left_on", FACT.c.city_code, FACT.c.left_on)

# How many there are on a day is the sum of joined less departed, up to that day.
MART = mart("membership", ("joined", "departed"), more=BY_TEAM)
