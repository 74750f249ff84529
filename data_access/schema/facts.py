"""Fact tables: one row for one record of a platform, and the tombstones of what platforms deleted."""

from sqlalchemy import Column, Date, Float, Index, Integer, Table
from sqlalchemy.schema import PrimaryKeyConstraint

from data_access.schema.base import fact, metadata, moment, text_column

event = fact(
    "event",
    text_column("grid_code", comment="only of things; 'unmapped' where unknown or about a person"),
    text_column("category"),
    text_column("category_source", nullable=True, comment="the source's own code, kept for remapping"),
    text_column("channel"),
    text_column("channel_source", nullable=True),
    text_column("unit_code"),
    text_column("unit_code_source", nullable=True),
    text_column("status"),
    text_column("status_source", nullable=True),
    moment("occurred_at", nullable=False),
    moment("accepted_at"),
    moment("due_at"),
    moment("closed_at"),
    Column("closed_on", Date),
    Column("due_on", Date),
    Column("rework_count", Integer, nullable=False),
    Column("longitude", Float, comment="only of things"),
    Column("latitude", Float, comment="only of things"),
    text_column("person_key", nullable=True, comment="HMAC-SHA-256 of the person's identifier; never the identifier"),
)
Index("ix_event_occurred_on", event.c.city_code, event.c.occurred_on)
Index("ix_event_closed_on", event.c.city_code, event.c.closed_on)
Index("ix_event_due_on", event.c.city_code, event.c.due_on)

tombstone = Table(
    "tombstone",
    metadata,
    text_column("city_code"),
    text_column("source_key"),
    text_column("entity"),
    text_column("record_key"),
    moment("deleted_at"),
    PrimaryKeyConstraint("city_code", "source_key", "entity", "record_key"),
)
