"""Case step: one thing an office did with one case: took it on, passed it on, sent it back, called back."""

from dataclasses import replace

from sqlalchemy import Boolean, Column, Date, Index

from data_access.schema.base import fact, moment, text_column
from data_access.schema.mart import mart, mart_table, with_later

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
    text_column(
        "contact_due_basis",
        comment="who set contact_due_at: source, rule (deadlines.csv), or rule_provisional: by days not announced yet",
        server_default="source",
    ),
    Column("contact_due_on", Date),
    moment("case_closed_at", comment="of a call-back: when the case was closed that it asks about"),
    Column("case_closed_on", Date),
    # What settling concludes (etl/settle/case_step.sql).
    moment(
        "contact_step_at",
        comment="of a dispatch: when the next step of the case that is a contact was; counts where contacted_at is not "
        "told",
    ),
    Column(
        "returned_often",
        Boolean,
        nullable=False,
        server_default="false",
        comment="the return with which the returns of the case are as many as the site's threshold",
    ),
    Column(
        "problem",
        Boolean,
        nullable=False,
        server_default="false",
        comment="the step with which the case was redone, or sent back by different units, as often as the site's "
        "thresholds",
    ),
)
Index("ix_case_step_occurred_on", FACT.c.city_code, FACT.c.occurred_on)
Index("ix_case_step_contact_due_on", FACT.c.city_code, FACT.c.contact_due_on)
Index(
    "ix_case_step_case_closed_on",
    *(FACT.c.city_code, FACT.c.case_closed_on),
    postgresql_where=FACT.c.case_closed_on.is_not(None),
)
# The source last: of two indexes that begin with city and source, the planner may take the wrong one for a key.
Index("ix_case_step_case_key", FACT.c.city_code, FACT.c.case_key, FACT.c.source_key)

# Each measure counts on the day of the step; first contacts on the day until which they were due, call-backs on the day
# on which the case was closed, where the source says when: so those of one month's cases stay together. 满意 and
# 基本满意 stay apart: whether the second counts is for the metric to say. A case counts once as returned_often and once
# as one of problem_cases: on the day on which it became that.
_MEASURES = (
    *("accepted", "dispatches", "returns", "hand_overs", "contacts_due", "contacts_in_time", "call_backs"),
    *("call_backs_valid", "resolved", "unresolved", "satisfied", "basically_satisfied", "dissatisfied", "closed"),
    *("returned_often", "problem_cases", "contacts_provisional"),
)
_CALL_BACKS = (
    *("call_backs", "call_backs_valid", "resolved", "unresolved"),
    *("satisfied", "basically_satisfied", "dissatisfied"),
)
_BASE = with_later(mart("case_step", _MEASURES), dict.fromkeys(_CALL_BACKS, "occurred_on"))
# From which hands to which.
_FLOW = ("county_code", "kind", "source_key", "channel", "to_channel", "unit_code", "to_unit_code")
MART = replace(_BASE, tables=(*_BASE.tables, mart_table("mart_case_step_flow_day", _FLOW, _MEASURES)))
