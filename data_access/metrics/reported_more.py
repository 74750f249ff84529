"""More that units report: disputes by type and source, people behind what was prevented, calls, stars, certificates."""

from typing import Any

from data_access.metric import Certainty, Direction, Metric, Text
from data_access.metrics.reported import (
    ACCEPTED,
    CASES,
    FORM,
    IN_THOUSANDTHS,
    OF_FORMS,
    PEOPLE,
    PER_HUNDRED,
    value_of,
)

_TYPES = (
    *("marriage_family", "neighbours", "housing_land", "contract", "production", "damage", "forest_land"),
    *("expropriation", "pollution", "labour", "consumption", "medical", "traffic_accident"),
    *("property_management", "other"),
)
_STARS = tuple(f"stars_{number}" for number in range(1, 6))
_CALLS = "12345热线公开数据：接通率、15 秒接通率、平均等待（常州 2021、杭州）"
_OFFERED = value_of("呼入次数", "calls offered", "calls_offered")
_ANSWERED = value_of("接通次数", "calls answered", "calls_answered")
_CALLS_LIKE: dict[str, Any] = {**OF_FORMS, "certainty": Certainty.SECOND_HAND}
_A_HUNDRED: dict[str, Any] = {"unit": PER_HUNDRED, "scale": 100.0, "direction": Direction.NONE, **OF_FORMS}
_PREVENTED_PEOPLE: dict[str, Any] = {**IN_THOUSANDTHS, "basis": FORM}


def _source(key: str, name: Text, zh: str, en: str, category: str) -> Metric:
    """How many of a hundred disputes accepted came to mediators in one way."""
    definition = Text(
        f"各单位报送的每百件受理纠纷中{zh}的件数。",
        f"Disputes that were {en}, for each hundred accepted, as units report them.",
    )
    return PEOPLE.ratio(key, name, definition, value_of(zh, en, category), ACCEPTED, basis=FORM, **_A_HUNDRED)


