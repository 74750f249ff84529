"""Case step: what the offices did with one case, step by step: hotline dispatches and call-backs, hand-overs."""

from data_access.schema import FACTS
from etl.entities.entity import Check, Deadline, Entity, Field, FieldType, Kind

# From the first word of a case to its end, as platforms tell it. A step that no map knows counts nowhere.
STEPS = frozenset(
    {
        "found", "reported", "accepted", "refused", "dispatched", "signed", "returned", "handed_over", "contacted",
        "handled", "agreed", "confirmed", "fulfilled", "called_back", "reopened", "closed", "withdrawn",
    }
)  # fmt: skip
OUTCOMES = frozenset({"resolved", "unresolved"})
SATISFACTIONS = frozenset({"satisfied", "basically_satisfied", "dissatisfied"})
# Why a call-back says nothing: nobody answered, the case was taken back, it was no case of the offices.
VALIDITIES = frozenset({"valid", "unreachable", "withdrawn", "out_of_scope"})

ENTITY = Entity(
    key="case_step",
    table=FACTS["case_step"],
    mart="case_step",
    kinds=(
        Kind("hotline_step", about="person"),
        Kind("mediation_step", about="person"),
        Kind("grid_step", about="thing"),
    ),
    fields=(
        Field("record_key", FieldType.TEXT, required=True, zh="编号"),
        Field("case_key", FieldType.TEXT, required=True, zh="案件编号"),
        Field("occurred_at", FieldType.TIMESTAMP, required=True, zh="发生时间"),
        Field("step", FieldType.CODE, codes=STEPS, zh="环节"),
        Field("category", FieldType.CODE, zh="类别"),
        Field("channel", FieldType.CODE, zh="渠道"),
        Field("to_channel", FieldType.CODE, zh="移交渠道"),
        Field("unit_code", FieldType.CODE, zh="经办单位"),
        Field("to_unit_code", FieldType.CODE, zh="接收单位"),
        Field("outcome", FieldType.CODE, codes=OUTCOMES, zh="是否解决"),
        Field("satisfaction", FieldType.CODE, codes=SATISFACTIONS, zh="满意程度"),
        Field("validity", FieldType.CODE, codes=VALIDITIES, zh="回访是否有效"),
        Field("contact_due_at", FieldType.TIMESTAMP, zh="首次联系期限"),
        Field("contacted_at", FieldType.TIMESTAMP, zh="首次联系时间"),
        Field("case_closed_at", FieldType.TIMESTAMP, zh="案件办结时间"),
        Field("updated_at", FieldType.TIMESTAMP, zh="更新时间"),
    ),
    checks=(
        Check("occurred_in_the_future", "occurred_at > loaded_at + interval '1 day'"),
        Check("occurred_before_1990", "occurred_at < timestamptz '1990-01-01 00:00:00+00'"),
        Check("contact_due_before_occurred", "contact_due_at < occurred_at"),
        Check("contacted_before_occurred", "contacted_at < occurred_at"),
        Check("contacted_in_the_future", "contacted_at > loaded_at + interval '1 day'"),
        Check("case_closed_before_1990", "case_closed_at < timestamptz '1990-01-01 00:00:00+00'"),
        Check("case_closed_in_the_future", "case_closed_at > loaded_at + interval '1 day'"),
        # Only who was called back can have said so.
        Check(
            "satisfaction_without_call_back", "satisfaction <> 'unmapped' AND step NOT IN ('called_back', 'unmapped')"
        ),
    ),
    days=(
        ("occurred_on", "occurred_at"),
        ("contact_due_on", "contact_due_at"),
        ("case_closed_on", "case_closed_at"),
    ),
    settled=True,
    settled_by=("case_key",),
    settled_columns=("contact_step_at", "returned_often", "problem"),
    thresholds=("returned_times", "redone_times", "returning_units"),
    # Whom a case is given to has to contact the caller.
    deadline=Deadline(
        due="contact_due_at", basis="contact_due_basis", starts=("occurred_at",), only="record.step = 'dispatched'"
    ),
)
