"""Deliberation: what a community talks over, asks or votes on (议题, 问卷, 投票); its facts and its mart."""

from sqlalchemy import Column, Date, Index, Integer

from data_access.schema.base import coded, fact, moment
from data_access.schema.mart import mart, with_later

# How many, never who and never what they said.
FACT = fact(
    "deliberation",
    *coded("category", "channel", "unit_code", "status"),
    moment("occurred_at", nullable=False),
    moment("decided_at"),
    moment("implemented_at"),
    Column("decided_on", Date),
    Column("implemented_on", Date),
    Column("invited", Integer, comment="who could take part: asked, entitled to vote"),
    Column("participants", Integer, comment="who took part, answered or voted"),
    Column("rated", Integer, comment="who said whether they are content with it"),
    Column("satisfied", Integer, comment="of these, who are"),
)
for _day in ("occurred_on", "decided_on", "implemented_on"):
    Index(f"ix_deliberation_{_day}", FACT.c.city_code, FACT.c[_day])

# On the day it was opened: opened, what became of it since (opened_decided, opened_implemented) and the people; a
# decision and its implementation also count on their own days. What was withdrawn counts nowhere.
_BASE = mart(
    "deliberation",
    (
        *("opened", "opened_decided", "opened_implemented", "decided", "implemented"),
        *("invited", "participants", "invited_participants", "rated", "satisfied"),
    ),
)
MART = with_later(_BASE, {"opened_decided": "decided_on", "opened_implemented": "implemented_on"})
