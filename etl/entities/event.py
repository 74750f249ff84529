"""Event: something brought to an office that must be handled: grid event, ticket, demand, whistle call, wish, order."""

from data_access.schema import event
from etl.entities.entity import Check, Deadline, Entity, Field, FieldType, Kind

# The seven-step loop of city management, as far as platforms tell it; a record that was taken back (withdrawn) or not
# taken on (refused). A wish that somebody claimed and an order that somebody took are accepted.
STATUSES = frozenset({"reported", "accepted", "refused", "dispatched", "handling", "checking", "closed", "withdrawn"})
CHANNELS = frozenset(
    {"grid_staff", "public", "hotline", "sensor", "online", "office", "counter", "self_service", "other"}
)

ENTITY = Entity(
    key="event",
    table=event,
    mart="event",
    kinds=(
        Kind("grid_event", about="thing"),
        Kind("hotline_ticket", about="person"),
        Kind("demand", about="person"),
        Kind("whistle_call", about="thing"),
        # 办件: a transaction of government service, an online work item, a certificate.
        Kind("service_item", about="person"),
        Kind("wish", about="person"),
        # What is ordered from a practice centre or its volunteers.
        Kind("service_order", about="person"),
        # What a command centre sends out.
        Kind("work_order", about="thing"),
    ),
    fields=(
        Field("record_key", FieldType.TEXT, required=True, zh="编号"),
        Field("occurred_at", FieldType.TIMESTAMP, required=True, zh="发生时间"),
        Field("accepted_at", FieldType.TIMESTAMP, zh="受理时间"),
        # Of a whistle call: somebody came; of a wish: somebody claimed it.
        Field("responded_at", FieldType.TIMESTAMP, zh="响应时间"),
        Field("due_at", FieldType.TIMESTAMP, zh="办结期限"),
        Field("closed_at", FieldType.TIMESTAMP, zh="办结时间"),
        Field("updated_at", FieldType.TIMESTAMP, zh="更新时间"),
        Field("category", FieldType.CODE, zh="类别"),
        Field("channel", FieldType.CODE, codes=CHANNELS, zh="渠道"),
        Field("unit_code", FieldType.CODE, zh="办理单位"),
        Field("status", FieldType.CODE, codes=STATUSES, zh="状态"),
        Field("rework_count", FieldType.INTEGER, default="0", zh="返工次数"),
        Field("person_key", FieldType.PERSON, zh="人员（散列）"),
    ),
    checks=(
        # A close before the report makes duration and punctuality wrong, and nobody can tell which date is right.
        Check("closed_before_occurred", "closed_at < occurred_at"),
        Check("responded_before_occurred", "responded_at < occurred_at"),
        Check("responded_in_the_future", "responded_at > loaded_at + interval '1 day'"),
        Check("due_before_occurred", "due_at < occurred_at"),
        Check("occurred_in_the_future", "occurred_at > loaded_at + interval '1 day'"),
        # Platforms write 9999-12-31 for 'not yet'; only an empty time says so here.
        Check("closed_in_the_future", "closed_at > loaded_at + interval '1 day'"),
        Check("occurred_before_1990", "occurred_at < timestamptz '1990-01-01 00:00:00+00'"),
        Check("closed_without_close_time", "status = 'closed' AND closed_at IS NULL"),
        Check("negative_rework_count", "rework_count < 0"),
    ),
    days=(
        ("occurred_on", "occurred_at"),
        ("responded_on", "responded_at"),
        ("closed_on", "closed_at"),
        ("due_on", "due_at"),
    ),
    settled=True,
    settled_by=("person_key", "kind", "occurred_at"),
    settled_columns=("repeated",),
    # Most repeat nothing: those are written once.
    settled_first=(("repeated", "CASE WHEN person_key IS NOT NULL AND kind = any(%(of_persons)s) THEN false END"),),
    thresholds=("repeat_days",),
    deadline=Deadline(due="due_at", basis="due_basis", starts=("occurred_at", "accepted_at")),
)
