"""Disputes (矛盾纠纷) in mediation: what came in, what was resolved by either way of counting, on time and how soon."""

from typing import Any

from data_access.family import A_DAY, DAYS, Family
from data_access.metric import Certainty, Direction, Sensitivity, Term, Text, Theme, term

THEME = Theme("mediation", Text("矛盾纠纷调解", "Mediation"))
DISPUTES = Family(THEME, Text("市、县（区）司法局", "City and county justice bureaus"), Sensitivity.PROTECTED)
CASES = Text("件", "cases")
FORM = "人民调解工作统计月报表（黄石市司法局2016年8月）"
_LEVELS_FORM = "矛盾纠纷排查情况表"
# Most disputes are closed within a month of being taken on.
_CLOSED_LATER = 30
_NOT_CLOSED = Text(
    "状态不是已结案的案件，即使有结案时间。来源不给状态的，以结案时间为准。",
    "Cases whose status is not closed, even with a close time. Where a source gives no status, the close time decides.",
)


def cases(measure: str, zh: str, en: str) -> Term:
    """A measure of disputes."""
    return term("mediation_case", measure, name=Text(zh, en), kind="dispute")


FOUND = cases("found", "排查发现数", "found")
ACCEPTED = cases("accepted", "受理数", "accepted")
SUCCEEDED = cases("succeeded", "调解成功数", "succeeded")
_CLOSED = cases("closed", "结案数", "closed")
_QUALITY = ("mediation_fulfilment",)


_BY_FOUND: dict[str, Any] = {
    "basis": f"{_LEVELS_FORM}（两率均以排查数为分母）",
    "certainty": Certainty.SECOND_HAND,
    "maturity_lag_days": _CLOSED_LATER,
    "companions": ("mediation_success_accepted",),
}

