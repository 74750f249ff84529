"""What communities have and what burdens them: halls of villages, centres, pilots, bodies, certificates."""

from data_access.metric import Certainty, Direction, Text
from data_access.metrics.services import THINGS
from data_access.registers import COMMUNITIES, PER_COMMUNITY, amount_of, communities, there_are

_PROVINCE = "《中国社区报》安徽城乡社区治理报道"
_HALLS = there_are(Text("期末农村综合服务设施数", "rural centres"), "facility", "service_centre", urban_rural="rural")
_PER_HUNDRED = {"unit": Text("个/百社区", "per 100 communities"), "scale": 100.0}
_UP = {"direction": Direction.UP, "finest": "community"}
_SEVERAL = Text(
    "一个社区有两个时计两个；全覆盖的必要条件是不少于一百。",
    "A community with two counts twice; full coverage needs at least a hundred.",
)

METRICS = (
    THINGS.ratio(
        "rural_hall_area",
        Text("农村一站式服务大厅平均面积", "Mean area of rural service halls"),
        Text(
            "统计期末农村社区综合服务设施的建筑面积除以其个数。",
            "Floor area of community service centres in villages at the end of the period, for each of them.",
        ),
        amount_of(
            Text("期末建筑面积（平方米）", "floor area at the end (m²)"),
            "facility",
            "service_centre",
            urban_rural="rural",
        ),
        _HALLS,
        unit=Text("平方米/个", "m² each"),
        basis=f"{_PROVINCE}：农村一站式服务大厅平均面积",
        certainty=Certainty.VERIFIED,
        **_UP,
    ),
    THINGS.ratio(
        "rural_halls_per_100_communities",
        Text("每百个农村社区服务大厅", "Service halls per 100 rural communities"),
        Text(
            "统计期末农村社区综合服务设施数除以农村社区数，乘以一百。",
            "Community service centres in villages at the end of the period, for each hundred rural communities.",
        ),
        _HALLS,
        communities("rural"),
        basis=f"{_PROVINCE}：农村一站式服务大厅全覆盖",
        certainty=Certainty.VERIFIED,
        caveat=_SEVERAL,
        **_PER_HUNDRED,
        **_UP,
    ),
    THINGS.ratio(
        "neighbourhood_centres_per_100_communities",
        Text("每百个社区邻里中心", "Neighbourhood centres per 100 communities"),
        Text(
            "统计期末邻里中心数除以社区数，乘以一百。",
            "Neighbourhood centres at the end of the period, for each hundred communities.",
        ),
        there_are(Text("期末邻里中心数", "neighbourhood centres at the end"), "facility", "neighbourhood_centre"),
        COMMUNITIES,
        basis="邻里中心：facilities",
        **_PER_HUNDRED,
        **_UP,
    ),
    THINGS.ratio(
        "smart_community_pilots_per_100_communities",
        Text("智慧社区试点覆盖（每百个社区）", "Smart community pilots per 100 communities"),
        Text(
            "统计期末在册的智慧社区建设试点数除以社区数，乘以一百。",
            "Smart community pilots at the end of the period, for each hundred communities.",
        ),
        there_are(Text("期末试点数", "pilots at the end"), "pilot", "smart_community"),
        COMMUNITIES,
        basis="智慧社区试点：smart-community coverage",
        certainty=Certainty.INFERRED,
        caveat=_SEVERAL,
        **_PER_HUNDRED,
        **_UP,
    ),
    THINGS.ratio(
        "self_governance_bodies_per_community",
        Text("每个社区自治组织", "Self-governance bodies per community"),
        Text(
            "统计期末在册的各类自治组织数除以社区数；按类别分项即各类组织的平均数。",
            "Self-governance bodies of all sorts at the end of the period, for each community; by category, the mean "
            "of each sort.",
        ),
        there_are(Text("期末自治组织数", "bodies at the end"), "self_governance_body"),
        COMMUNITIES,
        unit=PER_COMMUNITY,
        decimals=2,
        basis="居民自治委员会、理事会、红白理事会等：coverage by type",
        certainty=Certainty.INFERRED,
        caveat=Text(
            "个别社区有两个时会抵消没有的社区，故不等于覆盖率。",
            "A community with two makes up for one with none, so this is not coverage.",
        ),
        **_UP,
    ),
    THINGS.ratio(
        "burdens_per_community",
        Text("每个社区证明事项与挂牌", "Certificates and signboards per community"),
        Text(
            "统计期末仍在册的要社区开具的证明事项和门前挂牌数除以社区数。",
            "Certificates that communities are asked for and signboards at their doors, as many as are still listed at "
            "the end of the period, for each community.",
        ),
        there_are(Text("期末证明事项与挂牌数", "certificates and signboards at the end"), "burden_item"),
        COMMUNITIES,
        unit=PER_COMMUNITY,
        basis="社区“万能章”专项整治；门前挂牌：burden",
        certainty=Certainty.INFERRED,
        direction=Direction.DOWN,
        finest="community",
        caveat=Text(
            "只数件数：没有公开的加权办法，不合成“负担指数”。",
            "It counts them only: nobody published weights, so there is no index of burden.",
        ),
    ),
)
