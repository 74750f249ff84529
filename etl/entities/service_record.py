"""Service record: one person's volunteer service at one activity, as one platform tells it (民政部令第67号)."""

from data_access.schema import FACTS
from etl.entities.entity import Check, Entity, Field, FieldType, Kind

STATUSES = frozenset({"valid", "disputed", "withdrawn"})
# What says that the person was there, the strongest first: signed in and out, a picture, the organiser's word.
EVIDENCE = ("sign_in", "image", "organiser")

ENTITY = Entity(
    key="service_record",
    table=FACTS["service_record"],
    mart="service_record",
    kinds=(Kind("volunteer_service", about="person"),),
    fields=(
        Field("record_key", FieldType.TEXT, required=True, zh="编号"),
        Field("person_key", FieldType.PERSON, required=True, zh="人员（散列）"),
        Field("team_key", FieldType.TEXT, zh="队伍编号"),
        Field("activity_key", FieldType.TEXT, zh="活动编号"),
        Field("started_at", FieldType.TIMESTAMP, required=True, zh="开始时间"),
        Field("ended_at", FieldType.TIMESTAMP, zh="结束时间"),
        Field("recorded_at", FieldType.TIMESTAMP, zh="录入时间"),
        Field("updated_at", FieldType.TIMESTAMP, zh="更新时间"),
        Field("minutes_claimed", FieldType.INTEGER, zh="登记时长（分钟）"),
        Field("minutes_travel", FieldType.INTEGER, default="0", zh="路途时间（分钟）"),
        Field("category", FieldType.CODE, zh="服务领域"),
        Field("channel", FieldType.CODE, zh="平台"),
        Field("unit_code", FieldType.CODE, zh="组织单位"),
        Field("status", FieldType.CODE, codes=STATUSES, zh="状态"),
        Field("evidence", FieldType.CODE, codes=frozenset(EVIDENCE), zh="证明方式"),
    ),
    checks=(
        Check("ended_before_started", "ended_at < started_at"),
        Check("started_in_the_future", "started_at > loaded_at + interval '1 day'"),
        Check("ended_in_the_future", "ended_at > loaded_at + interval '1 day'"),
        Check("started_before_1990", "started_at < timestamptz '1990-01-01 00:00:00+00'"),
        Check("negative_minutes", "minutes_claimed < 0 OR minutes_travel < 0"),
        # A week without a sign-out is no service; more than 16 hours a day are counted and found.
        Check("longer_than_a_week", "ended_at - started_at > interval '7 days' OR minutes_claimed > 7 * 1440"),
    ),
    days=(("occurred_on", "started_at"),),
    settled=True,
    settled_by=("person_key",),
    settled_columns=(
        *("counted", "counted_minutes", "counted_by_source", "counted_by_record", "finding"),
        *("first_of_month", "first_of_year"),
    ),
    findings=("duplicates", "overlapping", "over_16_hours", "entered_late"),
)
