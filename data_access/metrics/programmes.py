"""What the five programmes (五大工程) have set up: sensors, which are online, applications, drills, delegated items."""

from data_access.metric import Certainty, Direction, Text, term
from data_access.metrics.pilot_tasks import THINGS
from data_access.registers import judged, met, there_are

_PLAN = "《安庆市关于推进全国市域社会治理现代化试点工作的实施意见》"
_PIECES = Text("个", "items")
_UP = {"direction": Direction.UP, "finest": "township"}

METRICS = (
    THINGS.count(
        "sensors",
        Text("感知设备", "Sensors"),
        Text(
            "统计期末在册的前端感知设备数（水位、烟雾、井盖等物的感知）。",
            "Sensors listed at the end of the period: of things, such as water levels, smoke and manholes.",
        ),
        there_are(Text("期末设备数", "sensors at the end"), "sensor"),
        _PIECES,
        basis=f"{_PLAN}：数字化工程（前端感知）",
        direction=Direction.NONE,
        finest="community",
    ),
    THINGS.share(
        "sensors_online",
        Text("感知设备在线率", "Sensors online"),
        Text(
            "统计期末在册的前端感知设备中，来源最近一次清点时在线的占比。",
            "Of the sensors listed at the end of the period, the share that was online when last counted.",
        ),
        met(Text("其中在线设备数", "of these online"), "sensor"),
        judged(Text("期末设备数", "sensors at the end"), "sensor"),
        basis=f"{_PLAN}：数字化工程（sensors online）",
        certainty=Certainty.INFERRED,
        finest="community",
    ),
    THINGS.count(
        "applications_live",
        Text("应用场景", "Applications in use"),
        Text("统计期末在用的治理应用场景数。", "Applications of governance in use at the end of the period."),
        there_are(Text("期末场景数", "applications at the end"), "information_system", "scenario"),
        _PIECES,
        basis=f"{_PLAN}：数字化工程（应用场景）",
        **_UP,
    ),
    THINGS.count(
        "drills_held",
        Text("应急演练", "Drills"),
        Text("统计期内开展的应急演练次数。", "Emergency drills held in the period."),
        term("register", "opened", name=Text("演练次数", "drills"), kind="drill"),
        Text("次", "drills"),
        basis=f"{_PLAN}：大安全工程（应对能力）",
        certainty=Certainty.INFERRED,
        **_UP,
    ),
    THINGS.count(
        "delegated_items",
        Text("下放赋权事项", "Items handed down"),
        Text(
            "统计期末下放到乡镇（街道）的审批服务和执法事项数。",
            "Approvals and enforcement handed down to townships, in force at the end of the period.",
        ),
        there_are(Text("期末下放事项数", "items at the end"), "delegated_item"),
        Text("项", "items"),
        basis=f"{_PLAN}：集结号工程（赋权增能）",
        **_UP,
    ),
)
