"""Who stands behind party building: cadres in grids, agreements with units, estates, centres, stations, talks."""

from data_access.metric import Certainty, Direction, Text, term
from data_access.metrics.party_led import PEOPLE, THINGS
from data_access.registers import COMMUNITIES, there_are

_PIECES = Text("个", "items")
_UP = {"direction": Direction.UP, "finest": "community"}
_VERIFIED = {"certainty": Certainty.VERIFIED, **_UP}
_CADRES = there_are(Text("期末进网入格岗位数", "assignments at the end"), "post", "cadre_in_grid")
_CALLED_OFF = Text("已取消和尚在计划中的活动。", "Activities called off or still planned.")
_STATION, _MEETING = "station_activity", "meeting"
_HELD = Text("开展场次", "activities held")

METRICS = (
    THINGS.count(
        "cadres_in_grids",
        Text("进网入格党员干部", "Party cadres in grids"),
        Text(
            "统计期末党员干部进网入格的岗位数；只数岗位，不记由谁担任。",
            "Assignments of party cadres to grids at the end of the period: posts, and never who is in them.",
        ),
        _CADRES,
        Text("人", "people"),
        basis="党员干部进网入格",
        **_VERIFIED,
    ),
    THINGS.ratio(
        "cadres_per_grid",
        Text("每个网格进网入格党员干部", "Party cadres per grid"),
        Text(
            "统计期末党员干部进网入格的岗位数除以综合网格数。",
            "Assignments of party cadres to grids at the end of the period, for each grid.",
        ),
        _CADRES,
        there_are(Text("期末网格数", "grids at the end"), "grid_staffing"),
        unit=Text("人/格", "per grid"),
        decimals=2,
        basis="党员干部进网入格：cadres per grid",
        **_VERIFIED,
    ),
    THINGS.count(
        "pairing_agreements",
        Text("结对共建协议", "Agreements of units with communities"),
        Text(
            "统计期末有效的机关企事业单位党组织与村（社区）结对共建协议数。",
            "Agreements between party organisations of units and communities in force at the end of the period.",
        ),
        there_are(Text("期末协议数", "agreements at the end"), "agreement", "pairing_agreement"),
        _PIECES,
        basis="N对1 结对共建；共建协议",
        **_VERIFIED,
    ),
    THINGS.count(
        "property_party_branches",
        Text("物业党支部", "Party branches of property managers"),
        Text("统计期末在册的物业企业党支部数。", "Party branches of property managers at the end of the period."),
        there_are(Text("期末物业党支部数", "branches at the end"), "party_organisation", "property_party_branch"),
        _PIECES,
        basis="物业党建：property party branches",
        **_VERIFIED,
    ),
    THINGS.count(
        "owners_committees",
        Text("业主委员会", "Owners' committees"),
        Text("统计期末在册的业主委员会数。", "Owners' committees at the end of the period."),
        there_are(Text("期末业委会数", "committees at the end"), "self_governance_body", "owners_committee"),
        _PIECES,
        basis="物业党建：owners' committees",
        **_VERIFIED,
    ),
    THINGS.count(
        "party_service_centres",
        Text("党群服务中心", "Party and public service centres"),
        Text("统计期末开放的党群服务中心数。", "Party and public service centres open at the end of the period."),
        there_are(Text("期末中心数", "centres at the end"), "facility", "party_service_centre"),
        _PIECES,
        basis="15分钟党群服务圈：centres",
        caveat=Text(
            "有多少人在十五分钟内走到，没有来源给出步行范围，不估算。",
            "How many people live within 15 minutes of one no source tells, and it is not estimated.",
        ),
        **_VERIFIED,
    ),
    THINGS.count(
        "station_activities",
        Text("暖新驿站活动", "Activities at stations"),
        Text("统计期内在暖新驿站开展的活动场次。", "Activities held at stations for new kinds of employment."),
        term("activity", "held", name=_HELD, kind=_STATION),
        Text("场", "activities"),
        basis="暖新驿站：activities",
        exclusions=_CALLED_OFF,
        **_VERIFIED,
    ),
    PEOPLE.count(
        "station_participants",
        Text("暖新驿站服务人次", "People at stations"),
        Text(
            "统计期内暖新驿站活动的参加人次。",
            "Person-times at the activities of stations for new kinds of employment.",
        ),
        term("activity", "participants", name=Text("参加人次", "person-times"), kind=_STATION),
        Text("人次", "person-times"),
        basis="暖新驿站：person-times",
        exclusions=_CALLED_OFF,
        caveat=Text("人次按平台填报。", "Person-times are those the platform gives."),
        **_VERIFIED | {"finest": "township"},
    ),
    THINGS.ratio(
        "meetings_per_100_communities",
        Text("每百个社区板凳会与恳谈会", "Meetings with residents per 100 communities"),
        Text(
            "统计期内召开的月末板凳会、业主恳谈会等场次除以期末社区数，乘以一百。",
            "Meetings on benches and talks with owners held in the period, for each hundred communities at its end.",
        ),
        term("activity", "held", name=_HELD, kind=_MEETING),
        COMMUNITIES,
        unit=Text("场/百社区", "per 100 communities"),
        scale=100.0,
        basis="月末板凳会，业主恳谈会：meetings per community-month",
        exclusions=_CALLED_OFF,
        **_UP,
    ),
)
