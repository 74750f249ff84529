"""Activity: something held for or by many: party, volunteer, practice and station activities, meetings."""

from data_access.schema import FACTS
from etl.entities.entity import Check, Entity, Field, FieldType, Kind

STATUSES = frozenset({"planned", "held", "cancelled"})

ENTITY = Entity(
    key="activity",
    table=FACTS["activity"],
    mart="activity",
    kinds=(
        Kind("party_activity", about="thing"),
        Kind("volunteer_activity", about="thing"),
        Kind("practice_activity", about="thing"),
        Kind("station_activity", about="thing"),
        Kind("meeting", about="thing"),
    ),
    fields=(
        Field("record_key", FieldType.TEXT, required=True, zh="编号"),
        Field("occurred_at", FieldType.TIMESTAMP, required=True, zh="开始时间"),
        Field("ended_at", FieldType.TIMESTAMP, zh="结束时间"),
        Field("updated_at", FieldType.TIMESTAMP, zh="更新时间"),
        Field("category", FieldType.CODE, zh="类别"),
        Field("channel", FieldType.CODE, zh="渠道"),
        Field("unit_code", FieldType.CODE, zh="组织单位"),
        Field("status", FieldType.CODE, codes=STATUSES, zh="状态"),
        Field("participants", FieldType.INTEGER, zh="参加人次"),
    ),
    checks=(
        Check("ended_before_occurred", "ended_at < occurred_at"),
        # What is planned lies ahead; what was held does not.
        Check("held_in_the_future", "status = 'held' AND occurred_at > loaded_at + interval '1 day'"),
        Check("occurred_before_1990", "occurred_at < timestamptz '1990-01-01 00:00:00+00'"),
        Check("longer_than_a_year", "ended_at - occurred_at > interval '366 days'"),
        Check("negative_participants", "participants < 0"),
    ),
    days=(("occurred_on", "occurred_at"),),
)
