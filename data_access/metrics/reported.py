"""Reported counts (报送数): what units report of themselves in forms; never added to what was measured."""

from typing import Any

from data_access.family import Family
from data_access.metric import Certainty, Direction, Sensitivity, Term, Text, Theme, term

THEME = Theme("reported", Text("报送数", "Reported by units"))
OWNER = Text("报送单位；市司法局汇总", "The units that report; gathered by the city's justice bureau")
PEOPLE = Family(THEME, OWNER, Sensitivity.PROTECTED)
THINGS = Family(THEME, OWNER, Sensitivity.PUBLIC)
FORM = "人民调解工作统计月报表（黄石市司法局2016年8月月报的表式）"
_THOUSANDTHS = 1 / 1000
CASES = Text("件", "cases")
# What units report of themselves need not fit together: these are no shares of 0 to 100 %.
PER_HUNDRED = Text("件/百件", "per 100")
_NOT_MEASURED = Text(
    "单位自行填报，与平台记录的数字口径不同，二者不可相加。",
    "Units report it of themselves; what platforms record is counted otherwise, and the two are never added.",
)
# A form is of a county and of a month.
OF_FORMS: dict[str, Any] = {
    "finest": "county",
    "whole": "month",
    "certainty": Certainty.VERIFIED,
    "maturity_lag_days": 10,
    "caveat": _NOT_MEASURED,
}


def value_of(zh: str, en: str, *categories: str) -> Term:
    """What units report of some indicators."""
    name = Text(f"报送：{zh}", f"reported: {en}")
    return term("reported_count", "value_thousandths", name=name, category=categories)


def _value(category: str, zh: str, en: str) -> Term:
    return value_of(zh, en, category)


_FOUND = _value("disputes_found", "排查发现纠纷", "disputes found")
ACCEPTED = _value("disputes_accepted", "受理纠纷", "disputes accepted")
_SUCCEEDED = _value("disputes_succeeded", "调解成功纠纷", "disputes resolved")
_MEDIATORS = _value("mediators", "人民调解员", "mediators")
IN_THOUSANDTHS = {"scale": _THOUSANDTHS, **OF_FORMS}

