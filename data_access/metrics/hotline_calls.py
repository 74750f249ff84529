"""What the offices did with tickets of the hotline: the three rates (三率), call-backs, tickets sent back."""

from datetime import date
from typing import Any

from data_access.metric import FIRST, Certainty, Change, Direction, Text, term
from data_access.metrics.hotline import FAMILY, TICKETS

_STEP = "hotline_step"
_VALID = term("case_step", "call_backs_valid", name=Text("有效回访数", "valid call-backs"), kind=_STEP)
_CALLED = term("case_step", "call_backs", name=Text("回访数", "call-backs"), kind=_STEP)
# Call-backs close within 7 to 15 days as a rule.
_CALLED_LATER = 15
_SAYS_NOTHING = Text(
    "无效回访：未接通、已撤回、不属受理范围。",
    "Call-backs that say nothing: not reached, taken back, out of scope.",
)
_OUT_OF_A_THOUSAND: dict[str, Any] = {
    "unit": Text("件/千件", "per 1,000 tickets"),
    "scale": 1000.0,
    "direction": Direction.DOWN,
    "certainty": Certainty.SECOND_HAND,
    "exclusions": Text("无。", "None."),
    "caveat": Text(
        "次数由站点设定（site.toml 的 thresholds）；按达到次数的当日统计，每件只计一次。",
        "The site sets how often (thresholds in site.toml); a ticket counts once, on the day it became that.",
    ),
}
_ON_CLOSING = Text(
    "按工单办结当日统计（来源不给办结时间的回访按回访当日）；工单一般在办结后 15 天内回访完毕，在此之前看回访率。",
    "Counted on the day on which the ticket was closed (a call-back whose source does not say when: on its own day); "
    "tickets are called back within about 15 days: until then see the share called back.",
)
_MOVED = Change(
    date(2026, 11, 22),
    Text(
        "回访改按工单办结当日统计，同一月办结的工单的回访归在一起。",
        "Call-backs count on the day on which the ticket was closed: those of one month's tickets stay together.",
    ),
)
_COHORT: dict[str, Any] = {
    "certainty": Certainty.SECOND_HAND,
    "maturity_lag_days": _CALLED_LATER,
    "matured_by": "hotline_call_backs",
    "exclusions": _SAYS_NOTHING,
    "caveat": _ON_CLOSING,
    "changes": (FIRST, _MOVED),
}

