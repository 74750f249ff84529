"""Points entry: one line of a ledger of points given for taking part (积分, 绿币); its facts and its mart."""

from sqlalchemy import Column, Index, Integer

from data_access.schema.base import coded, fact, moment, text_column
from data_access.schema.mart import mart

FACT = fact(
    "points_entry",
    *coded("category", "unit_code", "direction"),
    moment("occurred_at", nullable=False),
    Column("amount", Integer, nullable=False, comment="points; `direction` says whether issued or redeemed"),
    text_column("person_key", nullable=True, comment="HMAC-SHA-256 of the account; never the account"),
)
Index("ix_points_entry_occurred_on", FACT.c.city_code, FACT.c.occurred_on)

# All on the day of the entry, by place and kind: no sum of one account exists anywhere.
MART = mart("points_entry", ("entries", "issued_entries", "redeemed_entries", "issued", "redeemed"))
