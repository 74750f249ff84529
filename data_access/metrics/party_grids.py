"""Party building in grids: organisations, 1+2 staffing of small and micro grids, posts, and who shares data."""

from data_access.metric import Certainty, Direction, Text
from data_access.metrics.party_led import PEOPLE, THINGS
from data_access.registers import amount_of, judged, met, there_are

_GRIDS = "grid_staffing"
_SMALL = ("grid_small", "grid_micro")
_POSTS = (
    "great_work_committee_secretary",
    "great_work_committee_deputy_secretary",
    "great_work_committee_part_time_member",
)
_MEMBERS = "great_party_committee_part_time_member"
_PIECES = Text("个", "items")
_STAFFED = "1 网格长 + 2 网格员 per 小/微 grid"
_COMMITTEES = "大工委 / 大党委 兼职委员制"
_ALL_GRIDS = there_are(Text("期末网格数", "grids at the end"), _GRIDS)
_OF_POSTS = Text("期末应配岗位数", "posts to fill at the end")
_FILLED = Text("其中已配岗位数", "of these filled")
_VERIFIED = {"certainty": Certainty.VERIFIED, "direction": Direction.UP, "finest": "community"}

METRICS = (
    THINGS.count(
        "grids",
        Text("综合网格", "Grids"),
        Text(
            "统计期末在册的大、中、小、微综合网格数。", "Large, medium, small and micro grids at the end of the period."
        ),
        _ALL_GRIDS,
        _PIECES,
        basis="大/中/小/微 综合网格",
        **_VERIFIED | {"direction": Direction.NONE},
    ),
    THINGS.share(
        "grids_fully_staffed",
        Text("小微网格“1+2”配备率", "Small and micro grids staffed 1+2"),
        Text(
            "统计期末的小、微网格中，网格长不少于一名且网格员不少于两名的占比。",
            "Of the small and micro grids at the end of the period, the share with a leader and at least two members.",
        ),
        met(Text("其中配齐的网格数", "of these fully staffed"), _GRIDS, *_SMALL),
        judged(Text("期末小微网格数", "small and micro grids at the end"), _GRIDS, *_SMALL),
        basis=f"{_STAFFED}：grids with >=1 leader and >=2 members / all small+micro grids",
        exclusions=Text(
            "大、中网格：没有规定配备人数。", "Large and medium grids: nothing says how many they must have."
        ),
        **_VERIFIED,
    ),
    THINGS.ratio(
        "grid_staff_per_grid",
        Text("小微网格平均配备人数", "Staff per small and micro grid"),
        Text(
            "统计期末小、微网格已配的网格长和网格员岗位数除以网格数；超配的网格员不计。",
            "Posts of leaders and members filled in small and micro grids at the end of the period, for each grid; "
            "members beyond two do not count.",
        ),
        amount_of(Text("期末在岗岗位数", "posts filled at the end"), _GRIDS, *_SMALL),
        there_are(Text("期末小微网格数", "small and micro grids at the end"), _GRIDS, *_SMALL),
        unit=Text("人/格", "per grid"),
        decimals=2,
        basis=_STAFFED,
        **_VERIFIED,
    ),
    THINGS.count(
        "grid_party_branches",
        Text("网格临时党支部", "Temporary party branches in grids"),
        Text(
            "统计期末设在网格上的临时党支部数。", "Temporary party branches set up in grids at the end of the period."
        ),
        there_are(Text("期末临时党支部数", "branches at the end"), "party_organisation", "temporary_party_branch"),
        _PIECES,
        basis="临时党支部 / 功能党小组 in grids",
        **_VERIFIED,
    ),
    THINGS.count(
        "grid_party_groups",
        Text("功能党小组", "Functional party groups"),
        Text("统计期末设在网格上的功能党小组数。", "Functional party groups set up in grids at the end of the period."),
        there_are(Text("期末功能党小组数", "groups at the end"), "party_organisation", "functional_party_group"),
        _PIECES,
        basis="临时党支部 / 功能党小组 in grids",
        **_VERIFIED,
    ),
    THINGS.ratio(
        "grid_party_organisations_per_100_grids",
        Text("每百个网格党组织数", "Party organisations per 100 grids"),
        Text(
            "统计期末设在网格上的临时党支部和功能党小组数，除以网格数，乘以一百。",
            "Temporary branches and functional groups in grids at the end of the period, for each hundred grids.",
        ),
        there_are(
            Text("期末网格党组织数", "party organisations at the end"),
            "party_organisation",
            "temporary_party_branch",
            "functional_party_group",
        ),
        _ALL_GRIDS,
        unit=Text("个/百格", "per 100 grids"),
        scale=100.0,
        basis="网格党建：grid party coverage",
        caveat=Text(
            "一个网格可设多个党组织，故不等于覆盖的网格占比。",
            "A grid may have several, so this is not the share of grids that have one.",
        ),
        **_VERIFIED | {"certainty": Certainty.INFERRED},
    ),
    THINGS.share(
        "party_committee_posts_filled",
        Text("街道“大工委”岗位到位率", "Posts of great work committees filled"),
        Text(
            "统计期末街道“大工委”书记、副书记和兼职委员岗位中已有人的占比。",
            "Of the posts of secretaries, deputies and part-time members of great work committees, the share filled at "
            "the end of the period.",
        ),
        met(_FILLED, "post", *_POSTS),
        judged(_OF_POSTS, "post", *_POSTS),
        basis=_COMMITTEES,
        **_VERIFIED,
    ),
    THINGS.share(
        "community_committee_posts_filled",
        Text("社区“大党委”兼职委员到位率", "Posts of great party committees filled"),
        Text(
            "统计期末社区“大党委”兼职委员岗位中已有人的占比。",
            "Of the posts of part-time members of great party committees, the share filled at the end of the period.",
        ),
        met(_FILLED, "post", _MEMBERS),
        judged(_OF_POSTS, "post", _MEMBERS),
        basis=_COMMITTEES,
        **_VERIFIED,
    ),
    PEOPLE.count(
        "party_member_households",
        Text("党员中心户", "Party member households"),
        Text("统计期末挂牌的党员中心户数。", "Party member households there are at the end of the period."),
        there_are(Text("期末党员中心户数", "households at the end"), "station", "party_member_household"),
        Text("户", "households"),
        basis="党员中心户",
        **_VERIFIED | {"finest": "township"},
    ),
    THINGS.count(
        "data_sharing_departments",
        Text("数据共享部门", "Departments that share data"),
        Text("统计期末向平台共享数据的部门数。", "Departments that share data with the platform at the period's end."),
        there_are(Text("期末共享部门数", "departments at the end"), "information_system", "data_sharing_department"),
        _PIECES,
        basis="25 个部门数据共享",
        **_VERIFIED,
    ),
    THINGS.count(
        "special_work_groups",
        Text("工作专班", "Special work groups"),
        Text("统计期末在运行的工作专班数。", "Special work groups there are at the end of the period."),
        there_are(Text("期末专班数", "groups at the end"), "work_group"),
        _PIECES,
        basis="领导小组, 7 个工作专班",
        **_VERIFIED | {"direction": Direction.NONE},
    ),
    THINGS.count(
        "new_employment_stations",
        Text("暖新驿站", "Stations for new kinds of employment"),
        Text("统计期末开放的暖新驿站数。", "Stations for new kinds of employment open at the end of the period."),
        there_are(Text("期末暖新驿站数", "stations at the end"), "station", "new_employment_station"),
        _PIECES,
        basis="暖新驿站（新业态；“六有”）",
        **_VERIFIED,
    ),
)
