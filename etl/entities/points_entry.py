"""Points entry: one line of a ledger of points given for taking part; summed by place, never by person."""

from data_access.schema import FACTS
from etl.entities.entity import Check, Entity, Field, FieldType, Kind

DIRECTIONS = frozenset({"issued", "redeemed"})

ENTITY = Entity(
    key="points_entry",
    table=FACTS["points_entry"],
    mart="points_entry",
    kinds=(Kind("green_coin", about="person"), Kind("community_points", about="person")),
    fields=(
        Field("record_key", FieldType.TEXT, required=True, zh="流水号"),
        Field("occurred_at", FieldType.TIMESTAMP, required=True, zh="时间"),
        Field("updated_at", FieldType.TIMESTAMP, zh="更新时间"),
        Field("category", FieldType.CODE, zh="事由"),
        Field("unit_code", FieldType.CODE, zh="发放（兑换）单位"),
        Field("direction", FieldType.CODE, codes=DIRECTIONS, zh="收支"),
        Field("amount", FieldType.INTEGER, required=True, zh="数额"),
        Field("person_key", FieldType.PERSON, zh="账户（散列）"),
    ),
    checks=(
        # Which way it goes is said by `direction`; a sign as well would say it twice, or the opposite.
        Check("amount_not_positive", "amount <= 0"),
        Check("occurred_in_the_future", "occurred_at > loaded_at + interval '1 day'"),
        Check("occurred_before_1990", "occurred_at < timestamptz '1990-01-01 00:00:00+00'"),
    ),
    days=(("occurred_on", "occurred_at"),),
    settled=True,
    settled_by=("person_key",),
    settled_columns=("first_of_month", "first_of_year"),
)
