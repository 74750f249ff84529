"""Case step: one thing an office did with one case: took it on, passed it on, sent it back, called back."""

from sqlalchemy import Column, Date, Index

from data_access.schema.base import fact, moment, text_column
from data_access.schema.mart import mart

FACT = fact(
    "case_step",
    text_column("case_key", comment="the case's own key in the same source; steps of one case share it"),
    text_column("step"),
    text_column("step_source", nullable=True, comment="the source's own code, kept for remapping"),
    text_column("category"),
    text_column("category_source", nullable=True),
    text_column("channel", comment="the kind of hands the step was done by, or the case came through"),
    text_column("channel_source", nullable=True),
    text_column("to_channel", comment="of a hand-over: the kind of hands it went to"),
    text_column("to_channel_source", nullable=True),
    text_column("unit_code"),
    text_column("unit_code_source", nullable=True),
    text_column("to_unit_code", comment="the unit a case was dispatched, handed over or sent back to"),
    text_column("to_unit_code_source", nullable=True),
    text_column("outcome", comment="resolved or unresolved, as the step found it"),
    text_column("outcome_source", nullable=True),
    text_column("satisfaction", comment="of a call-back: satisfied, basically_satisfied or dissatisfied"),
    text_column("satisfaction_source", nullable=True),
    text_column("validity", comment="of a call-back: valid, or why it says nothing"),
    text_column("validity_source", nullable=True),
    moment("occurred_at", nullable=False),
    moment("contact_due_at"),
    moment("contacted_at"),
    Column("contact_due_on", Date),
)
Index("ix_case_step_occurred_on", FACT.c.city_code, FACT.c.occurred_on)
Index("ix_case_step_contact_due_on", FACT.c.city_code, FACT.c.contact_due_on)
Index("ix_case_step_case_key", FACT.c.city_code, FACT.c.source_key, FACT.c.case_key)

# Each measure counts on the day of the step; first contacts on the day until which they were due. 满意 and 基本满意
# stay apart: whether the second counts is for the metric to say.
MART = mart(
    "case_step",
    (
        "accepted", "dispatches", "returns", "hand_overs", "contacts_due", "contacts_in_time", "call_backs",
        "call_backs_valid", "resolved", "unresolved", "satisfied", "basically_satisfied", "dissatisfied", "closed",
    ),
)  # fmt: skip
