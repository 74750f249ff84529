"""Party-led governance (党建引领): activities of party life, who reports in, projects shared with units."""

from data_access.family import Family
from data_access.metric import Certainty, Direction, Sensitivity, Text, Theme, term
from data_access.registers import PER_COMMUNITY, communities, there_are

THEME = Theme("party_led", Text("党建引领", "Party-led governance"))
OWNER = Text("市、县（市、区）委组织部", "City and county organisation departments")
THINGS = Family(THEME, OWNER, Sensitivity.PUBLIC)
PEOPLE = Family(THEME, OWNER, Sensitivity.PROTECTED)
_KIND = "party_activity"
_ACTIVITIES = Text("场", "activities")
_HELD = Text("开展场次", "activities held")
_CALLED_OFF = Text("已取消和尚在计划中的活动。", "Activities called off or still planned.")
_RECORDS = "“多网合一”信息系统：三会一课/主题党日/组织生活 records"
_CHECKIN = "在职党员“双报到”“云报到”"
_REPORTED_IN = term(
    "membership",
    "joined",
    minus=("departed",),
    stock=True,
    name=Text("期末报到党员数", "members reported in at the end"),
    kind="party_checkin",
)

METRICS = (
    THINGS.count(
        "party_activities",
        Text("党组织生活场次", "Activities of party life"),
        Text(
            "统计期内开展的三会一课、主题党日、组织生活会等党组织生活场次。",
            "Meetings and lessons, theme days, organisation life meetings and the like held in the period.",
        ),
        term("activity", "held", name=_HELD, kind=_KIND),
        _ACTIVITIES,
        basis=_RECORDS,
        certainty=Certainty.VERIFIED,
        direction=Direction.UP,
        finest="community",
        exclusions=_CALLED_OFF,
    ),
    THINGS.count(
        "party_meetings_and_lessons",
        Text("三会一课场次", "Three meetings and one lesson"),
        Text(
            "统计期内开展的支部党员大会、支部委员会、党小组会和党课场次。",
            "Branch meetings, committee meetings, group meetings and lectures held in the period.",
        ),
        term(
            "activity",
            "held",
            name=_HELD,
            kind=_KIND,
            category=(
                "three_meetings_one_lesson",
                "members_meeting",
                "committee_meeting",
                "group_meeting",
                "party_lecture",
            ),
        ),
        _ACTIVITIES,
        basis=_RECORDS,
        certainty=Certainty.VERIFIED,
        direction=Direction.UP,
        finest="township",
        exclusions=_CALLED_OFF,
    ),
    THINGS.count(
        "party_theme_days",
        Text("主题党日场次", "Party theme days"),
        Text("统计期内开展的主题党日场次。", "Party theme days held in the period."),
        term("activity", "held", name=_HELD, kind=_KIND, category="theme_day"),
        _ACTIVITIES,
        basis=_RECORDS,
        certainty=Certainty.VERIFIED,
        direction=Direction.UP,
        finest="township",
        exclusions=_CALLED_OFF,
    ),
    PEOPLE.count(
        "party_participants",
        Text("党组织生活参加人次", "People at party life"),
        Text(
            "统计期内开展的党组织生活的参加人次。", "Person-times at the activities of party life held in the period."
        ),
        term("activity", "participants", name=Text("参加人次", "person-times"), kind=_KIND),
        Text("人次", "person-times"),
        basis="智慧党建：activities held, participation",
        direction=Direction.UP,
        finest="township",
        exclusions=_CALLED_OFF,
        caveat=Text("人次按平台填报。", "Person-times are those the platform gives."),
    ),
    PEOPLE.ratio(
        "party_participants_per_activity",
        Text("每场党组织生活参加人数", "People at one activity of party life"),
        Text(
            "统计期内开展的党组织生活的参加人次除以场次。",
            "Person-times at the activities of party life held in the period, for each of them.",
        ),
        term("activity", "participants", name=Text("参加人次", "person-times"), kind=_KIND),
        term("activity", "held", name=_HELD, kind=_KIND),
        unit=Text("人次/场", "per activity"),
        basis="智慧党建：activities held, participation",
        finest="township",
        exclusions=_CALLED_OFF,
    ),
    PEOPLE.count(
        "party_members_reported_in",
        Text("报到在职党员", "Party members reported in"),
        Text(
            "统计期末已到社区报到（含云报到）的在职党员数：累计报到减累计退出。",
            "Party members on duty who have reported in to a community at the end of the period, online or not: "
            "all who reported in, less all who left.",
        ),
        _REPORTED_IN,
        Text("人", "people"),
        basis=_CHECKIN,
        certainty=Certainty.VERIFIED,
        direction=Direction.UP,
        finest="township",
    ),
    PEOPLE.count(
        "party_members_newly_reported_in",
        Text("新报到在职党员", "Party members who reported in"),
        Text(
            "统计期内到社区报到（含云报到）的在职党员数。",
            "Party members on duty who reported in to a community in the period, online or not.",
        ),
        term("membership", "joined", name=Text("新报到党员数", "who reported in"), kind="party_checkin"),
        Text("人", "people"),
        basis=_CHECKIN,
        direction=Direction.UP,
        finest="township",
    ),
    THINGS.count(
        "party_projects_signed",
        Text("签订共建项目书", "Joint projects signed"),
        Text("统计期内签订的党建共建项目书数。", "Joint projects that units and communities signed in the period."),
        term("register", "opened", name=Text("签订项目数", "projects signed"), kind="project"),
        Text("个", "projects"),
        basis="党建共建项目书",
        certainty=Certainty.VERIFIED,
        direction=Direction.UP,
        finest="community",
    ),
    THINGS.count(
        "party_projects_done",
        Text("完成共建项目", "Joint projects done"),
        Text("统计期内完成的党建共建项目数。", "Joint projects of units and communities finished in the period."),
        term("register", "closed", name=Text("完成项目数", "projects done"), kind="project"),
        Text("个", "projects"),
        basis="党建共建项目书",
        direction=Direction.UP,
        finest="community",
        companions=("party_projects_signed",),
    ),
    THINGS.count(
        "party_projects_running",
        Text("在建共建项目", "Joint projects under way"),
        Text(
            "统计期末已签订、尚未完成的党建共建项目数。", "Joint projects signed and not finished at the period's end."
        ),
        there_are(Text("期末在建项目数", "projects under way at the end"), "project"),
        Text("个", "projects"),
        basis="党建共建项目书",
        finest="community",
    ),
    THINGS.ratio(
        "party_projects_per_community",
        Text("每个城市社区年度共建项目", "Joint projects per urban community and year"),
        Text(
            "自然年内在城市社区签订的党建共建项目书数除以年末城市社区数。",
            "Joint projects signed in urban communities in the calendar year, for each urban community at its end.",
        ),
        term("register", "opened", name=Text("当年签订项目数", "projects signed"), kind="project", urban_rural="urban"),
        communities("urban"),
        unit=PER_COMMUNITY,
        basis="党建共建项目书：>= 3 projects per unit-community per year",
        certainty=Certainty.VERIFIED,
        finest="community",
        whole="year",
        caveat=Text("平均数：个别社区可能低于平均。", "A mean: single communities may have fewer."),
    ),
)
