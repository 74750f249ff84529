"""What volunteers are organised in and what is held: teams, volunteer and practice activities, practice centres."""

from data_access.family import Family
from data_access.metric import Direction, Sensitivity, Text, term
from data_access.metrics.volunteers import OWNER, THEME
from data_access.registers import there_are

THINGS = Family(THEME, OWNER, Sensitivity.PUBLIC)
PEOPLE = Family(THEME, OWNER, Sensitivity.PROTECTED)
_TIMES = Text("人次", "person-times")
_ACTIVITIES = Text("场", "activities")
_HELD = Text("开展场次", "activities held")
_CALLED_OFF = Text("已取消和尚在计划中的活动。", "Activities called off or still planned.")
_AS_COUNTED = Text("人次按平台填报。", "Person-times are those the platform gives.")

METRICS = (
    THINGS.count(
        "volunteer_teams",
        Text("志愿服务队伍", "Volunteer teams"),
        Text("期末在册的志愿服务队伍数。", "Volunteer teams there are at the end of the period."),
        there_are(Text("期末队伍数", "teams at the end"), "team"),
        Text("支", "teams"),
        basis="1+27+N 志愿服务",
        direction=Direction.UP,
        finest="community",
    ),
    THINGS.count(
        "volunteer_squads",
        Text("志愿服务分队", "Volunteer squads"),
        Text(
            "期末在册的志愿服务分队数，不含总队和支队。",
            "Volunteer squads there are at the end of the period, without headquarters and detachments.",
        ),
        there_are(Text("期末分队数", "squads at the end"), "team", "volunteer_squad"),
        Text("支", "squads"),
        basis="1+27+N 志愿服务",
        direction=Direction.UP,
        finest="community",
    ),
    THINGS.count(
        "volunteer_activities",
        Text("志愿服务活动", "Volunteer activities"),
        Text("统计期内开展的志愿服务活动（项目）场次。", "Volunteer activities and projects held in the period."),
        term("activity", "held", name=_HELD, kind="volunteer_activity"),
        _ACTIVITIES,
        basis="志愿服务项目、签到、时长",
        direction=Direction.UP,
        finest="community",
        exclusions=_CALLED_OFF,
    ),
    PEOPLE.count(
        "volunteer_activity_participants",
        Text("志愿服务活动参加人次", "People at volunteer activities"),
        Text(
            "统计期内开展的志愿服务活动的参加人次。",
            "Person-times at the volunteer activities held in the period.",
        ),
        term("activity", "participants", name=Text("参加人次", "person-times"), kind="volunteer_activity"),
        _TIMES,
        basis="志愿服务项目、签到、时长",
        direction=Direction.UP,
        finest="township",
        exclusions=_CALLED_OFF,
        caveat=_AS_COUNTED,
    ),
    THINGS.share(
        "volunteer_activities_called_off",
        Text("志愿服务活动取消率", "Volunteer activities called off"),
        Text(
            "统计期内应开展的志愿服务活动中被取消的占比。",
            "Of the volunteer activities that were to begin in the period, the share called off.",
        ),
        term("activity", "cancelled", name=Text("取消场次", "called off"), kind="volunteer_activity"),
        term("activity", "held", "cancelled", name=Text("应开展场次", "held or called off"), kind="volunteer_activity"),
        basis="志愿服务项目、签到、时长",
        direction=Direction.DOWN,
        finest="community",
    ),
    THINGS.count(
        "practice_activities",
        Text("文明实践活动", "Practice activities"),
        Text("统计期内开展的新时代文明实践活动场次。", "Activities of practice centres held in the period."),
        term("activity", "held", name=_HELD, kind="practice_activity"),
        _ACTIVITIES,
        basis="新时代文明实践：activities, participants, matched orders",
        direction=Direction.UP,
        finest="community",
        exclusions=_CALLED_OFF,
    ),
    PEOPLE.count(
        "practice_participants",
        Text("文明实践活动参加人次", "People at practice activities"),
        Text(
            "统计期内开展的新时代文明实践活动的参加人次。",
            "Person-times at the activities of practice centres held in the period.",
        ),
        term("activity", "participants", name=Text("参加人次", "person-times"), kind="practice_activity"),
        _TIMES,
        basis="新时代文明实践：activities, participants, matched orders",
        direction=Direction.UP,
        finest="township",
        exclusions=_CALLED_OFF,
        caveat=_AS_COUNTED,
    ),
    THINGS.ratio(
        "practice_activities_per_station",
        Text("每个实践阵地活动场次", "Activities per practice place"),
        Text(
            "统计期内开展的文明实践活动场次，除以期末新时代文明实践中心、所、站数。",
            "Activities held in the period, for each practice centre, office and station there is at its end.",
        ),
        term("activity", "held", name=_HELD, kind="practice_activity"),
        there_are(Text("期末实践阵地数", "practice places at the end"), "practice_centre"),
        unit=Text("场/个", "per place"),
        decimals=2,
        basis="新时代文明实践：activities, participants, matched orders",
        finest="community",
        exclusions=_CALLED_OFF,
    ),
    THINGS.count(
        "practice_stations",
        Text("新时代文明实践站", "Practice stations"),
        Text("期末在册的村（社区）新时代文明实践站数。", "Practice stations of communities at the end of the period."),
        there_are(Text("期末实践站数", "stations at the end"), "practice_centre", "practice_station"),
        Text("个", "stations"),
        basis="新时代文明实践：practice centres/stations",
        direction=Direction.UP,
        finest="community",
    ),
)
