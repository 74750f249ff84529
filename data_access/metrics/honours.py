"""Honours of volunteering (嘉许激励): how many volunteers were commended, how many teams and projects; never who."""

from data_access.family import Family
from data_access.metric import Direction, Sensitivity, Text, term
from data_access.metrics.volunteers import OWNER, PEOPLE, THEME

THINGS = Family(THEME, OWNER, Sensitivity.PUBLIC)
_KIND = "honour"

METRICS = (
    PEOPLE.count(
        "volunteers_commended",
        Text("嘉许志愿者", "Volunteers commended"),
        Text(
            "统计期内受到嘉许的志愿者人数；平台只给出各县（市、区）的人数。",
            "Volunteers commended in the period; platforms tell how many of a county, and never who.",
        ),
        term(
            "register",
            "quantity_opened",
            name=Text("嘉许人数", "people commended"),
            kind=_KIND,
            category="commended_volunteers",
        ),
        Text("人", "people"),
        basis="嘉许激励机制：awarded volunteers",
        direction=Direction.UP,
        finest="county",
    ),
    THINGS.count(
        "teams_commended",
        Text("优秀志愿服务团队与项目", "Volunteer teams and projects commended"),
        Text(
            "统计期内评为优秀的志愿服务团队和项目数。",
            "Volunteer teams and projects that were commended in the period.",
        ),
        term(
            "register",
            "opened",
            name=Text("优秀团队与项目数", "teams and projects commended"),
            kind=_KIND,
            category=("outstanding_team", "outstanding_project"),
        ),
        Text("个", "items"),
        basis="嘉许激励机制：awards",
        direction=Direction.UP,
        finest="community",
    ),
)