METRICS = (
    DISPUTES.count(
        "disputes_found",
        Text("排查发现纠纷数", "Disputes found"),
        Text(
            "统计期内排查发现的矛盾纠纷数。多少本身不说明好坏。",
            "Disputes the offices found themselves in the period. More or fewer is neither good nor bad by itself.",
        ),
        FOUND,
        CASES,
        basis=f"{_LEVELS_FORM}：排查数",
        certainty=Certainty.SECOND_HAND,
    ),
    DISPUTES.count(
        "disputes_accepted",
        Text("受理纠纷数", "Disputes accepted"),
        Text(
            "统计期内受理的矛盾纠纷数。多少本身不说明好坏。",
            "Disputes accepted for mediation in the period. More or fewer is neither good nor bad by itself.",
        ),
        ACCEPTED,
        CASES,
        basis=f"{FORM}：受理数",
        certainty=Certainty.VERIFIED,
    ),
    DISPUTES.share(
        "mediation_success_accepted",
        Text("调解成功率（受理口径）", "Mediation success (of those accepted)"),
        Text(
            "统计期内受理的矛盾纠纷中，至取数时已调解成功并结案的占比。",
            "Of the disputes accepted in the period, the share closed with success by the time of reading.",
        ),
        cases("accepted_succeeded", "其中调解成功数", "of these succeeded"),
        ACCEPTED,
        basis=f"{FORM}：成功率 = 调解成功 842 / 受理 869",
        certainty=Certainty.VERIFIED,
        maturity_lag_days=_CLOSED_LATER,
        exclusions=Text(
            "不作剔除：撤回、移送调解以外机关的案件计入分母。",
            "None are left out: cases withdrawn or passed to bodies outside mediation count below.",
        ),
        companions=("mediation_success_found",),
    ),
    DISPUTES.share(
        "mediation_success_found",
        Text("调解成功率（排查口径）", "Mediation success (of those found)"),
        Text(
            "统计期内排查发现的矛盾纠纷中，至取数时已调解成功并结案的占比。",
            "Of the disputes found in the period, the share closed with success by the time of reading.",
        ),
        cases("found_succeeded", "其中调解成功数", "of these succeeded"),
        FOUND,
        exclusions=Text(
            "群众直接申请、没有排查时间的案件。", "Cases that were applied for and never found by the offices."
        ),
        **_BY_FOUND,
    ),
    DISPUTES.share(
        "mediation_handling",
        Text("纠纷调处率（排查口径）", "Disputes handled (of those found)"),
        Text(
            "统计期内排查发现的矛盾纠纷中，至取数时已受理或已结案的占比。",
            "Of the disputes found in the period, the share accepted or closed by the time of reading.",
        ),
        cases("found_handled", "其中已调处数", "of these handled"),
        FOUND,
        exclusions=Text(
            "群众直接申请、没有排查时间的案件。", "Cases that were applied for and never found by the offices."
        ),
        **_BY_FOUND,
    ),
    DISPUTES.share(
        "mediation_success_closed",
        Text("调解成功率（结案口径）", "Mediation success (of those closed)"),
        Text(
            "统计期内结案的矛盾纠纷中，调解成功的占比。",
            "Of the disputes closed in the period, the share that ended with success.",
        ),
        SUCCEEDED,
        _CLOSED,
        basis="success / closed in period",
        certainty=Certainty.INFERRED,
        exclusions=_NOT_CLOSED,
        companions=("mediation_success_accepted",),
    ),
    DISPUTES.share(
        "mediation_closing_rate",
        Text("纠纷结案率", "Disputes closed"),
        Text(
            "统计期内受理的矛盾纠纷中，至取数时已结案的占比，不论结果。",
            "Of the disputes accepted in the period, the share closed by the time of reading, whatever came of them.",
        ),
        cases("accepted_closed", "其中已结案数", "of these closed"),
        ACCEPTED,
        basis="结案率 = closed since / accepted in period",
        maturity_lag_days=_CLOSED_LATER,
        exclusions=_NOT_CLOSED,
        companions=("mediation_success_closed", *_QUALITY),
    ),
    DISPUTES.share(
        "mediation_on_time",
        Text("按期化解率", "Disputes resolved on time"),
        Text(
            "统计期内化解时限到期的矛盾纠纷中，在时限之前调解成功的占比；分母为已化解与超期未结之和。",
            "Of the disputes whose deadline fell in the period and that were resolved or are still open, the share "
            "resolved by that deadline.",
        ),
        cases("on_time", "按期化解数", "resolved on time"),
        cases("due_succeeded_or_open", "已化解与超期未结数", "resolved, or overdue and open"),
        basis="按期化解率 = resolved by 化解时限 / (resolved + overdue open)（化解时限：GB/T 31000-2015 字段）",
        certainty=Certainty.INFERRED,
        complete_days_only=True,
        exclusions=Text(
            "无化解时限的、撤回的、未调解成功而结案的案件。",
            "Cases without a deadline, withdrawn ones, and those closed without success.",
        ),
        companions=_QUALITY,
    ),
    DISPUTES.count(
        "disputes_overdue",
        Text("纠纷超期未结", "Disputes overdue and open"),
        Text(
            "统计期内化解时限到期、至取数时仍未结案的矛盾纠纷数。",
            "Disputes whose deadline fell in the period and that are still open when read.",
        ),
        cases("overdue_open", "超期未结数", "overdue and open"),
        CASES,
        basis="due in period and not closed",
        certainty=Certainty.INFERRED,
        direction=Direction.DOWN,
        complete_days_only=True,
        comparable_over_time=False,
        exclusions=Text("无化解时限的、撤回的案件。", "Cases without a deadline and withdrawn ones."),
    ),
    DISPUTES.ratio(
        "mediation_days",
        Text("平均调解用时", "Mean time to close a dispute"),
        Text(
            "统计期内结案的矛盾纠纷，从受理（未受理的从发现）到结案的平均自然时间。",
            "Mean natural time from being accepted (or found, where it never was) to closing, of the disputes closed "
            "in the period.",
        ),
        cases("closed_seconds", "调解总用时（秒）", "total time to close (seconds)"),
        _CLOSED,
        unit=DAYS,
        scale=A_DAY,
        direction=Direction.DOWN,
        basis="平均调解用时 = closed - accepted",
        spread="closed",
        exclusions=_NOT_CLOSED,
        companions=("mediation_success_closed", *_QUALITY),
    ),
)
