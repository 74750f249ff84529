"""Task: what a work plan (任务书) asks of a unit until a day, with its evidence; its facts and its mart."""

from sqlalchemy import Column, Date, Index, Integer, Numeric

from data_access.schema.base import coded, fact
from data_access.schema.mart import mart

# `occurred_on` is the day on which it was given out; `category` its class (基本, 重点, 特色).
FACT = fact(
    "task",
    *coded("category", "programme", "goal", "phase", "unit_code", "status"),
    Column("due_on", Date),
    Column("started_on", Date),
    Column("done_on", Date),
    Column("weight", Numeric, comment="only where the plan itself gives one"),
    Column("evidence_count", Integer, nullable=False, comment="pieces of evidence handed in"),
    Column("progress", Integer, comment="percent, as the unit says"),
)
for _day in ("occurred_on", "due_on", "started_on", "done_on"):
    Index(f"ix_task_{_day}", FACT.c.city_code, FACT.c[_day])

# Each measure on its own day: on that on which the task was given out (given, with_owner, with_evidence, with_weight,
# and as it stands today given_done), it fell due (due and the three after it), was begun, was done.
MART = mart(
    "task",
    (
        *("given", "given_done", "with_owner", "with_evidence", "with_weight", "weight_thousandths"),
        *("done_weight_thousandths", "due", "due_done", "done_on_time", "overdue_open", "started", "done"),
    ),
    more={
        "plan": ("county_code", "kind", "source_key", "category", "unit_code", "programme", "goal", "phase", "status")
    },
)