METRICS = (
    FAMILY.share(
        "hotline_response",
        Text("12345响应率", "Hotline tickets responded to in time"),
        Text(
            "统计期内首次联系时限到期的派单中，在时限内联系诉求人的占比。",
            "Of the dispatches whose deadline for a first contact fell in the period, the share contacted by then.",
        ),
        term("case_step", "contacts_in_time", name=Text("按时联系数", "contacted in time"), kind=_STEP),
        term("case_step", "contacts_due", name=Text("应联系数", "contacts due"), kind=_STEP),
        basis="三率之响应率 = first contact <= T1 / due for contact",
        certainty=Certainty.SECOND_HAND,
        complete_days_only=True,
        exclusions=Text(
            "无首次联系时限的派单、已撤销的环节。", "Dispatches without such a deadline and withdrawn steps."
        ),
        caveat=Text(
            "首次联系时限（各地常用 24 小时）由来源平台给出；平台不给的，按站点时限表（deadlines.csv）计算。",
            "The deadline for a first contact (often 24 hours) is the one the platform gives, else that of the site's "
            "table (deadlines.csv).",
        ),
        companions=("hotline_satisfaction",),
    ),
    FAMILY.share(
        "hotline_resolution",
        Text("12345解决率", "Hotline tickets resolved"),
        Text(
            "统计期内办结工单的有效回访中，诉求人答复“已解决”的占比。",
            "Of the valid call-backs about tickets closed in the period, the share in which the matter was said to be "
            "resolved.",
        ),
        term("case_step", "resolved", name=Text("答复已解决数", "said to be resolved"), kind=_STEP),
        _VALID,
        basis="三率之解决率 = resolved / valid call-backs",
        companions=("hotline_satisfaction",),
        **_COHORT,
    ),
    FAMILY.share(
        "hotline_satisfaction",
        Text("12345满意率（含基本满意）", "Hotline satisfaction (with basically satisfied)"),
        Text(
            "统计期内办结工单的有效回访中，答复“满意”或“基本满意”的占比。",
            "Of the valid call-backs about tickets closed in the period, the share that was satisfied or basically "
            "satisfied.",
        ),
        term(
            "case_step",
            "satisfied",
            "basically_satisfied",
            name=Text("满意与基本满意数", "satisfied or basically satisfied"),
            kind=_STEP,
        ),
        _VALID,
        basis="三率之满意率 = (satisfied + basically satisfied) / valid call-backs",
        companions=("hotline_satisfaction_strict", "hotline_valid_call_backs"),
        **_COHORT,
    ),
    FAMILY.share(
        "hotline_satisfaction_strict",
        Text("12345满意率（不含基本满意）", "Hotline satisfaction (satisfied only)"),
        Text(
            "统计期内办结工单的有效回访中，答复“满意”的占比，“基本满意”不计。",
            "Of the valid call-backs about tickets closed in the period, the share that was satisfied; basically "
            "satisfied does not count.",
        ),
        term("case_step", "satisfied", name=Text("满意数", "satisfied"), kind=_STEP),
        _VALID,
        basis="三率之满意率 = satisfied / valid call-backs",
        companions=("hotline_satisfaction",),
        **_COHORT,
    ),
    FAMILY.share(
        "hotline_valid_call_backs",
        Text("12345有效回访率", "Valid call-backs"),
        Text(
            "统计期内办结工单的回访中，有效回访的占比。",
            "Of the call-backs about tickets closed in the period, the share that says something about the case.",
        ),
        _VALID,
        _CALLED,
        basis="有效回访率 = valid call-backs / call-backs",
        direction=Direction.NONE,
        **_COHORT | {"certainty": Certainty.INFERRED, "exclusions": Text("无。", "None.")},
    ),
    FAMILY.share(
        "hotline_call_backs",
        Text("12345回访率", "Closed tickets called back"),
        Text(
            "统计期内办结的工单中，至取数时已回访的占比；用来看回访是否已经到齐。",
            "Of the tickets closed in the period, the share called back by the time of reading: it tells whether the "
            "call-backs are in.",
        ),
        _CALLED,
        TICKETS.closed(),
        direction=Direction.NONE,
        basis="回访完成情况 = call-backs / closed",
        **_COHORT
        | {
            "certainty": Certainty.INFERRED,
            "matured_by": "",
            "exclusions": Text("无。", "None."),
            "caveat": Text(
                "一件工单回访多次的，每次都计；来源不给办结时间的回访按回访当日统计，可以超过 100%。",
                "Each call-back of a ticket counts; one whose source does not say when the ticket was closed counts on "
                "its own day: it may exceed 100%.",
            ),
        },
    ),
    FAMILY.ratio(
        "hotline_returns",
        Text("每百次派单退单数", "Tickets sent back for 100 dispatches"),
        Text(
            "统计期内的退单次数与同期派单次数之比，每百次派单计。",
            "How often a ticket was sent back by its unit in the period, for every 100 dispatches of the period.",
        ),
        term("case_step", "returns", name=Text("退单次数", "returns"), kind=_STEP),
        term("case_step", "dispatches", name=Text("派单次数", "dispatches"), kind=_STEP),
        unit=Text("次/百次", "per 100 dispatches"),
        scale=100.0,
        direction=Direction.DOWN,
        basis="退单率 = returns / dispatches",
        certainty=Certainty.SECOND_HAND,
        exclusions=Text("无。", "None."),
        caveat=Text("派单与退单各按当日统计。", "Dispatches and returns each count on their own day."),
    ),
    FAMILY.ratio(
        "hotline_returned_often",
        Text("每千件工单多次退单件数", "Tickets sent back often for 1,000 tickets"),
        Text(
            "统计期内退单次数达到站点规定次数的工单数与同期工单量之比，每千件计。",
            "Tickets that had been sent back as often as the site's threshold, for every 1,000 tickets of the period.",
        ),
        term("case_step", "returned_often", name=Text("多次退单件数", "tickets sent back often"), kind=_STEP),
        TICKETS.came(),
        basis="推诿：tickets with >= 3 returns",
        **_OUT_OF_A_THOUSAND,
    ),
    FAMILY.ratio(
        "hotline_problem_tickets",
        Text("每千件工单问题工单件数", "Problem tickets for 1,000 tickets"),
        Text(
            "统计期内重办或被多个部门退单达到站点规定次数的工单（问题工单）数与同期工单量之比，每千件计。",
            "Tickets redone, or sent back by different units, as often as the site's thresholds, for every 1,000 "
            "tickets of the period.",
        ),
        term("case_step", "problem_cases", name=Text("问题工单件数", "problem tickets"), kind=_STEP),
        TICKETS.came(),
        basis="问题工单 = re-done > 3 times or bounced between > 3 departments",
        **_OUT_OF_A_THOUSAND,
    ),
)
