"""Reported fact: a number that a publisher claimed of a place as of a day, with its document; never a measured one."""

from data_access.schema import FACTS
from etl.entities.entity import Check, Entity, Field, FieldType, Kind

COMPARATORS = frozenset({"exactly", "about", "at_least", "more_than", "at_most", "less_than"})
UNITS = frozenset(
    {
        *("people", "person_times", "items", "percent", "square_metres", "square_metres_per_100_households", "year"),
        *("items_per_community", "people_per_community", "people_per_grid", "items_per_year"),
    }
)
# Whether the day is printed in the document, concluded from it, or only the end of the years it comes from.
DATE_BASES = frozenset({"printed", "inferred", "not_dated"})

ENTITY = Entity(
    key="reported_fact",
    table=FACTS["reported_fact"],
    mart="reported_fact",
    # A claim about the province stands beside those about the city and is none of them.
    kinds=(Kind("local_claim", about="thing"), Kind("province_claim", about="thing")),
    fields=(
        Field("record_key", FieldType.TEXT, required=True, zh="编号"),
        Field("occurred_on", FieldType.DATE, required=True, zh="截至日期"),
        Field("updated_at", FieldType.TIMESTAMP, zh="更新时间"),
        Field("category", FieldType.CODE, zh="事项"),
        Field("value", FieldType.NUMBER, required=True, zh="数值"),
        Field("comparator", FieldType.CODE, codes=COMPARATORS, zh="比较"),
        Field("quantity_unit", FieldType.CODE, codes=UNITS, zh="计量单位"),
        Field("date_basis", FieldType.CODE, codes=DATE_BASES, zh="日期依据"),
        Field("scope", FieldType.TEXT, required=True, zh="所指区划"),
        Field("document", FieldType.TEXT, required=True, zh="出处"),
    ),
    checks=(
        Check("claimed_in_the_future", "occurred_on > (loaded_at + interval '1 day')::date"),
        Check("claimed_before_1990", "occurred_on < date '1990-01-01'"),
        Check("value_without_unit", "quantity_unit = 'unmapped'"),
        Check("value_without_comparator", "comparator = 'unmapped'"),
        Check("value_too_large", "abs(value) >= 1e12"),
    ),
    days=(("occurred_on", "occurred_on"),),
    whole_city=True,
)
