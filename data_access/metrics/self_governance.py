"""Self-governance and demonstration: bodies and rules in each community, beautiful communities, pilots."""

from data_access.metric import Certainty, Direction, Metric, Text
from data_access.metrics.services import THINGS
from data_access.registers import COMMUNITIES, PER_COMMUNITY, there_are

_FOUR_COUNCILS = "一约四会"
_BODIES = "居民自治委员会, 社区协商委员会, 居民理事会, 村民理事会, 乡贤议事会, 红白理事会, 居（村）务监督委员会"
_PLAN = "黄民基〔2020〕7号《黄山市2020年城乡社区治理工作要点》"
_UP = {"direction": Direction.UP, "finest": "community"}
_PIECES = Text("个", "items")


def _per_community(key: str, name: Text, kind: str, categories: tuple[str, ...], basis: str) -> Metric:
    """How many bodies or rules of some sorts there are for each community."""
    return THINGS.ratio(
        key,
        Text(f"每个社区{name.zh}", f"{name.en} per community"),
        Text(
            f"统计期末{name.zh}数除以社区数。",
            f"{name.en} at the end of the period, for each community.",
        ),
        there_are(Text(f"期末{name.zh}数", f"{name.en.lower()} at the end"), kind, *categories),
        COMMUNITIES,
        unit=PER_COMMUNITY,
        decimals=2,
        basis=basis,
        certainty=Certainty.INFERRED,
        caveat=Text(
            "个别社区有两个时会抵消没有的社区，故不等于覆盖率。",
            "A community with two makes up for one with none, so this is not coverage.",
        ),
        **_UP,
    )


_BODY, _CHARTER = "self_governance_body", "charter"
METRICS = (
    _per_community(
        "village_rules_per_community",
        Text("村规民约（居民公约）", "Village rules and residents' conventions"),
        _CHARTER,
        ("village_rules", "residents_convention"),
        _FOUR_COUNCILS,
    ),
    _per_community(
        "four_councils_per_community",
        Text("“四会”组织", "Bodies of the four councils"),
        _BODY,
        ("councils", "weddings_and_funerals_council", "morals_council", "drugs_and_gambling_council"),
        _FOUR_COUNCILS,
    ),
    _per_community(
        "charters_per_community",
        Text("自治章程", "Self-governance charters"),
        _CHARTER,
        ("self_governance_charter",),
        _BODIES,
    ),
    _per_community(
        "supervision_committees_per_community",
        Text("村（居）务监督委员会", "Supervision committees"),
        _BODY,
        ("supervision_committee",),
        _BODIES,
    ),
    _per_community(
        "consultation_committees_per_community",
        Text("社区协商委员会", "Consultation committees"),
        _BODY,
        ("consultation_committee",),
        _BODIES,
    ),
    _per_community(
        "elders_councils_per_community",
        Text("乡贤议事会", "Councils of village elders"),
        _BODY,
        ("elders_council",),
        _BODIES,
    ),
    THINGS.count(
        "self_governance_bodies",
        Text("自治组织", "Self-governance bodies"),
        Text("统计期末在册的各类自治组织数。", "Self-governance bodies of all sorts at the end of the period."),
        there_are(Text("期末自治组织数", "bodies at the end"), _BODY),
        _PIECES,
        basis=_BODIES,
        **_UP,
    ),
    THINGS.count(
        "beautiful_communities",
        Text("美丽社区", "Beautiful communities"),
        Text(
            "统计期末建成的美丽社区示范点数。", "Demonstration sites of beautiful communities at the end of the period."
        ),
        there_are(
            Text("期末美丽社区数", "beautiful communities at the end"), "demonstration_site", "beautiful_community"
        ),
        _PIECES,
        basis=_PLAN,
        certainty=Certainty.VERIFIED,
        **_UP,
    ),
    THINGS.count(
        "community_homes",
        Text("社区之家", "Community homes"),
        Text("统计期末开放的社区之家数。", "Community homes open at the end of the period."),
        there_are(Text("期末社区之家数", "community homes at the end"), "demonstration_site", "community_home"),
        _PIECES,
        basis=_PLAN,
        certainty=Certainty.VERIFIED,
        **_UP,
    ),
    THINGS.count(
        "smart_community_pilots",
        Text("智慧社区试点", "Smart community pilots"),
        Text("统计期末在册的智慧社区建设试点数。", "Smart community pilots at the end of the period."),
        there_are(Text("期末试点数", "pilots at the end"), "pilot", "smart_community"),
        _PIECES,
        basis="智慧社区建设试点（四批）",
        certainty=Certainty.VERIFIED,
        **_UP,
    ),
    THINGS.count(
        "pilots",
        Text("试点", "Pilots"),
        Text(
            "统计期末在册的各类社区治理试点数。",
            "Pilots of community governance of all sorts at the end of the period.",
        ),
        there_are(Text("期末试点数", "pilots at the end"), "pilot"),
        _PIECES,
        basis="六大省级试点；智慧社区建设试点",
        **_UP,
    ),
)
