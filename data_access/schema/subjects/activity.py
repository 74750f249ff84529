"""Activity: something held for or by many: party activity, volunteer activity, meeting; its facts and its mart."""

from sqlalchemy import Column, Index, Integer

from data_access.schema.base import fact, moment, text_column
from data_access.schema.mart import mart

FACT = fact(
    "activity",
    text_column("category"),
    text_column("category_source", nullable=True, comment="the source's own code, kept for remapping"),
    text_column("channel"),
    text_column("channel_source", nullable=True),
    text_column("unit_code"),
    text_column("unit_code_source", nullable=True),
    text_column("status"),
    text_column("status_source", nullable=True),
    moment("occurred_at", nullable=False),
    moment("ended_at"),
    Column("participants", Integer, comment="person-times, as the source counts them"),
)
Index("ix_activity_occurred_on", FACT.c.city_code, FACT.c.occurred_on)

# Every measure counts on the day the activity began or was to begin; participants and minutes of those held.
MART = mart("activity", ("held", "cancelled", "participants", "minutes"))
