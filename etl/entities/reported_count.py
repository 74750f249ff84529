"""Reported count: an aggregate that a unit reports for a division and a period; never mixed with measured numbers."""

from data_access.schema import FACTS
from etl.entities.entity import Check, Entity, Field, FieldType, Kind

UNITS = frozenset({"cases", "people", "items", "hours", "seconds", "yuan", "square_metres"})

ENTITY = Entity(
    key="reported_count",
    table=FACTS["reported_count"],
    mart="reported_count",
    kinds=(
        Kind("daily_report", about="thing"),
        Kind("monthly_report", about="thing"),
        Kind("quarterly_report", about="thing"),
        Kind("yearly_report", about="thing"),
    ),
    fields=(
        Field("record_key", FieldType.TEXT, required=True, zh="编号"),
        Field("occurred_on", FieldType.DATE, required=True, zh="统计期末"),
        Field("period_start", FieldType.DATE, required=True, zh="统计期初"),
        Field("updated_at", FieldType.TIMESTAMP, zh="更新时间"),
        Field("category", FieldType.CODE, zh="指标"),
        Field("unit_code", FieldType.CODE, zh="报送单位"),
        Field("value", FieldType.NUMBER, required=True, zh="报送值"),
        Field("value_unit", FieldType.CODE, codes=UNITS, zh="计量单位"),
        Field("document", FieldType.TEXT, zh="报表（文件）"),
    ),
    checks=(
        Check("period_ends_before_it_starts", "occurred_on < period_start"),
        Check("period_longer_than_a_year", "occurred_on - period_start > 366"),
        # A report for a month may come while the month still runs; one for next year is a slip of the pen.
        Check("period_starts_in_the_future", "period_start > (loaded_at + interval '1 day')::date"),
        Check("period_before_1990", "period_start < date '1990-01-01'"),
        # An amount whose unit nobody knows can be added to nothing.
        Check("value_without_unit", "value_unit = 'unmapped'"),
        Check("value_too_large", "abs(value) >= 1e12"),
    ),
    days=(("occurred_on", "occurred_on"),),
)
