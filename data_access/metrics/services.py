"""Services and resources: social organisations, social workers, stations and floor area, beside how many need them."""

from data_access.family import Family
from data_access.metric import Certainty, Direction, Sensitivity, Text, Theme
from data_access.registers import COMMUNITIES, HOUSEHOLDS, PER_COMMUNITY, RESIDENTS, amount_of, communities, there_are

THEME = Theme("services", Text("服务与资源", "Services and resources"))
OWNER = Text("市、县（市、区）民政局", "City and county civil affairs bureaus")
THINGS = Family(THEME, OWNER, Sensitivity.PUBLIC)
_PLAN = "黄民基〔2020〕7号《黄山市2020年城乡社区治理工作要点》"
_PROVINCE = "《中国社区报》安徽城乡社区治理报道"
_PIECES = Text("个", "items")
_ORGANISATION, _WORKER, _STATION = "social_organisation", "social_worker_post", "station"
_ORGANISATIONS = Text("期末社会组织数", "social organisations at the end")
_UP = {"direction": Direction.UP, "finest": "community"}
_VERIFIED = {"certainty": Certainty.VERIFIED, **_UP}
_AVERAGE = Text("平均数：个别社区可能低于平均。", "A mean: single communities may have fewer.")

METRICS = (
    THINGS.count(
        "social_organisations",
        Text("社区社会组织", "Community social organisations"),
        Text(
            "统计期末登记或备案的社区社会组织数。",
            "Social organisations of communities, registered or filed, at the end of the period.",
        ),
        there_are(_ORGANISATIONS, _ORGANISATION),
        _PIECES,
        basis=_PLAN,
        **_VERIFIED,
    ),
    THINGS.ratio(
        "organisations_per_urban_community",
        Text("城市社区平均社会组织数", "Social organisations per urban community"),
        Text(
            "统计期末位于城市社区的社会组织数除以城市社区数。",
            "Social organisations in urban communities at the end of the period, for each urban community.",
        ),
        there_are(_ORGANISATIONS, _ORGANISATION, urban_rural="urban"),
        communities("urban"),
        unit=PER_COMMUNITY,
        basis=_PLAN,
        caveat=_AVERAGE,
        **_VERIFIED,
    ),
    THINGS.ratio(
        "organisations_per_rural_community",
        Text("农村社区平均社会组织数", "Social organisations per rural community"),
        Text(
            "统计期末位于农村社区的社会组织数除以农村社区数。",
            "Social organisations in rural communities at the end of the period, for each rural community.",
        ),
        there_are(_ORGANISATIONS, _ORGANISATION, urban_rural="rural"),
        communities("rural"),
        unit=PER_COMMUNITY,
        basis=_PLAN,
        caveat=_AVERAGE,
        **_VERIFIED,
    ),
    THINGS.ratio(
        "hub_organisations_per_100_communities",
        Text("每百个社区枢纽型社会组织", "Hub organisations per 100 communities"),
        Text(
            "统计期末枢纽型社区社会组织数除以社区数，乘以一百。",
            "Hub organisations at the end of the period, for each hundred communities.",
        ),
        there_are(Text("期末枢纽型组织数", "hub organisations at the end"), _ORGANISATION, "hub"),
        COMMUNITIES,
        unit=Text("个/百社区", "per 100 communities"),
        scale=100.0,
        basis=_PLAN,
        caveat=Text(
            "一个社区有两个时计两个；全覆盖的必要条件是不少于一百。",
            "A community with two counts twice; full coverage needs at least a hundred.",
        ),
        **_VERIFIED,
    ),
    THINGS.ratio(
        "social_workers_per_community",
        Text("每个社区社会工作者", "Social workers per community"),
        Text(
            "统计期末在岗的社区社会工作者岗位数除以社区数。",
            "Posts of community social workers filled at the end of the period, for each community.",
        ),
        there_are(Text("期末社工岗位数", "posts of social workers at the end"), _WORKER),
        COMMUNITIES,
        unit=Text("人/社区", "per community"),
        decimals=2,
        basis=_PLAN,
        caveat=_AVERAGE,
        **_VERIFIED,
    ),
    THINGS.ratio(
        "certified_social_workers_per_10k",
        Text("每万人持证社会工作者", "Certified social workers per 10,000 people"),
        Text(
            "统计期末持证社会工作者岗位数除以常住人口，乘以一万。",
            "Posts of certified social workers at the end of the period, for each ten thousand residents.",
        ),
        there_are(Text("期末持证社工岗位数", "certified posts at the end"), _WORKER, "certified_post"),
        RESIDENTS,
        unit=Text("人/万人", "per 10,000 people"),
        scale=10_000.0,
        decimals=2,
        basis=_PROVINCE,
        **_VERIFIED,
    ),
    THINGS.share(
        "social_workers_certified",
        Text("社会工作者持证率", "Social workers with a certificate"),
        Text(
            "统计期末社会工作者岗位中由持证者担任的占比。",
            "Of the posts of social workers at the end of the period, the share held by certified ones.",
        ),
        there_are(Text("其中持证岗位数", "of these certified"), _WORKER, "certified_post"),
        there_are(Text("期末社工岗位数", "posts of social workers at the end"), _WORKER),
        basis=_PROVINCE,
        **_UP,
    ),
    THINGS.ratio(
        "floor_area_per_100_households",
        Text("每百户社区综合服务设施面积", "Service floor area per 100 households"),
        Text(
            "统计期末社区综合服务设施建筑面积除以户数，乘以一百。",
            "Floor area of community service centres at the end of the period, for each hundred households.",
        ),
        amount_of(Text("期末建筑面积（平方米）", "floor area at the end (m²)"), "facility", "service_centre"),
        HOUSEHOLDS,
        unit=Text("平方米/百户", "m² per 100 households"),
        scale=100.0,
        basis=_PROVINCE,
        **_VERIFIED,
    ),
    THINGS.count(
        "service_floor_area",
        Text("社区服务设施面积", "Floor area of community facilities"),
        Text(
            "统计期末各类社区服务设施的建筑面积合计。",
            "Floor area of community facilities of all sorts together at the end of the period.",
        ),
        amount_of(Text("期末建筑面积（平方米）", "floor area at the end (m²)"), "facility"),
        Text("平方米", "m²"),
        basis="社区综合服务设施：floor area, usage",
        **_UP,
    ),
    THINGS.ratio(
        "facilities_per_community",
        Text("每个社区服务设施", "Facilities per community"),
        Text(
            "统计期末各类社区服务设施数除以社区数。",
            "Community facilities of all sorts at the end of the period, for each community.",
        ),
        there_are(Text("期末设施数", "facilities at the end"), "facility"),
        COMMUNITIES,
        unit=PER_COMMUNITY,
        decimals=2,
        basis="社区综合服务设施：floor area, usage",
        **_UP,
    ),
    THINGS.count(
        "social_work_stations",
        Text("乡镇（街道）社工服务站", "Social work stations"),
        Text("统计期末的乡镇（街道）社工服务站数。", "Social work stations of townships at the end of the period."),
        there_are(Text("期末社工站数", "stations at the end"), _STATION, "social_work_station"),
        _PIECES,
        basis=_PROVINCE,
        **_VERIFIED,
    ),
    THINGS.ratio(
        "social_work_points_per_100_communities",
        Text("每百个社区社工服务点", "Social work points per 100 communities"),
        Text(
            "统计期末村（社区）社工服务点数除以社区数，乘以一百。",
            "Social work points of communities at the end of the period, for each hundred communities.",
        ),
        there_are(Text("期末社工服务点数", "points at the end"), _STATION, "social_work_point"),
        COMMUNITIES,
        unit=Text("个/百社区", "per 100 communities"),
        scale=100.0,
        basis=_PROVINCE,
        **_UP,
    ),
    THINGS.count(
        "minor_protection_stations",
        Text("未成年人保护站", "Stations for the protection of minors"),
        Text(
            "统计期末的乡镇（街道）未成年人保护站数。",
            "Stations for the protection of minors at the end of the period.",
        ),
        there_are(Text("期末未保站数", "stations at the end"), _STATION, "minor_protection_station"),
        _PIECES,
        basis="未成年人保护：省委员会, 乡镇（街道）未保站",
        **_VERIFIED,
    ),
)
