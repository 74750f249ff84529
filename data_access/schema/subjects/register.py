"""Register: the many small lists of what there is (bodies, posts, stations, facilities, pilots); facts and mart."""

from sqlalchemy import Column, Date, Float, Index, Numeric

from data_access.schema.base import coded, fact, text_column
from data_access.schema.mart import mart

# `occurred_on` is the day on which it began.
FACT = fact(
    "register",
    text_column("grid_code", comment="'unmapped' where it belongs to no grid"),
    *coded("category", "unit_code", "status"),
    Column("ended_on", Date, comment="the first day on which it is no longer there; null: it still is"),
    Column("quantity", Numeric, comment="how large it is, in quantity_unit: members, posts, m²; null: not said"),
    *coded("quantity_unit"),
    Column("required", Numeric, comment="how many there must be, in quantity_unit; null: no requirement"),
    Column("longitude", Float),
    Column("latitude", Float),
)
Index("ix_register_occurred_on", FACT.c.city_code, FACT.c.occurred_on)
Index("ix_register_ended_on", FACT.c.city_code, FACT.c.ended_on)

# On the day it began: opened, planned, quantity_opened; on the day it ended: closed, quantity_closed. How many there
# are on a day is opened minus closed of all days until then. Quantities are rounded to whole units, record by record.
# The same of how many there must be (required), of the entries that say so (judged) and of those that have it (met).
MART = mart(
    "register",
    (
        "opened", "closed", "planned", "quantity_opened", "quantity_closed", "required_opened", "required_closed",
        "judged_opened", "judged_closed", "met_opened", "met_closed",
    ),
    sorts=("category",),
)  # fmt: skip
