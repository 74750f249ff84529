"""Membership: somebody joined something on a day: registered as a volunteer, reported in to a community (双报到)."""

from data_access.schema import FACTS
from etl.entities.entity import Check, Entity, Field, FieldType, Kind

ENTITY = Entity(
    key="membership",
    table=FACTS["membership"],
    mart="membership",
    kinds=(Kind("volunteer", about="person"), Kind("party_checkin", about="person")),
    fields=(
        Field("record_key", FieldType.TEXT, required=True, zh="编号"),
        Field("person_key", FieldType.PERSON, required=True, zh="人员（散列）"),
        Field("team_key", FieldType.TEXT, zh="队伍编号"),
        Field("occurred_on", FieldType.DATE, required=True, zh="加入日期"),
        Field("left_on", FieldType.DATE, zh="退出日期"),
        Field("updated_at", FieldType.TIMESTAMP, zh="更新时间"),
        Field("category", FieldType.CODE, zh="类别"),
        Field("channel", FieldType.CODE, zh="渠道"),
        Field("unit_code", FieldType.CODE, zh="单位"),
    ),
    checks=(
        Check("left_before_joined", "left_on < occurred_on"),
        Check("joined_in_the_future", "occurred_on > loaded_at::date + 1"),
        # Platforms write 9999-12-31 for 'not yet'; only an empty day says so here.
        Check("left_in_the_future", "left_on > loaded_at::date + 1"),
        Check("joined_before_1990", "occurred_on < date '1990-01-01'"),
    ),
    days=(("occurred_on", "occurred_on"), ("left_on", "left_on")),
)
