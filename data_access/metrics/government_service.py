"""Government service and orders of practice centres: how many, how many online, how soon, how much on time."""

from data_access.family import Family
from data_access.handled import Handled
from data_access.metric import Certainty, Direction, Sensitivity, Text
from data_access.metrics.services import THEME
from data_access.metrics.volunteers import PEOPLE as VOLUNTEERS

ITEMS = Handled(
    Family(THEME, Text("市、县（市、区）政务服务中心", "Government service centres"), Sensitivity.PROTECTED),
    kind="service_item",
    key="service_items",
    things=Text("政务服务办件", "service items"),
    short=Text("办件", "items"),
    unit=Text("件", "items"),
    quality=("service_items_rework",),
)
ORDERS = Handled(
    VOLUNTEERS,
    kind="service_order",
    key="practice_orders",
    things=Text("文明实践订单", "orders to practice centres"),
    short=Text("订单", "orders"),
    unit=Text("件", "orders"),
    quality=("practice_orders_rework",),
)
_ONLINE = "皖事通：service transactions, online handling rate"
_MATCHED = "新时代文明实践：activities, participants, matched orders"

METRICS = (
    ITEMS.reported(Text("政务服务办件量", "Service items"), basis=_ONLINE),
    ITEMS.by_channel(
        "online",
        Text("政务服务网上办理率", "Service items handled online"),
        Text(
            "统计期内申请的政务服务办件中，通过网上平台申请的占比。",
            "Of the service items asked for in the period, the share asked for online.",
        ),
        basis=_ONLINE,
        certainty=Certainty.VERIFIED,
        direction=Direction.UP,
        finest="township",
    ),
    ITEMS.on_time(
        Text("政务服务按时办结率", "Service items closed on time"), basis="承诺办结时间 = closed <= due / due"
    ),
    ITEMS.closing(Text("政务服务办结率", "Service items closed"), basis="办结率 = closed since / asked for in period"),
    ITEMS.closing_time(Text("政务服务平均办理时长", "Mean time to close a service item"), basis="平均办理时长"),
    ITEMS.rework(Text("政务服务退回重办率", "Service items done again"), basis="返工率"),
    ORDERS.reported(Text("文明实践点单量", "Orders to practice centres"), basis=_MATCHED),
    ORDERS.closing(Text("文明实践订单完成率", "Orders to practice centres fulfilled"), basis=_MATCHED),
    ORDERS.closing_time(Text("文明实践订单平均用时", "Mean time to fulfil an order"), basis=_MATCHED),
    ORDERS.rework(Text("文明实践订单重办率", "Orders to practice centres done again"), basis="返工率"),
)
