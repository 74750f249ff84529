"""Deliberation (议事协商): topics opened, decided, carried out; who took part of those who could; how content."""

from typing import Any

from data_access.family import Family
from data_access.metric import Certainty, Metric, Sensitivity, Term, Text, Theme, term

THEME = Theme("deliberation", Text("议事协商", "Deliberation"))
_OWNER = Text("市、县（区）民政局", "City and county civil affairs bureaus")
_THINGS = Family(THEME, _OWNER, Sensitivity.PUBLIC)
_PEOPLE = Family(THEME, _OWNER, Sensitivity.PROTECTED)
_DECIDED_LATER, _DONE_LATER = 30, 90
_WITHDRAWN = Text("已撤回的。", "What was withdrawn.")
_ASKED_ONLY = Text(
    "已撤回的；没有应参与人数的。", "What was withdrawn, and what does not say how many could have taken part."
)


def _of(measure: str, kind: str, zh: str, en: str) -> Term:
    return term("deliberation", measure, name=Text(zh, en), kind=kind)


def _took_part(key: str, kind: str, name: Text, said: Text, basis: str) -> Metric:
    return _PEOPLE.share(
        key,
        name,
        said,
        _of("invited_participants", kind, "参与人数", "took part"),
        _of("invited", kind, "应参与人数", "could take part"),
        basis=basis,
        exclusions=_ASKED_ONLY,
        finest="township",
    )


def _content(key: str, kind: str, name: Text, said: Text, basis: str) -> Metric:
    return _PEOPLE.share(
        key,
        name,
        said,
        _of("satisfied", kind, "满意人数", "content"),
        _of("rated", kind, "评价人数", "who said so or not"),
        basis=basis,
        exclusions=Text("已撤回的；没有评价的参与者。", "What was withdrawn, and participants who said nothing."),
        finest="township",
    )


def _became(key: str, name: Text, said: Text, above: Term, below: Term, basis: str, **more: Any) -> Metric:
    return _THINGS.share(key, name, said, above, below, basis=basis, exclusions=_WITHDRAWN, finest="community", **more)


_TOPICS = _of("opened", "topic", "发起议题数", "topics opened")
_VOTES = _of("opened", "vote", "发起投票数", "votes opened")
_TOPICS_DECIDED = _of("opened_decided", "topic", "其中形成决议数", "of these decided")
_VOTES_DECIDED = _of("opened_decided", "vote", "其中已表决数", "of these decided")

