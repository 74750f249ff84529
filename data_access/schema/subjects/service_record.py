"""Service record: one person's volunteer service at one activity, as one platform tells it; its facts and its mart."""

from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, Text

from data_access.schema.base import fact, moment, text_column
from data_access.schema.mart import BY_TEAM, mart


def _concluded(name: str, kind: Any, at_first: str, comment: str) -> Column[Any]:
    return Column(name, kind, nullable=False, server_default=at_first, comment=comment)


FACT = fact(
    "service_record",
    text_column("category"),
    text_column("category_source", nullable=True, comment="the source's own code, kept for remapping"),
    text_column("channel"),
    text_column("channel_source", nullable=True),
    text_column("unit_code"),
    text_column("unit_code_source", nullable=True),
    text_column("status"),
    text_column("status_source", nullable=True),
    text_column("evidence"),
    text_column("evidence_source", nullable=True),
    text_column("person_key", nullable=True, comment="HMAC-SHA-256 of the person's identifier; never the identifier"),
    text_column("team_key", nullable=True, comment="the source's own key of the team"),
    text_column("activity_key", nullable=True, comment="the source's own key of the activity"),
    moment("started_at", nullable=False),
    moment("ended_at"),
    moment("recorded_at"),
    Column("minutes_claimed", Integer, comment="as the source counts the service"),
    Column("minutes_travel", Integer, nullable=False, comment="on the way; never counted"),
    # What settling concludes (etl/settle/service_record.sql).
    _concluded("counted", Boolean, "false", "of one person's records that overlap in time one counts"),
    _concluded("counted_minutes", Integer, "0", "of service, without travel"),
    text_column("counted_by_source", nullable=True, comment="source of the record that counts in this one's place"),
    text_column("counted_by_record", nullable=True, comment="key of the record that counts in this one's place"),
    _concluded("finding", Text, "none", "duplicate, overlap, over_16_hours, no_time or none"),
    _concluded("first_of_month", Boolean, "false", "first that counts in the city: persons of a month are a sum"),
    _concluded("first_of_year", Boolean, "false", "first that counts in the city: persons of a year are a sum"),
)
Index("ix_service_record_occurred_on", FACT.c.city_code, FACT.c.occurred_on)
Index("ix_service_record_person_key", FACT.c.city_code, FACT.c.person_key)

# Every measure counts on the day the service started. persons_in_month (persons_in_year) is 1 on a person's first
# counted record of that month (year) in the city: whole months (years) of whole cities add up, parts of them do not.
MART = mart(
    "service_record",
    (
        *("records", "counted", "minutes", "duplicates", "overlapping", "over_16_hours", "entered_late"),
        *("persons_in_month", "persons_in_year"),
    ),
    more=BY_TEAM,
)
