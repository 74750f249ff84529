"""Task: what a work plan asks of a unit until a day; its owner is a unit, its weight only what the plan gives."""

from data_access.schema import FACTS
from etl.entities.entity import Check, Entity, Field, FieldType, Kind

# 未启动, 推进中, 已完成, 已佐证, 已验收, and taken off the plan.
STATUSES = frozenset({"not_started", "in_progress", "done", "evidenced", "accepted", "withdrawn"})

ENTITY = Entity(
    key="task",
    table=FACTS["task"],
    mart="task",
    kinds=(
        Kind("pilot_task", about="thing"),
        Kind("work_point", about="thing"),
        Kind("measure", about="thing"),
        Kind("provincial_pilot_task", about="thing"),
    ),
    fields=(
        Field("record_key", FieldType.TEXT, required=True, zh="编号"),
        Field("occurred_on", FieldType.DATE, required=True, zh="下达日期"),
        Field("due_on", FieldType.DATE, zh="完成时限"),
        Field("started_on", FieldType.DATE, zh="启动日期"),
        Field("done_on", FieldType.DATE, zh="完成日期"),
        Field("updated_at", FieldType.TIMESTAMP, zh="更新时间"),
        Field("category", FieldType.CODE, zh="任务类别"),
        Field("programme", FieldType.CODE, zh="工程"),
        Field("goal", FieldType.CODE, zh="目标"),
        Field("phase", FieldType.CODE, zh="阶段"),
        Field("unit_code", FieldType.CODE, zh="责任单位"),
        Field("status", FieldType.CODE, codes=STATUSES, zh="状态"),
        Field("weight", FieldType.NUMBER, zh="权重"),
        Field("evidence_count", FieldType.INTEGER, default="0", zh="佐证材料数"),
        Field("progress", FieldType.INTEGER, zh="进度"),
    ),
    checks=(
        Check("due_before_given", "due_on < occurred_on"),
        # Spreadsheets write 9999-12-31 for 'no deadline'; only an empty cell says so here.
        Check("due_after_2100", "due_on > date '2100-01-01'"),
        Check("started_after_done", "started_on > done_on"),
        Check("started_in_the_future", "started_on > (loaded_at + interval '1 day')::date"),
        Check("done_in_the_future", "done_on > (loaded_at + interval '1 day')::date"),
        Check("given_before_1990", "least(occurred_on, started_on, done_on) < date '1990-01-01'"),
        Check("given_in_the_future", "occurred_on > (loaded_at + interval '1 day')::date"),
        Check("weight_not_positive", "weight <= 0"),
        Check("weight_too_large", "weight >= 1e6"),
        Check("negative_evidence_count", "evidence_count < 0"),
        Check("progress_not_a_percentage", "progress NOT BETWEEN 0 AND 100"),
    ),
    days=tuple((day, day) for day in ("occurred_on", "due_on", "started_on", "done_on")),
)
