"""Deliberation: a topic that a community talks over, a survey, a vote: how many took part and what became of it."""

from data_access.schema import FACTS
from etl.entities.entity import Check, Entity, Field, FieldType, Kind

# Dropped is what ended without a decision.
STATUSES = frozenset({"open", "decided", "implemented", "dropped", "withdrawn"})

ENTITY = Entity(
    key="deliberation",
    table=FACTS["deliberation"],
    mart="deliberation",
    kinds=(Kind("topic", about="thing"), Kind("survey", about="thing"), Kind("vote", about="thing")),
    fields=(
        Field("record_key", FieldType.TEXT, required=True, zh="编号"),
        Field("occurred_at", FieldType.TIMESTAMP, required=True, zh="发起时间"),
        Field("decided_at", FieldType.TIMESTAMP, zh="形成决议（结束）时间"),
        Field("implemented_at", FieldType.TIMESTAMP, zh="落实时间"),
        Field("updated_at", FieldType.TIMESTAMP, zh="更新时间"),
        Field("category", FieldType.CODE, zh="议题类别"),
        Field("channel", FieldType.CODE, zh="渠道"),
        Field("unit_code", FieldType.CODE, zh="发起单位"),
        Field("status", FieldType.CODE, codes=STATUSES, zh="状态"),
        Field("invited", FieldType.INTEGER, zh="应参与人数"),
        Field("participants", FieldType.INTEGER, zh="参与人数"),
        Field("rated", FieldType.INTEGER, zh="评价人数"),
        Field("satisfied", FieldType.INTEGER, zh="满意人数"),
    ),
    checks=(
        Check("occurred_in_the_future", "occurred_at > loaded_at + interval '1 day'"),
        Check("occurred_before_1990", "occurred_at < timestamptz '1990-01-01 00:00:00+00'"),
        Check("decided_before_opened", "decided_at < occurred_at"),
        Check("decided_in_the_future", "decided_at > loaded_at + interval '1 day'"),
        Check("implemented_before_decided", "implemented_at < coalesce(decided_at, occurred_at)"),
        Check("implemented_in_the_future", "implemented_at > loaded_at + interval '1 day'"),
        Check("decided_without_time", "status = 'decided' AND decided_at IS NULL"),
        Check("implemented_without_time", "status = 'implemented' AND implemented_at IS NULL"),
        Check("negative_number", "least(invited, participants, rated, satisfied) < 0"),
        Check("more_participants_than_invited", "participants > invited"),
        Check("more_satisfied_than_rated", "satisfied > coalesce(rated, 0)"),
    ),
    days=(("occurred_on", "occurred_at"), ("decided_on", "decided_at"), ("implemented_on", "implemented_at")),
)
