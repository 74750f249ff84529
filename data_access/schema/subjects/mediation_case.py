"""Mediation case: one dispute on its way through mediation, however many hands it passes; its facts and its mart."""

from sqlalchemy import Column, Date, Float, Index, Integer

from data_access.schema.base import fact, moment, text_column
from data_access.schema.mart import mart, with_later

FACT = fact(
    "mediation_case",
    text_column("category", comment="type of dispute"),
    text_column("category_source", nullable=True, comment="the source's own code, kept for remapping"),
    text_column("channel", comment="kind of mediation that has the case now; the site lists which there are"),
    text_column("channel_source", nullable=True),
    text_column("unit_code", comment="the committee or office that has the case now"),
    text_column("unit_code_source", nullable=True),
    text_column("status"),
    text_column("status_source", nullable=True),
    text_column("source_kind", comment="how it came: looked for, applied for, entrusted"),
    text_column("source_kind_source", nullable=True),
    text_column("outcome"),
    text_column("outcome_source", nullable=True),
    text_column("agreement"),
    text_column("agreement_source", nullable=True),
    text_column("closed_level", comment="level at which it was closed"),
    text_column("closed_level_source", nullable=True),
    text_column("prevented", comment="what the mediation kept from happening, as the source reports it"),
    text_column("prevented_source", nullable=True),
    moment("occurred_at", nullable=False),
    moment("found_at"),
    Column("found_on", Date),
    moment("accepted_at"),
    Column("accepted_on", Date),
    moment("due_at"),
    Column("due_on", Date),
    moment("closed_at"),
    Column("closed_on", Date),
    moment("confirmed_at"),
    Column("confirmed_on", Date),
    Column("fulfil_due_on", Date),
    Column("fulfilled_on", Date),
    Column("people_count", Integer),
    Column("amount", Float, comment="sum the agreement is about, yuan"),
)
_DAYS = ("occurred_on", "found_on", "accepted_on", "closed_on", "confirmed_on", "due_on", "fulfil_due_on")
for _day in _DAYS:
    Index(f"ix_mediation_case_{_day}", FACT.c.city_code, FACT.c[_day])

# Each measure counts a case on its own day, one line of days a line of measures: found, accepted, closed, confirmed by
# a court, due, due to be fulfilled. Both bases of a success rate are therefore plain sums: found and accepted.
_BASE = mart(
    "mediation_case",
    (
        *("found", "found_handled", "found_succeeded"),
        *("accepted", "accepted_closed", "accepted_succeeded", "looked_for", "applied_for", "entrusted"),
        *("closed", "closed_seconds", "succeeded", "agreements", "written_agreements", "written_confirmed"),
        *("amount_fen", "succeeded_level_known", "succeeded_in_village", "succeeded_in_town"),
        *("prevented_crimes", "prevented_crimes_people", "prevented_visits", "prevented_visits_people"),
        "confirmed",
        *("due", "due_succeeded_or_open", "on_time", "overdue_open"),
        *("fulfil_due", "fulfilled"),
    ),
    spread=("closed", "closed_seconds"),
)
MART = with_later(_BASE, dict.fromkeys(("found_succeeded", "accepted_closed", "accepted_succeeded"), "closed_on"))
