"""Event: something reported to an office that must be handled; its facts and its mart."""

from sqlalchemy import Boolean, Column, Date, Float, Index, Integer

from data_access.schema.base import fact, moment, text_column
from data_access.schema.mart import mart, with_later

FACT = fact(
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
    moment("responded_at"),
    Column("responded_on", Date),
    moment("due_at"),
    text_column(
        "due_basis",
        comment="who set due_at: source, rule (deadlines.csv), or rule_provisional: by days not announced yet",
        server_default="source",
    ),
    moment("closed_at"),
    Column("closed_on", Date),
    Column("due_on", Date),
    Column("rework_count", Integer, nullable=False),
    Column("longitude", Float, comment="only of things"),
    Column("latitude", Float, comment="only of things"),
    text_column("person_key", nullable=True, comment="HMAC-SHA-256 of the person's identifier; never the identifier"),
    # What settling concludes (etl/settle/event.sql).
    Column("repeated", Boolean, comment="the person had asked for the same before; null: who it was is not known"),
)
Index("ix_event_occurred_on", FACT.c.city_code, FACT.c.occurred_on)
Index("ix_event_closed_on", FACT.c.city_code, FACT.c.closed_on)
Index("ix_event_due_on", FACT.c.city_code, FACT.c.due_on)
# Few kinds are answered before they are closed.
Index("ix_event_responded_on", FACT.c.city_code, FACT.c.responded_on, postgresql_where=FACT.c.responded_on.is_not(None))
Index(
    "ix_event_person_key",
    *(FACT.c.city_code, FACT.c.person_key, FACT.c.occurred_at),
    postgresql_where=FACT.c.person_key.is_not(None),
)

# Each measure counts an event on its own day: the day it was reported (reported, reported_closed, with_person,
# repeated), was answered by somebody who came (responded, response_seconds), was closed (closed, closed_seconds,
# rework) or fell due (due, on_time, overdue_open, due_provisional). That keeps every measure additive.
_BASE = mart(
    "event",
    (
        "reported", "reported_closed", "responded", "response_seconds", "closed", "closed_seconds", "rework", "due",
        "on_time", "overdue_open", "due_provisional", "with_person", "repeated",
    ),
    grid=True,
    spread=("closed", "closed_seconds"),
)  # fmt: skip
MART = with_later(_BASE, {"reported_closed": "closed_on"})
