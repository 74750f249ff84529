"""Tickets of the hotline (12345 工单): how many, how fast, how much on time, done again, asked for again."""

from data_access.family import Family
from data_access.handled import Handled
from data_access.metric import Certainty, Sensitivity, Text, Theme

THEME = Theme("hotline", Text("12345热线", "12345 hotline"))
FAMILY = Family(THEME, Text("12345热线主管单位", "Office in charge of the 12345 hotline"), Sensitivity.PROTECTED)
_TABLE = Text(
    "平台不给时限的，按站点时限表（deadlines.csv）计算。",
    "Where the platform gives no deadline, it is that of the site's table (deadlines.csv).",
)
TICKETS = Handled(
    FAMILY,
    kind="hotline_ticket",
    key="hotline",
    things=Text("12345工单", "hotline tickets"),
    short=Text("工单", "tickets"),
    unit=Text("件", "tickets"),
    quality=("hotline_satisfaction", "hotline_rework", "hotline_repeated"),
)

METRICS = (
    TICKETS.reported(Text("12345工单量", "Hotline tickets"), basis="12345 受理工单数"),
    TICKETS.per_residents(Text("每万人12345工单", "Hotline tickets for 10,000 people")),
    TICKETS.repeated(
        Text("12345重复诉求率", "Hotline tickets repeated"), basis="重复诉求率 = same caller + object + type in 30 d"
    ),
    TICKETS.on_time(
        Text("12345按时办结率", "Hotline tickets closed on time"),
        basis="按时办结率 = closed <= due / due in period",
        certainty=Certainty.SECOND_HAND,
        caveat=_TABLE,
    ),
    TICKETS.overdue(
        Text("12345超期未结", "Hotline tickets overdue and open"), certainty=Certainty.INFERRED, caveat=_TABLE
    ),
    TICKETS.closing(Text("12345办结率", "Hotline tickets closed"), basis="办结率 = closed since / accepted in period"),
    TICKETS.closing_time(Text("12345平均办理时长", "Mean time to close a hotline ticket"), basis="平均办理时长"),
    TICKETS.rework(
        Text("12345重办率", "Hotline tickets done again"),
        basis="发回重办率 = re-done / closed",
        certainty=Certainty.SECOND_HAND,
    ),
)
