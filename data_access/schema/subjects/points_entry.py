"""Points entry: one line of a ledger of points given for taking part (积分, 绿币); its facts and its mart."""

from sqlalchemy import Boolean, Column, Index, Integer

from data_access.schema.base import coded, fact, moment, text_column
from data_access.schema.mart import mart

FACT = fact(
    "points_entry",
    *coded("category", "unit_code", "direction"),
    moment("occurred_at", nullable=False),
    Column("amount", Integer, nullable=False, comment="points; `direction` says whether issued or redeemed"),
    text_column("person_key", nullable=True, comment="HMAC-SHA-256 of the account; never the account"),
    # What settling concludes (etl/settle/points_entry.sql).
    *(
        Column(
            f"first_of_{period}",
            Boolean,
            nullable=False,
            server_default="false",
            comment=f"the account's first in the city: persons of a {period} are a sum",
        )
        for period in ("month", "year")
    ),
)
Index("ix_points_entry_occurred_on", FACT.c.city_code, FACT.c.occurred_on)
Index(
    "ix_points_entry_person_key",
    *(FACT.c.city_code, FACT.c.person_key, FACT.c.occurred_on),
    postgresql_where=FACT.c.person_key.is_not(None),
)

# All on the day of the entry, by place and kind: no sum of one account exists anywhere. persons_in_month
# (persons_in_year) is 1 on an account's first entry of that month (year) in the city, as of service records.
MART = mart(
    "points_entry",
    (
        *("entries", "issued_entries", "redeemed_entries", "issued", "redeemed"),
        *("persons_in_month", "persons_in_year"),
    ),
)
