"""Mediation case: a dispute (矛盾纠纷) found or brought to a mediator, until it is closed, confirmed and fulfilled."""

from data_access.schema.subjects import FACTS
from etl.entities.entity import Check, Entity, Field, FieldType, Kind

STATUSES = frozenset({"found", "accepted", "mediating", "closed"})
# 主动调解, 申请调解, 接受委托移送调解: the three sources of the justice bureaus' monthly form.
SOURCE_KINDS = frozenset({"looked_for", "applied_for", "entrusted"})
# Transferred: closed here because a body outside mediation (a court, say) has it; a hand-over between kinds of
# mediation is a step of the same case and no outcome.
OUTCOMES = frozenset({"succeeded", "failed", "withdrawn", "transferred"})
AGREEMENTS = frozenset({"written", "oral", "none"})
LEVELS = frozenset({"village", "town", "county", "city"})
# 防止民转刑 and 防止群体性来访: cases the source reports as kept from becoming one; how many do, nobody can know.
PREVENTED = frozenset({"crime", "group_visit", "other", "none"})

_MOMENTS = ("occurred_at", "found_at", "accepted_at", "closed_at", "confirmed_at")
_CLOSED = "closed_at IS NOT NULL"


def _later(moment: str) -> str:
    return f"{moment} > loaded_at + interval '1 day'"


ENTITY = Entity(
    key="mediation_case",
    table=FACTS["mediation_case"],
    mart="mediation_case",
    kinds=(Kind("dispute", about="person"),),
    fields=(
        Field("record_key", FieldType.TEXT, required=True, zh="案件编号"),
        Field("occurred_at", FieldType.TIMESTAMP, required=True, zh="发现或受理时间"),
        Field("found_at", FieldType.TIMESTAMP, zh="排查发现时间"),
        Field("accepted_at", FieldType.TIMESTAMP, zh="受理时间"),
        Field("due_at", FieldType.TIMESTAMP, zh="化解时限"),
        Field("closed_at", FieldType.TIMESTAMP, zh="结案时间"),
        Field("confirmed_at", FieldType.TIMESTAMP, zh="司法确认时间"),
        Field("fulfil_due_on", FieldType.DATE, zh="履行期限"),
        Field("fulfilled_on", FieldType.DATE, zh="履行日期"),
        Field("updated_at", FieldType.TIMESTAMP, zh="更新时间"),
        Field("category", FieldType.CODE, zh="纠纷类型"),
        Field("channel", FieldType.CODE, zh="调解种类"),
        Field("unit_code", FieldType.CODE, zh="调解组织"),
        Field("status", FieldType.CODE, codes=STATUSES, zh="状态"),
        Field("source_kind", FieldType.CODE, codes=SOURCE_KINDS, zh="案件来源"),
        Field("outcome", FieldType.CODE, codes=OUTCOMES, zh="调解结果"),
        Field("agreement", FieldType.CODE, codes=AGREEMENTS, zh="协议形式"),
        Field("closed_level", FieldType.CODE, codes=LEVELS, zh="化解层级"),
        Field("prevented", FieldType.CODE, codes=PREVENTED, zh="防止激化"),
        Field("people_count", FieldType.INTEGER, zh="涉及人数"),
        Field("amount", FieldType.NUMBER, zh="协议涉及金额（元）"),
    ),
    checks=(
        Check("found_after_accepted", "found_at > accepted_at"),
        Check("accepted_before_occurred", "accepted_at < occurred_at OR found_at < occurred_at"),
        Check("closed_before_occurred", "closed_at < greatest(occurred_at, accepted_at)"),
        Check("due_before_occurred", "due_at < occurred_at"),
        Check("confirmed_before_closed", "confirmed_at < closed_at"),
        Check("fulfilled_before_occurred", "fulfilled_on < occurred_on OR fulfil_due_on < occurred_on"),
        Check("in_the_future", " OR ".join(map(_later, _MOMENTS))),
        Check("fulfilled_in_the_future", _later("fulfilled_on")),
        Check("occurred_before_1990", "occurred_at < timestamptz '1990-01-01 00:00:00+00'"),
        Check("closed_without_close_time", f"status = 'closed' AND NOT ({_CLOSED})"),
        # Reopened cases may keep an old outcome; one that never had a close time never had an end either.
        Check("outcome_without_close_time", f"outcome <> 'unmapped' AND NOT ({_CLOSED})"),
        Check(
            "agreement_without_success", "agreement IN ('written', 'oral') AND outcome NOT IN ('succeeded', 'unmapped')"
        ),
        Check("confirmed_without_written_agreement", "confirmed_at IS NOT NULL AND agreement IN ('oral', 'none')"),
        Check(
            "fulfilment_without_agreement", "coalesce(fulfil_due_on, fulfilled_on) IS NOT NULL AND agreement = 'none'"
        ),
        Check("people_count_out_of_range", "people_count NOT BETWEEN 0 AND 1000000"),
        Check("amount_out_of_range", "amount NOT BETWEEN 0 AND 1000000000000"),
    ),
    days=(
        ("occurred_on", "occurred_at"),
        ("found_on", "found_at"),
        ("accepted_on", "accepted_at"),
        ("due_on", "due_at"),
        ("closed_on", "closed_at"),
        ("confirmed_on", "confirmed_at"),
        ("fulfil_due_on", "fulfil_due_on"),
    ),
)
