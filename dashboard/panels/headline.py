"""The headline: in one sentence what is wrong, made from the data; and how many figures are in which state."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, icon, missed_by, status_word, strong, words
from dashboard.drawer.numbers import value_link
from dashboard.judge import Status
from dashboard.language import gettext as _
from dashboard.panels.cards import Card, verdicts
from dashboard.panels.copy_link import copy_link
from dashboard.panels.export_link import export_link
from dashboard.panels.findings import OVERDUE, Finding, Situation, situation
from dashboard.view import View
from data_access.metric import Metric

_COUNTED = (Status.MISSED, Status.NEAR, Status.IMMATURE, Status.LATE, Status.FAILED, Status.MET)


def headline(view: View, cards: Sequence[Card]) -> list[Component]:
    """The sentence and the counts of states."""
    metric = view.metrics[cards[0].key]
    counted = Counter(judged.status for judged in verdicts(view, cards))
    counts = [
        html.Div(
            [icon(status.value), html.B(str(counted[status])), html.Span(status_word(status))],
            className=f"count {status.value}",
        )
        for status in _COUNTED
        if counted[status]
    ]
    return [
        html.H2(of_place(view, metric), className="say"),
        html.Div([*counts, copy_link(), *export_link(view)], className="counts"),
    ]


def of_place(view: View, metric: Metric) -> list[Child]:
    """The sentence about the place that is chosen; only of the whole city counties are named."""
    found = situation(view, metric)
    return sentence(view, replace(found, counties=()) if view.scope.division else found)


def sentence(view: View, found: Situation) -> list[Child]:
    """The sentence for what was found; trouble with the data comes before any judgement."""
    name = found.metric.name.in_language(view.language)
    target = found.judged.target
    goal = target.value if target else None
    value = fmt.join(*fmt.beside(found.value.value, goal, found.metric, view.language))
    tone = found.judged.status.value if found.judged.status in (Status.MISSED, Status.NEAR) else ""
    shown = value_link(view, found.metric, strong(value, tone))
    period = fmt.month(view.scope.period.start, view.language)
    if found.value.value is None:
        return words(_("{period}没有{name}的数据。"), period=period, name=name)
    worst = trouble(view, found.metric)
    if worst:
        return worst
    until = view.through(found.metric)
    start = words(_("截至 {day}，"), day=until.strftime("%m-%d")) if until else []
    if target is None:
        return start + words(
            _("{place}{period}{name} {value}，未设目标。"),
            place=_place(view),
            period=period,
            name=name,
            value=shown,
        )
    gap = fmt.distance(found.value.value, target.value, found.metric, view.language)
    met = found.judged.status is Status.MET
    stands = _("优于目标 %(gap)s", gap=gap) if met else missed_by(target, gap)
    return start + _against_target(view, found, (name, shown, stands))


def trouble(view: View, metric: Metric) -> list[Child]:
    """The sentence about the worst source of the metric; nothing where all are on time."""
    states = {source.state: source for source in reversed(view.feeding(metric)) if source.state != "fresh"}
    if not states:
        return []
    source = next(states[each] for each in ("failed", "missing", "late", "paused") if each in states)
    name, when = source.name.in_language(view.language), source.source_time
    day = when.astimezone(view.now.tzinfo).strftime("%m-%d") if when else view.as_of(metric).strftime("%m-%d")
    if source.state == "late":
        return words(_("{source}数据迟到，以下为 {day} 的数据。"), source=strong(name, "warn"), day=day)
    if source.state == "paused":
        return words(_("{source}已暂停，以下为 {day} 的数据。"), source=strong(name, "warn"), day=day)
    if source.state == "missing":
        return words(_("{source}从未装载，以下数据不全，不作判定。"), source=strong(name, "bad"))
    return words(_("{source}装载失败，以下为 {day} 的数据，不作判定。"), source=strong(name, "bad"), day=day)


def _against_target(view: View, found: Situation, texts: tuple[str, Component, str]) -> list[Child]:
    name, shown, stands = texts
    status = found.judged.status
    if status is Status.IMMATURE:
        return words(_("{name} {value}，尚未成熟，暂不判定。"), name=name, value=shown)
    if status is Status.MET and view.scope.division:
        return words(_("{place}{name} {value}，{stands}。"), place=_place(view), name=name, value=shown, stands=stands)
    if status is Status.MET and (view.partial or not found.counties):
        calm = (
            _("{name} {value}，{stands}。") if view.partial else _("{name} {value}，{stands}，没有县区显著未达目标。")
        )
        return words(calm, name=name, value=shown, stands=stands)
    if status is Status.MET:
        return words(
            _("{name} {value}，{stands}；{county}仍显著未达目标：{rest}。"),
            name=name,
            value=shown,
            stands=stands,
            county=strong(found.counties[0].name),
            rest=html.Span(_rest(view, found.metric, found.counties[0])),
        )
    if not found.counties:
        return words(
            _("{place}{name} {value}，{stands}。"),
            place=_place(view),
            name=name,
            value=shown,
            stands=stands,
        )
    return words(
        _("{name} {value}，{stands}，主要差在{county}：{rest}。"),
        name=name,
        value=shown,
        stands=stands,
        county=strong(main_county(found).name),
        rest=html.Span(_rest(view, found.metric, main_county(found))),
    )


def main_county(found: Situation) -> Finding:
    """Of the counties wholly short of target, the one with most overdue events (without counts: the worst)."""
    return max(found.counties, key=lambda each: each.overdue or 0.0)


def _rest(view: View, metric: Metric, county: Finding) -> list[Child]:
    if county.overdue is None or county.share is None:
        value = fmt.join(*fmt.beside(county.value, county.target.value, metric, view.language))
        return [value_link(view, metric, value, place=county.code)]
    count = f"{fmt.plain(county.overdue)} {'' if view.language == 'en' else '件'}".strip()
    share = f"{fmt.plain(100 * county.share)}%"
    overdue = value_link(view, view.metrics[OVERDUE], strong(count, "bad"), place=county.code)
    return words(_("超期未结 {count}，占全市 {share}"), count=overdue, share=share)


def _place(view: View) -> str:
    return view.place(view.scope.division) + (" · " if view.language == "en" else "") if view.scope.division else ""
