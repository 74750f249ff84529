"""Register: what there is and since when, of bodies, posts, stations, facilities, pilots; never a name or a person."""

from data_access.schema import FACTS
from etl.entities.entity import Check, Entity, Field, FieldType, Kind

STATUSES = frozenset({"planned", "active", "suspended", "closed", "withdrawn"})
UNITS = frozenset({"people", "households", "posts", "items", "square_metres", "yuan"})
KINDS = (
    *("agreement", "burden_item", "charter", "committee", "community", "delegated_item", "demonstration_site"),
    *("drill", "facility", "grid_staffing", "honour", "households", "information_system", "party_organisation"),
    *("pilot", "post", "practice_centre", "project", "residents", "self_governance_body", "sensor", "service_item"),
    *("social_organisation", "social_worker_post", "station", "team", "work_group"),
)

ENTITY = Entity(
    key="register",
    table=FACTS["register"],
    mart="register",
    kinds=tuple(Kind(key, about="thing") for key in KINDS),
    fields=(
        Field("record_key", FieldType.TEXT, required=True, zh="编号"),
        Field("occurred_on", FieldType.DATE, required=True, zh="成立（启用）日期"),
        Field("ended_on", FieldType.DATE, zh="撤销（停用）日期"),
        Field("updated_at", FieldType.TIMESTAMP, zh="更新时间"),
        Field("category", FieldType.CODE, zh="类别"),
        Field("unit_code", FieldType.CODE, zh="主管单位"),
        Field("status", FieldType.CODE, codes=STATUSES, zh="状态"),
        Field("quantity", FieldType.NUMBER, zh="数量"),
        Field("quantity_unit", FieldType.CODE, codes=UNITS, zh="计量单位"),
        # How many there must be, in quantity_unit.
        Field("required", FieldType.NUMBER, zh="应配数量"),
    ),
    checks=(
        Check("ended_before_it_began", "ended_on < occurred_on"),
        Check("began_in_the_future", "status <> 'planned' AND occurred_on > (loaded_at + interval '1 day')::date"),
        Check("ended_in_the_future", "ended_on > (loaded_at + interval '1 day')::date"),
        Check("began_before_1900", "occurred_on < date '1900-01-01'"),
        # How many there are on a day could not be told.
        Check("closed_without_a_day", "status = 'closed' AND ended_on IS NULL"),
        Check("negative_quantity", "quantity < 0"),
        Check("quantity_too_large", "quantity >= 1e12"),
        Check("quantity_without_unit", "quantity IS NOT NULL AND quantity_unit = 'unmapped'"),
        Check("negative_required", "required < 0"),
        Check("required_too_large", "required >= 1e12"),
        Check("required_without_unit", "required IS NOT NULL AND quantity_unit = 'unmapped'"),
    ),
    days=(("occurred_on", "occurred_on"), ("ended_on", "ended_on")),
)