METRICS = (
    _THINGS.count(
        "topics_opened",
        Text("发起议题数", "Topics opened"),
        Text(
            "统计期内发起的议事协商议题数。多少本身不说明好坏。",
            "Topics opened for deliberation in the period. More or fewer is neither good nor bad by itself.",
        ),
        _TOPICS,
        Text("个", "topics"),
        basis="议事协商：topics opened",
        exclusions=_WITHDRAWN,
        finest="community",
    ),
    _became(
        "topics_decided",
        Text("议题决议率", "Topics decided"),
        Text(
            "统计期内发起的议题中，至取数时已形成决议的占比。",
            "Of the topics opened in the period, the share decided by the time of reading.",
        ),
        _TOPICS_DECIDED,
        _TOPICS,
        "议事协商：decided %",
        maturity_lag_days=_DECIDED_LATER,
        companions=("topics_satisfaction", "topics_carried_out"),
    ),
    _became(
        "topics_carried_out",
        Text("议题决议落实率", "Decisions on topics carried out"),
        Text(
            "统计期内发起、已形成决议的议题中，至取数时已落实的占比。",
            "Of the topics opened in the period and decided since, the share carried out by the time of reading.",
        ),
        _of("opened_implemented", "topic", "其中已落实数", "of these carried out"),
        _TOPICS_DECIDED,
        "议事协商：implemented %",
        maturity_lag_days=_DONE_LATER,
        matured_by="topics_decided",
        companions=("topics_satisfaction",),
    ),
    _became(
        "topics_loop_closure",
        Text("议题闭环率", "Topics brought to an end"),
        Text(
            "统计期内发起的议题中，至取数时已走完汇报、评价、督促、反馈并落实的占比。",
            "Of the topics opened in the period, the share decided and carried out by the time of reading.",
        ),
        _of("opened_implemented", "topic", "其中已落实数", "of these carried out"),
        _TOPICS,
        "汇报-评价-督促-反馈 闭环：loop-closure rate",
        certainty=Certainty.INFERRED,
        maturity_lag_days=_DONE_LATER,
        matured_by="topics_decided",
        companions=("topics_satisfaction",),
        caveat=Text("平台只给出落实，不给出四个步骤。", "Platforms tell what was carried out, and not the four steps."),
    ),
    _content(
        "topics_satisfaction",
        "topic",
        Text("议事协商满意率", "Satisfaction with deliberation"),
        Text(
            "统计期内发起的议题，对结果作出评价的参与者中，满意的占比。",
            "Of the participants who said so or not, the share content with the topics opened in the period.",
        ),
        "议事协商：satisfaction",
    ),
    _took_part(
        "topics_participation",
        "topic",
        Text("议题参与率", "Participation in topics"),
        Text(
            "统计期内发起的议题，参与人数占应参与人数的比例。",
            "Of those who could take part in the topics opened in the period, the share that did.",
        ),
        "议事协商：participation",
    ),
    _took_part(
        "surveys_response",
        "survey",
        Text("问卷应答率", "Answers to surveys"),
        Text(
            "统计期内发起的问卷，应答人数占应答对象人数的比例。",
            "Of those asked in the surveys opened in the period, the share that answered.",
        ),
        "问卷调查：response rate",
    ),
    _content(
        "surveys_satisfaction",
        "survey",
        Text("问卷满意率", "Satisfaction in surveys"),
        Text(
            "统计期内发起的问卷，作出评价的应答者中，满意的占比。",
            "Of those who said so or not in the surveys opened in the period, the share that is content.",
        ),
        "问卷调查：satisfaction（以群众满意度为标准的社区考核机制）",
    ),
    _THINGS.count(
        "votes_opened",
        Text("发起社区投票数", "Community votes opened"),
        Text(
            "统计期内发起的社区投票数。多少本身不说明好坏。",
            "Community votes opened in the period. More or fewer is neither good nor bad by itself.",
        ),
        _VOTES,
        Text("次", "votes"),
        basis="社区投票：ballots",
        exclusions=_WITHDRAWN,
        finest="community",
    ),
    _took_part(
        "votes_turnout",
        "vote",
        Text("社区投票参与率", "Turnout of community votes"),
        Text(
            "统计期内发起的社区投票，投票人数占有权投票人数的比例。",
            "Of those entitled to vote in the community votes opened in the period, the share that voted.",
        ),
        "社区投票：turnout",
    ),
    _became(
        "votes_decided",
        Text("社区投票表决率", "Community votes decided"),
        Text(
            "统计期内发起的社区投票中，至取数时已表决的占比。",
            "Of the community votes opened in the period, the share decided by the time of reading.",
        ),
        _VOTES_DECIDED,
        _VOTES,
        "社区投票：decided %",
        maturity_lag_days=_DECIDED_LATER,
        companions=("votes_turnout", "votes_carried_out"),
    ),
    _became(
        "votes_carried_out",
        Text("社区投票落实率", "Decisions of votes carried out"),
        Text(
            "统计期内发起、已表决的社区投票中，至取数时已落实的占比。",
            "Of the community votes opened in the period and decided since, the share carried out by the time of "
            "reading.",
        ),
        _of("opened_implemented", "vote", "其中已落实数", "of these carried out"),
        _VOTES_DECIDED,
        "社区投票：implemented %",
        maturity_lag_days=_DONE_LATER,
        matured_by="votes_decided",
        companions=("votes_turnout",),
    ),
)
