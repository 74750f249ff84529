"""Offices called to a matter (社区吹哨、部门报到) and orders of a command centre (调度指挥): response and closing."""

from data_access.family import Family
from data_access.handled import Handled
from data_access.metric import Certainty, Sensitivity, Text
from data_access.metrics.demands import THEME

_OFFICES = Family(
    THEME,
    Text("市、县（区）党委组织部、调度指挥中心", "Party organisation offices and command centres"),
    Sensitivity.PUBLIC,
)
_WHISTLES = Handled(
    _OFFICES,
    kind="whistle_call",
    key="whistles",
    things=Text("社区吹哨", "whistle calls"),
    short=Text("吹哨", "calls"),
    unit=Text("件", "calls"),
    quality=("whistles_rework",),
)
_ORDERS = Handled(
    _OFFICES,
    kind="work_order",
    key="work_orders",
    things=Text("调度指令", "work orders"),
    short=Text("指令", "orders"),
    unit=Text("件", "orders"),
    quality=("work_orders_rework",),
)
_MECHANISM = "社区吹哨、部门报到"
_DISPATCH = "指挥调度：dispatch time, close rate"
_SENT_BACK = Text(
    "来源平台不给退回次数的，计为未退回。", "Where a platform does not tell how often one was sent back, none was."
)

METRICS = (
    _WHISTLES.reported(Text("社区吹哨数", "Whistle calls"), basis=_MECHANISM),
    _WHISTLES.response_time(
        Text("吹哨平均报到时长", "Mean time until departments arrive"),
        Text(
            "统计期内部门已报到的社区吹哨，从吹哨到报到的平均自然时长。",
            "Mean natural time from the call until a department was there, of the calls answered in the period.",
        ),
        basis=f"{_MECHANISM}：response time",
        certainty=Certainty.INFERRED,
    ),
    _WHISTLES.responses(
        Text("每百件吹哨报到数", "Arrivals for 100 whistle calls"),
        Text(
            "统计期内部门已报到的社区吹哨数与同期吹哨数之比，每百件计。",
            "Whistle calls at which a department arrived in the period, for every 100 calls of the period.",
        ),
        basis=f"{_MECHANISM}：arrival rate",
        certainty=Certainty.INFERRED,
    ),
    _WHISTLES.closing(Text("吹哨事项办结率", "Whistle calls closed"), basis=_MECHANISM),
    _WHISTLES.on_time(Text("吹哨事项按期办结率", "Whistle calls closed on time"), basis=_MECHANISM),
    _WHISTLES.closing_time(Text("吹哨事项平均办理时长", "Mean time to close a whistle call"), basis=_MECHANISM),
    _WHISTLES.rework(Text("吹哨事项返工率", "Whistle calls reworked"), basis="返工率", caveat=_SENT_BACK),
    _ORDERS.reported(Text("调度指令数", "Work orders"), basis=_DISPATCH),
    _ORDERS.response_time(
        Text("调度指令平均响应时长", "Mean time until a work order is taken on"),
        Text(
            "统计期内已接单的调度指令，从下达到接单的平均自然时长。",
            "Mean natural time from the order until a unit took it on, of the orders taken on in the period.",
        ),
        basis=_DISPATCH,
        certainty=Certainty.INFERRED,
    ),
    _ORDERS.closing(Text("调度指令办结率", "Work orders closed"), basis=_DISPATCH),
    _ORDERS.on_time(Text("调度指令按期办结率", "Work orders closed on time"), basis=_DISPATCH),
    _ORDERS.closing_time(Text("调度指令平均办理时长", "Mean time to close a work order"), basis=_DISPATCH),
    _ORDERS.rework(Text("调度指令返工率", "Work orders reworked"), basis="返工率", caveat=_SENT_BACK),
)
