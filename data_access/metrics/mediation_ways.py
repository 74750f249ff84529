"""How disputes come to mediation and pass through it: their sources, how many for the people, hand-overs."""

from data_access.metric import Certainty, Direction, Metric, Text, term
from data_access.metrics.mediation import ACCEPTED, DISPUTES, FORM, cases
from data_access.registers import RESIDENTS

_NONE_LEFT_OUT = Text("无。", "None.")
_HAND_OVERS = term("case_step", "hand_overs", name=Text("移交次数", "hand-overs"), kind="mediation_step")


def _source(key: str, name: Text, said: Text, measure: str) -> Metric:
    """A share of the three sources of cases: together they are all whose source is known."""
    return DISPUTES.share(
        f"mediation_{key}",
        name,
        said,
        cases(measure, "该来源受理数", "accepted from it"),
        ACCEPTED,
        basis=f"{FORM}：主动调解、申请调解、接受委托移送调解",
        certainty=Certainty.VERIFIED,
        direction=Direction.NONE,
        exclusions=Text("无。来源未映射的案件计入分母。", "None. Cases whose source no map knows count below."),
    )


METRICS = (
    _source(
        "looked_for",
        Text("主动调解占比", "Disputes the mediators looked for"),
        Text(
            "统计期内受理的矛盾纠纷中，调解组织主动调解的占比。",
            "Of the disputes accepted in the period, the share that mediators took up by themselves.",
        ),
        "looked_for",
    ),
    _source(
        "applied_for",
        Text("申请调解占比", "Disputes applied for"),
        Text(
            "统计期内受理的矛盾纠纷中，当事人申请调解的占比。",
            "Of the disputes accepted in the period, the share for which somebody asked for mediation.",
        ),
        "applied_for",
    ),
    _source(
        "entrusted",
        Text("委托移送调解占比", "Disputes entrusted"),
        Text(
            "统计期内受理的矛盾纠纷中，接受委托移送调解的占比。",
            "Of the disputes accepted in the period, the share that other bodies entrusted to the mediators.",
        ),
        "entrusted",
    ),
    DISPUTES.ratio(
        "disputes_per_10k",
        Text("每万人受理纠纷", "Disputes accepted for 10,000 people"),
        Text(
            "统计期内受理的矛盾纠纷数与期末常住人口之比，每万人计。多少本身不说明好坏。",
            "Disputes accepted in the period for every 10,000 people who live there at its end. More or fewer is "
            "neither good nor bad by itself.",
        ),
        ACCEPTED,
        RESIDENTS,
        unit=Text("件/万人", "per 10,000 people"),
        scale=10_000.0,
        direction=Direction.NONE,
        basis="每万人口件数 = accepted / residents",
        finest="community",
    ),
    DISPUTES.ratio(
        "mediation_hand_overs",
        Text("每百件受理纠纷移交次数", "Hand-overs for 100 disputes accepted"),
        Text(
            "统计期内各类调解之间移交的次数与同期受理的矛盾纠纷数之比，每百件计。",
            "How often a dispute passed from one kind of mediation to another in the period, for every 100 accepted.",
        ),
        _HAND_OVERS,
        ACCEPTED,
        unit=Text("次/百件", "per 100 cases"),
        scale=100.0,
        direction=Direction.NONE,
        basis="三调联动、五调联动 handover = transfers between mediation kinds",
        exclusions=_NONE_LEFT_OUT,
        caveat=Text(
            "五调的范围由城市确认；一件纠纷可以多次移交。",
            "Which five kinds there are is for the city to confirm; one dispute may be handed over more than once.",
        ),
    ),
    DISPUTES.ratio(
        "mediation_hand_overs_returned",
        Text("每百次移交退回次数", "Hand-overs sent back for 100"),
        Text(
            "统计期内移交后被退回的次数与同期移交次数之比，每百次计。",
            "How often a dispute was sent back after a hand-over in the period, for every 100 hand-overs in it.",
        ),
        term("case_step", "returns", name=Text("退回次数", "sent back"), kind="mediation_step"),
        _HAND_OVERS,
        unit=Text("次/百次", "per 100 hand-overs"),
        scale=100.0,
        direction=Direction.DOWN,
        basis="三调联动、五调联动 return rate = returns / hand-overs",
        exclusions=_NONE_LEFT_OUT,
        caveat=Text("移交与退回各按当日统计。", "Hand-overs and returns each count on their own day."),
    ),
)