METRICS = (
    PEOPLE.count(
        "reported_disputes_accepted",
        Text("报送受理纠纷", "Disputes accepted, as reported"),
        Text("各单位报送的统计期内受理的矛盾纠纷数。", "Disputes accepted in the period, as units report them."),
        ACCEPTED,
        CASES,
        basis=FORM,
        **IN_THOUSANDTHS,
    ),
    PEOPLE.ratio(
        "reported_mediation_success",
        Text("报送调解成功率（受理口径）", "Mediation success as reported, of those accepted"),
        Text(
            "各单位报送的统计期内调解成功纠纷数除以受理纠纷数，乘以一百。",
            "Disputes resolved in the period, for each hundred accepted in it, both as units report them.",
        ),
        _SUCCEEDED,
        ACCEPTED,
        unit=PER_HUNDRED,
        scale=100.0,
        basis=FORM,
        companions=("reported_prevented_crimes",),
        **OF_FORMS,
    ),
    PEOPLE.count(
        "reported_disputes_found",
        Text("报送排查发现纠纷", "Disputes found, as reported"),
        Text(
            "各单位报送的统计期内排查发现的矛盾纠纷数。",
            "Disputes that searches found in the period, as units report them.",
        ),
        _FOUND,
        CASES,
        basis="矛盾纠纷排查情况表：排查数",
        **IN_THOUSANDTHS | {"certainty": Certainty.SECOND_HAND},
    ),
    THINGS.count(
        "reported_dispute_searches",
        Text("报送排查次数", "Searches for disputes, as reported"),
        Text("各单位报送的统计期内矛盾纠纷排查次数。", "Searches for disputes in the period, as units report them."),
        _value("dispute_searches", "排查次数", "searches"),
        Text("次", "searches"),
        basis="人民调解年度数据（黄石市2020年：排查 rounds）",
        **IN_THOUSANDTHS,
    ),
    PEOPLE.ratio(
        "reported_disputes_per_search",
        Text("报送每次排查发现纠纷", "Disputes found per search, as reported"),
        Text(
            "各单位报送的排查发现纠纷数除以排查次数。",
            "Disputes found, for each search for disputes, both as units report them.",
        ),
        _FOUND,
        _value("dispute_searches", "排查次数", "searches"),
        unit=Text("件/次", "per search"),
        decimals=2,
        direction=Direction.NONE,
        basis="人民调解年度数据（黄石市2020年：排查 rounds）",
        **OF_FORMS | {"certainty": Certainty.INFERRED},
    ),
    PEOPLE.ratio(
        "reported_written_per_100_agreements",
        Text("报送协议中书面协议", "Written agreements as reported"),
        Text(
            "各单位报送的书面调解协议数除以书面和口头协议合计，乘以一百。",
            "Written agreements, for each hundred written and oral ones, as units report them.",
        ),
        _value("written_agreements", "书面调解协议", "written agreements"),
        term(
            "reported_count",
            "value_thousandths",
            name=Text("报送：调解协议", "reported: agreements"),
            category=("written_agreements", "oral_agreements"),
        ),
        unit=Text("份/百份", "per 100"),
        scale=100.0,
        direction=Direction.NONE,
        basis="协议率；书面/口头",
        **OF_FORMS | {"certainty": Certainty.TO_CONFIRM},
    ),
    PEOPLE.count(
        "reported_agreement_amount",
        Text("报送协议涉及金额", "Amount of agreements, as reported"),
        Text(
            "各单位报送的统计期内调解协议涉及金额。",
            "Amount that agreements of the period are about, as units report it.",
        ),
        _value("agreement_amount", "协议涉及金额", "amount of agreements"),
        Text("万元", "10,000 yuan"),
        basis=FORM,
        **IN_THOUSANDTHS | {"scale": _THOUSANDTHS / 10_000, "decimals": 1},
        held_by=(_SUCCEEDED,),
    ),
    PEOPLE.ratio(
        "reported_mediators_per_committee",
        Text("报送每个调委会调解员", "Mediators per committee, as reported"),
        Text(
            "各单位报送的人民调解员数除以人民调解委员会数；多个月为各月平均。",
            "Mediators for each mediation committee, as units report them; over several months their mean.",
        ),
        _MEDIATORS,
        _value("mediation_committees", "人民调解委员会", "committees"),
        unit=Text("人/个", "per committee"),
        decimals=2,
        direction=Direction.NONE,
        basis="人民调解年度数据（黄石市2020年：调委会、调解员、专职）",
        **OF_FORMS,
    ),
    PEOPLE.ratio(
        "reported_full_time_mediators",
        Text("报送专职调解员", "Full-time mediators, as reported"),
        Text(
            "各单位报送的每百名人民调解员中专职的人数；多个月为各月平均。",
            "Full-time mediators, for each hundred mediators, as units report them; over several months their mean.",
        ),
        _value("full_time_mediators", "专职人民调解员", "full-time mediators"),
        _MEDIATORS,
        unit=Text("人/百人", "per 100"),
        scale=100.0,
        basis="人民调解年度数据（黄石市2020年：调委会、调解员、专职）",
        **OF_FORMS,
    ),
    PEOPLE.count(
        "reported_prevented_crimes",
        Text("报送防止民转刑", "Kept from becoming a crime, as reported"),
        Text(
            "各单位报送的统计期内防止民间纠纷转化为刑事案件数。",
            "Disputes of the period kept from becoming a crime, as units report them.",
        ),
        _value("prevented_crimes", "防止民转刑", "kept from becoming a crime"),
        CASES,
        basis=FORM,
        **IN_THOUSANDTHS,
    ),
    PEOPLE.count(
        "reported_prevented_visits",
        Text("报送防止群体性来访", "Kept from becoming a group visit, as reported"),
        Text(
            "各单位报送的统计期内防止群体性来访件数。",
            "Disputes of the period kept from becoming a group visit, as units report them.",
        ),
        _value("prevented_group_visits", "防止群体性来访", "kept from becoming a group visit"),
        CASES,
        basis=FORM,
        **IN_THOUSANDTHS,
    ),
    PEOPLE.ratio(
        "reported_looked_for",
        Text("报送主动调解", "Disputes looked for, as reported"),
        Text(
            "各单位报送的每百件受理纠纷中主动调解的件数。",
            "Disputes that mediators looked for themselves, for each hundred accepted, as units report them.",
        ),
        _value("accepted_looked_for", "主动调解", "looked for"),
        ACCEPTED,
        unit=PER_HUNDRED,
        scale=100.0,
        direction=Direction.NONE,
        basis=FORM,
        **OF_FORMS,
    ),
)
