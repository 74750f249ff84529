"""What came of mediation: agreements, confirmed and kept; where cases were closed; what was prevented."""

from data_access.metric import Certainty, Direction, Metric, Text
from data_access.metrics.mediation import CASES, DISPUTES, FORM, SUCCEEDED, cases

_AGREEMENTS = cases("agreements", "达成协议数", "with an agreement")
_WRITTEN = cases("written_agreements", "书面协议数", "with a written agreement")
_LEVEL_KNOWN = cases("succeeded_level_known", "化解层级明确的成功数", "succeeded, level known")
_LAW = "人民调解法：口头协议、司法确认"
_KEPT_FROM = f"{FORM}：防止民转刑、防止群体性来访"
_NONE_LEFT_OUT = Text("无。", "None.")


def _closed_at(key: str, name: Text, said: Text, measure: str) -> Metric:
    return DISPUTES.share(
        f"mediation_{key}",
        name,
        said,
        cases(measure, "该层级以内化解数", "closed at that level or below"),
        _LEVEL_KNOWN,
        basis="就地化解率（小事不出村、大事不出镇） = closed at level / succeeded",
        certainty=Certainty.SECOND_HAND,
        exclusions=Text("化解层级不明的案件。", "Cases whose level is not known."),
    )


def _prevented(key: str, name: Text, said: Text, unit: Text, of: str) -> Metric:
    counted = cases(of, "来源报告数", "as the source reports")
    return DISPUTES.count(
        f"mediation_{key}",
        name,
        said,
        counted if unit == CASES else cases(f"{of}_people", "来源报告数", "as the source reports"),
        unit,
        basis=_KEPT_FROM,
        certainty=Certainty.VERIFIED,
        exclusions=_NONE_LEFT_OUT,
        caveat=Text(
            "由来源平台报告，是否因此避免无法核实。",
            "As the source reports it; whether it would have come to that nobody can know.",
        ),
        held_by=() if unit == CASES else (counted,),
    )


METRICS = (
    DISPUTES.share(
        "mediation_agreement",
        Text("协议率", "Agreements reached"),
        Text(
            "统计期内调解成功的矛盾纠纷中，达成书面或口头协议的占比。",
            "Of the disputes that succeeded in the period, the share with a written or an oral agreement.",
        ),
        _AGREEMENTS,
        SUCCEEDED,
        basis="协议率 = agreements / success",
        exclusions=_NONE_LEFT_OUT,
    ),
    DISPUTES.share(
        "mediation_written",
        Text("书面协议占比", "Written agreements"),
        Text(
            "统计期内达成协议的矛盾纠纷中，书面协议的占比；其余为口头协议。",
            "Of the disputes with an agreement in the period, the share in which it is written; the others are oral.",
        ),
        _WRITTEN,
        _AGREEMENTS,
        direction=Direction.NONE,
        basis=_LAW,
        exclusions=_NONE_LEFT_OUT,
    ),
    DISPUTES.share(
        "mediation_confirmation",
        Text("司法确认率", "Agreements confirmed by a court"),
        Text(
            "统计期内结案并达成书面协议的矛盾纠纷中，至取数时已经司法确认的占比。",
            "Of the disputes closed in the period with a written agreement, the share a court has confirmed since.",
        ),
        cases("written_confirmed", "已司法确认数", "confirmed"),
        _WRITTEN,
        basis=f"司法确认率 = confirmed / written agreements；{_LAW}",
        direction=Direction.NONE,
        maturity_lag_days=30,
        exclusions=Text("口头协议。", "Oral agreements."),
        caveat=Text(
            "双方可在协议生效后 30 日内共同申请，是否申请由当事人决定。",
            "Both sides may apply together within 30 days of its effect; whether they do is theirs to decide.",
        ),
    ),
    DISPUTES.share(
        "mediation_fulfilment",
        Text("协议履行率", "Agreements kept"),
        Text(
            "统计期内履行期限到期的调解协议中，至取数时已履行的占比。",
            "Of the agreements due to be fulfilled in the period, the share fulfilled by the time of reading.",
        ),
        cases("fulfilled", "已履行数", "fulfilled"),
        cases("fulfil_due", "应履行数", "due to be fulfilled"),
        basis="履行率 = fulfilled / due",
        complete_days_only=True,
        exclusions=Text("没有履行期限的协议。", "Agreements without a day until which they are to be fulfilled."),
    ),
    _closed_at(
        "in_village",
        Text("村（社区）就地化解率", "Disputes resolved in the village or community"),
        Text(
            "统计期内调解成功、化解层级明确的矛盾纠纷中，在村（社区）化解的占比。",
            "Of the disputes that succeeded in the period and whose level is known, the share resolved in the village "
            "or community.",
        ),
        "succeeded_in_village",
    ),
    _closed_at(
        "in_town",
        Text("乡镇（街道）以内就地化解率", "Disputes resolved in the township or below"),
        Text(
            "统计期内调解成功、化解层级明确的矛盾纠纷中，在乡镇（街道）及以下化解的占比。",
            "Of the disputes that succeeded in the period and whose level is known, the share resolved in the township "
            "or below.",
        ),
        "succeeded_in_town",
    ),
    DISPUTES.count(
        "mediation_amount",
        Text("协议涉及金额", "Sum the agreements are about"),
        Text(
            "统计期内调解成功的矛盾纠纷，协议涉及金额的合计。多少本身不说明好坏。",
            "Sum that the agreements of the disputes that succeeded in the period are about. More or less is neither "
            "good nor bad by itself.",
        ),
        cases("amount_fen", "协议涉及金额（分）", "sum of the agreements (fen)"),
        Text("万元", "10,000 yuan"),
        scale=1e-6,
        decimals=2,
        basis=f"{FORM}：协议涉及金额",
        certainty=Certainty.VERIFIED,
        exclusions=Text("来源没有给出金额的协议。", "Agreements of which the source tells no sum."),
        held_by=(_AGREEMENTS,),
    ),
    _prevented(
        "prevented_crimes",
        Text("防止民转刑件数", "Disputes kept from becoming crimes"),
        Text(
            "统计期内结案的矛盾纠纷中，来源报告防止了民转刑的件数。",
            "Disputes closed in the period that were kept from becoming crimes, as the source reports.",
        ),
        CASES,
        "prevented_crimes",
    ),
    _prevented(
        "prevented_crimes_people",
        Text("防止民转刑涉及人数", "People in disputes kept from becoming crimes"),
        Text(
            "统计期内结案、来源报告防止了民转刑的矛盾纠纷所涉及的人数。",
            "People involved in the disputes closed in the period that were kept from becoming crimes.",
        ),
        Text("人", "people"),
        "prevented_crimes",
    ),
    _prevented(
        "prevented_visits",
        Text("防止群体性来访件数", "Disputes kept from becoming group visits"),
        Text(
            "统计期内结案的矛盾纠纷中，来源报告防止了群体性来访的件数。",
            "Disputes closed in the period that were kept from becoming group visits, as the source reports.",
        ),
        CASES,
        "prevented_visits",
    ),
    _prevented(
        "prevented_visits_people",
        Text("防止群体性来访涉及人数", "People in disputes kept from becoming group visits"),
        Text(
            "统计期内结案、来源报告防止了群体性来访的矛盾纠纷所涉及的人数。",
            "People involved in the disputes closed in the period that were kept from becoming group visits.",
        ),
        Text("人", "people"),
        "prevented_visits",
    ),
)