METRICS = (
    PEOPLE.count(
        "reported_disputes_by_type",
        Text("报送受理纠纷（分类型合计）", "Disputes accepted by type, as reported"),
        Text(
            "各单位按十五类报送的受理纠纷数；按类别分项即各类型。",
            "Disputes accepted in the period, as units report them by fifteen types; by category, each of them.",
        ),
        value_of("分类型受理纠纷", "disputes by type", *(f"accepted_{each}" for each in _TYPES)),
        CASES,
        basis=FORM,
        **IN_THOUSANDTHS,
    ),
    _source(
        "reported_applied_for",
        Text("报送申请调解", "Disputes applied for, as reported"),
        "申请调解",
        "applied for",
        "accepted_applied_for",
    ),
    _source(
        "reported_entrusted",
        Text("报送接受委托移送调解", "Disputes entrusted, as reported"),
        "接受委托移送调解",
        "entrusted",
        "accepted_entrusted",
    ),
    PEOPLE.count(
        "reported_prevented_crimes_people",
        Text("报送防止民转刑涉及人数", "People in disputes kept from becoming a crime, as reported"),
        Text(
            "各单位报送的统计期内防止民间纠纷转化为刑事案件涉及的人数。",
            "People in the disputes of the period kept from becoming a crime, as units report them.",
        ),
        value_of("防止民转刑涉及人数", "people in them", "prevented_crimes_people"),
        Text("人", "people"),
        held_by=(value_of("防止民转刑", "kept from becoming a crime", "prevented_crimes"),),
        **_PREVENTED_PEOPLE,
    ),
    PEOPLE.count(
        "reported_prevented_visits_people",
        Text("报送防止群体性来访涉及人数", "People in disputes kept from becoming a group visit, as reported"),
        Text(
            "各单位报送的统计期内防止群体性来访涉及的人数。",
            "People in the disputes of the period kept from becoming a group visit, as units report them.",
        ),
        value_of("防止群体性来访涉及人数", "people in them", "prevented_group_visits_people"),
        Text("人", "people"),
        held_by=(value_of("防止群体性来访", "kept from becoming a group visit", "prevented_group_visits"),),
        **_PREVENTED_PEOPLE,
    ),
    PEOPLE.ratio(
        "hotline_calls_answered",
        Text("12345接通率（每百次来电）", "Calls to the hotline answered, of 100"),
        Text(
            "热线月报报送的统计期内接通次数除以呼入次数，乘以一百。",
            "Calls answered in the period for each hundred offered, as the hotline's bulletin reports them.",
        ),
        _ANSWERED,
        _OFFERED,
        unit=Text("次/百次", "per 100"),
        scale=100.0,
        basis=f"{_CALLS}：answered / offered",
        **_CALLS_LIKE,
    ),
    PEOPLE.ratio(
        "hotline_calls_answered_soon",
        Text("12345十五秒接通率（每百次来电）", "Calls answered within 15 seconds, of 100"),
        Text(
            "热线月报报送的统计期内十五秒内接通次数除以呼入次数，乘以一百。",
            "Calls answered within 15 seconds in the period for each hundred offered, as the hotline's bulletin "
            "reports them.",
        ),
        value_of("15秒内接通次数", "calls answered within 15 seconds", "calls_answered_soon"),
        _OFFERED,
        unit=Text("次/百次", "per 100"),
        scale=100.0,
        basis=f"{_CALLS}：answered within 15 s / offered",
        companions=("hotline_calls_answered",),
        **_CALLS_LIKE,
    ),
    PEOPLE.ratio(
        "hotline_calls_waited",
        Text("12345平均等待时间", "Mean wait for an answer"),
        Text(
            "热线月报报送的统计期内排队等待总秒数除以接通次数。",
            "Seconds in the queue in the period for each call answered, as the hotline's bulletin reports them.",
        ),
        value_of("排队等待秒数", "seconds in the queue", "calls_waited"),
        _ANSWERED,
        unit=Text("秒/次", "s per call"),
        direction=Direction.DOWN,
        basis=f"{_CALLS}：average wait",
        companions=("hotline_calls_answered",),
        **_CALLS_LIKE,
    ),
    PEOPLE.ratio(
        "volunteers_with_stars",
        Text("报送星级志愿者（每百名在册）", "Volunteers with stars per 100 listed, as reported"),
        Text(
            "登记平台报送的有星级的志愿者数除以在册志愿者数，乘以一百；按类别分项即星级分布；多个月为各月平均。",
            "Volunteers with a star for each hundred listed, as the registering platform reports them; by category, "
            "each star; over several months their mean.",
        ),
        value_of("星级志愿者", "volunteers with stars", *_STARS),
        value_of("在册志愿者", "volunteers listed", "volunteers_listed"),
        unit=Text("人/百人", "per 100"),
        scale=100.0,
        decimals=2,
        basis="星级分布；福建（2013）、广东：100/300/600/1000/1500 小时",
        **OF_FORMS
        | {
            "certainty": Certainty.TO_CONFIRM,
            "caveat": Text(
                "几小时为几星由各地办法规定（star_rules.csv），按平台评定的星级统计，不由本系统按人累计。",
                "How many hours make a star is local (star_rules.csv): stars are those the platform gives, and "
                "nobody's hours are added up here.",
            ),
        },
    ),
    PEOPLE.count(
        "service_certificates",
        Text("报送出具志愿服务证明", "Certificates of volunteer service, as reported"),
        Text(
            "登记平台报送的统计期内出具的志愿服务记录证明数。",
            "Certificates of volunteer service given in the period, as the registering platform reports them.",
        ),
        value_of("出具服务证明", "certificates given", "service_certificates"),
        Text("份", "certificates"),
        basis="民政部令第67号《志愿服务记录与证明出具办法（试行）》：证明出具数",
        **IN_THOUSANDTHS,
    ),
    PEOPLE.count(
        "circle_posts",
        Text("社友圈发帖", "Posts in the community circle"),
        Text(
            "平台报送的统计期内社友圈发帖数；只有条数，没有内容。",
            "Posts in the community circle in the period, as the platform reports them: how many, and never what.",
        ),
        value_of("社友圈发帖", "posts", "circle_posts"),
        Text("条", "posts"),
        basis="社友圈（社区动态发布系统）：posts",
        **IN_THOUSANDTHS | {"certainty": Certainty.TO_CONFIRM, "maturity_lag_days": 0},
    ),
    PEOPLE.ratio(
        "circle_reactions_per_post",
        Text("社友圈每帖互动", "Reactions to a post in the community circle"),
        Text(
            "平台报送的统计期内社友圈互动数除以发帖数。",
            "Reactions in the period for each post, as the platform reports them.",
        ),
        value_of("社友圈互动", "reactions", "circle_reactions"),
        value_of("社友圈发帖", "posts", "circle_posts"),
        unit=Text("次/条", "per post"),
        direction=Direction.NONE,
        basis="社友圈（社区动态发布系统）：engagement",
        **OF_FORMS | {"certainty": Certainty.TO_CONFIRM, "maturity_lag_days": 0},
    ),
)
