"""Grid events (网格事件): how many, how fast, how much on time."""

from data_access.metric import Certainty, Direction, Metric, Sensitivity, Text, Theme, term

THEME = Theme("grid_events", Text("网格事件", "Grid events"))
_KIND = "grid_event"
_OWNER = Text("市、县（区）综治中心", "City and county governance centres")
_PERCENT = Text("%", "%")
_PIECES = Text("件", "events")
_HOURS = Text("小时", "h")
_DUE = Text("到期件数", "events due")
_REPORTED = Text("上报件数", "events reported")
_CLOSED = Text("办结件数", "events closed")
_NOT_CLOSED = Text(
    "已作废的事件；状态不是已结案的事件，即使有办结时间。来源不给状态的，以办结时间为准。",
    "Withdrawn events, and events whose status is not closed, even with a close time. Where a source gives no status, "
    "the close time decides.",
)

METRICS = (
    Metric(
        key="grid_events_on_time",
        theme=THEME,
        name=Text("网格事件按期处置率", "Grid events closed on time"),
        definition=Text(
            "统计期内到期的网格事件中，在办理时限之前办结的占比；到期未办结的计为未按期。",
            "Of the grid events whose deadline fell in the period, the share closed by that deadline; "
            "those still open count as not on time.",
        ),
        unit=_PERCENT,
        scale=100.0,
        numerator=term("event", "on_time", name=Text("按期办结件数", "closed on time"), kind=_KIND),
        denominator=term("event", "due", name=_DUE, kind=_KIND),
        direction=Direction.UP,
        decimals=1,
        complete_days_only=True,
        sensitivity=Sensitivity.PUBLIC,
        basis="按时办结率 = closed <= due / due in period",
        certainty=Certainty.SECOND_HAND,
        exclusions=Text(
            "无办理时限的事件、已作废的事件；状态不是已结案的，即使有办结时间也计为未办结。",
            "Events without a deadline and withdrawn events; one whose status is not closed counts as open, "
            "even with a close time.",
        ),
        caveat=Text("时限由来源平台给出。", "Deadlines are those the platform gives."),
        owner=_OWNER,
        companions=("grid_events_rework",),
    ),
    Metric(
        key="grid_events_overdue",
        theme=THEME,
        name=Text("网格事件超期未结", "Grid events overdue and open"),
        definition=Text(
            "统计期内到期、至取数时仍未办结的网格事件数。",
            "Grid events whose deadline fell in the period and that are still open when read.",
        ),
        unit=_PIECES,
        numerator=term("event", "overdue_open", name=Text("超期未结件数", "overdue and open"), kind=_KIND),
        denominator=None,
        direction=Direction.DOWN,
        decimals=0,
        complete_days_only=True,
        comparable_over_time=False,
        sensitivity=Sensitivity.PUBLIC,
        basis="due in period and not closed",
        certainty=Certainty.INFERRED,
        exclusions=Text(
            "已作废的事件；状态不是已结案的（如退回重办），即使有办结时间也计为未结。",
            "Withdrawn events; one whose status is not closed (sent back, say) counts as open, even with a close time.",
        ),
        owner=_OWNER,
    ),
    Metric(
        key="grid_events_hours",
        theme=THEME,
        name=Text("网格事件平均处置时长", "Mean time to close a grid event"),
        definition=Text(
            "统计期内办结的网格事件，从上报到办结的平均自然时长。",
            "Mean natural time from report to closing of the grid events closed in the period.",
        ),
        unit=_HOURS,
        scale=1 / 3600,
        numerator=term(
            "event", "closed_seconds", name=Text("处置总时长（秒）", "total time to close (seconds)"), kind=_KIND
        ),
        denominator=term("event", "closed", name=_CLOSED, kind=_KIND),
        direction=Direction.DOWN,
        decimals=1,
        sensitivity=Sensitivity.PUBLIC,
        basis="平均处置时长",
        certainty=Certainty.TO_CONFIRM,
        exclusions=_NOT_CLOSED,
        caveat=Text("自然时，不扣除节假日。", "Natural hours; holidays are not taken out."),
        owner=_OWNER,
        companions=("grid_events_rework",),
    ),
    Metric(
        key="grid_events_closing_rate",
        theme=THEME,
        name=Text("网格事件结案率", "Grid events closed"),
        definition=Text(
            "统计期内上报的网格事件中，至取数时已办结的占比。",
            "Of the grid events reported in the period, the share closed by the time of reading.",
        ),
        unit=_PERCENT,
        scale=100.0,
        numerator=term("event", "reported_closed", name=Text("其中已办结件数", "of these closed"), kind=_KIND),
        denominator=term("event", "reported", name=_REPORTED, kind=_KIND),
        direction=Direction.UP,
        decimals=1,
        maturity_lag_days=15,
        sensitivity=Sensitivity.PUBLIC,
        basis="结案率",
        certainty=Certainty.TO_CONFIRM,
        exclusions=Text(
            "不作剔除：已作废的事件计入上报件数、不计为办结；状态不是已结案的，即使有办结时间也计为未办结。",
            "None are left out: withdrawn events count as reported and not as closed; one whose status is not closed "
            "counts as open, even with a close time.",
        ),
        owner=_OWNER,
        companions=("grid_events_rework",),
    ),
    Metric(
        key="grid_events_rework",
        theme=THEME,
        name=Text("网格事件返工率", "Grid events reworked"),
        definition=Text(
            "统计期内办结的网格事件中，办理过程中曾退回重办的占比。",
            "Of the grid events closed in the period, the share sent back at least once.",
        ),
        unit=_PERCENT,
        scale=100.0,
        numerator=term("event", "rework", name=Text("返工件数", "reworked"), kind=_KIND),
        denominator=term("event", "closed", name=_CLOSED, kind=_KIND),
        direction=Direction.DOWN,
        decimals=1,
        sensitivity=Sensitivity.PUBLIC,
        basis="返工率",
        certainty=Certainty.TO_CONFIRM,
        exclusions=_NOT_CLOSED,
        owner=_OWNER,
    ),
    Metric(
        key="grid_events_reported",
        theme=THEME,
        name=Text("网格事件量", "Grid events"),
        definition=Text(
            "统计期内上报的网格事件数。多少本身不说明好坏。",
            "Grid events reported in the period. More or fewer is neither good nor bad by itself.",
        ),
        unit=_PIECES,
        numerator=term("event", "reported", name=_REPORTED, kind=_KIND),
        denominator=None,
        direction=Direction.NONE,
        decimals=0,
        sensitivity=Sensitivity.PUBLIC,
        basis="上报数",
        certainty=Certainty.TO_CONFIRM,
        exclusions=Text(
            "来源平台已删除的事件；已作废的事件仍计入。",
            "Events that the platform has deleted; withdrawn events still count.",
        ),
        owner=_OWNER,
    ),
)
