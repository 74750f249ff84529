"""Grid events (网格事件): how many, through which channels, how fast, how much on time."""

from data_access.family import Family
from data_access.handled import Handled
from data_access.metric import Certainty, Sensitivity, Text, Theme

THEME = Theme("grid_events", Text("网格事件", "Grid events"))
_GRID = Handled(
    Family(THEME, Text("市、县（区）综治中心", "City and county governance centres"), Sensitivity.PUBLIC),
    kind="grid_event",
    key="grid_events",
    things=Text("网格事件", "grid events"),
    short=Text("事件", "events"),
    unit=Text("件", "events"),
    quality=("grid_events_rework",),
)
_EMERGENCIES = Handled(
    _GRID.family,
    kind="grid_event",
    category="emergency",
    key="emergencies",
    things=Text("突发事件", "emergencies"),
    short=Text("突发事件", "emergencies"),
    unit=Text("件", "events"),
    quality=("grid_events_rework",),
)
_CHANNELS = "上报渠道占比（采集员/公众/热线/感知） = reported through the channel / reported"

METRICS = (
    _GRID.on_time(
        Text("网格事件按期处置率", "Grid events closed on time"),
        basis="按时办结率 = closed <= due / due in period",
        certainty=Certainty.SECOND_HAND,
        caveat=Text("时限由来源平台给出。", "Deadlines are those the platform gives."),
    ),
    _GRID.overdue(Text("网格事件超期未结", "Grid events overdue and open"), certainty=Certainty.INFERRED),
    _GRID.closing_time(Text("网格事件平均处置时长", "Mean time to close a grid event"), basis="平均处置时长"),
    _GRID.closing(Text("网格事件结案率", "Grid events closed"), basis="结案率"),
    _GRID.rework(Text("网格事件返工率", "Grid events reworked"), basis="返工率"),
    _GRID.reported(Text("网格事件量", "Grid events"), basis="上报数"),
    _EMERGENCIES.reported(
        Text("突发事件量", "Emergencies"),
        basis="事件类别：突发事件；公共安全 incidents, trend",
        caveat=Text(
            "按类别代码 emergency（突发事件）识别：代码表须沿用这一代码。",
            "Told by the category emergency: a site's code list must keep that code.",
        ),
    ),
    _GRID.per_residents(Text("每万人网格事件", "Grid events for 10,000 people")),
    _GRID.response_time(
        Text("网格事件平均到场时长", "Mean time to reach a grid event"),
        Text(
            "统计期内有人到场的网格事件，从上报到到场的平均自然时长。",
            "Mean natural time from report until somebody was there, of the grid events reached in the period.",
        ),
        basis="响应时长 = responded - reported",
        certainty=Certainty.INFERRED,
    ),
    _GRID.by_channel(
        "grid_staff",
        Text("网格员（采集员）上报占比", "Grid events reported by grid staff"),
        Text(
            "统计期内上报的网格事件中，由网格员（采集员）上报的占比。",
            "Of the grid events reported in the period, the share that grid staff reported.",
        ),
        basis=_CHANNELS,
    ),
    _GRID.by_channel(
        "public",
        Text("公众上报占比", "Grid events reported by the public"),
        Text(
            "统计期内上报的网格事件中，由公众上报的占比。",
            "Of the grid events reported in the period, the share that the public reported.",
        ),
        basis=_CHANNELS,
    ),
    _GRID.by_channel(
        "hotline",
        Text("热线转办占比", "Grid events passed on by the hotline"),
        Text(
            "统计期内上报的网格事件中，由热线转办的占比。",
            "Of the grid events reported in the period, the share that the hotline passed on.",
        ),
        basis=_CHANNELS,
    ),
    _GRID.by_channel(
        "sensor",
        Text("感知设备上报占比", "Grid events reported by sensors"),
        Text(
            "统计期内上报的网格事件中，由感知设备上报的占比。",
            "Of the grid events reported in the period, the share that sensors reported.",
        ),
        basis=_CHANNELS,
    ),
)
