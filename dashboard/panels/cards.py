"""Cards of key figures: value, verdict, distance to target, changes over equal days, what it is made of, how old."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, chip, delta, freshness_badge, picture
from dashboard.drawer.numbers import provenance_link, value_link
from dashboard.figures.svg import Box, gap_bar
from dashboard.judge import Judged, Status
from dashboard.language import gettext as _
from dashboard.monthly import trend_line
from dashboard.panels.beside import companion_of
from dashboard.told import number
from dashboard.view import View
from data_access.comparing import Compared
from data_access.metric import Metric
from data_access.period import previous_month
from data_access.queries import Value
from data_access.scope import Period, Scope
from data_access.value import RefusedError

_SPARK = Box(120, 44)


@dataclass(frozen=True, slots=True)
class Card:
    """One card: the key of its metric."""

    key: str


def cards(view: View, wanted: Sequence[Card]) -> list[Component]:
    """The cards whose metric exists, in the given order."""
    found = [(card, view.metrics[card.key]) for card in wanted if card.key in view.metrics]
    beside = [each for _card_of, metric in found if (each := companion_of(view, metric))]
    values = view.reads.totals(list(dict.fromkeys([*(metric for _card_of, metric in found), *beside])), view.scope)
    _read_compared(view, [metric for _card_of, metric in found])
    return [_card(view, metric, values[metric.key]) for _card_of, metric in found]


def _read_compared(view: View, metrics: Sequence[Metric]) -> None:
    """Read what the cards compare with, of all of them at once for each period; it is kept until a card needs it."""
    wanted: dict[Period, list[Metric]] = {}
    for metric in metrics:
        if metric.comparable_over_time and view.mature(metric):
            for period in dict.fromkeys(day for each in view.comparisons(metric) for day in (each.now, each.before)):
                wanted.setdefault(period, []).append(metric)
    for period, compared in wanted.items():
        # What one of them does not tell, its own card says.
        with suppress(RefusedError):
            view.reads.totals(compared, view.scope.during(period))


def verdicts(view: View, wanted: Sequence[Card]) -> list[Judged]:
    """The verdict on each card, for the counts beside the headline."""
    metrics = [view.metrics[card.key] for card in wanted if card.key in view.metrics]
    values = view.reads.totals(metrics, view.scope)
    return [view.judged(metric, values[metric.key], view.scope.division) for metric in metrics]


def _card(view: View, metric: Metric, value: Value) -> Component:
    judged = view.judged(metric, value, view.scope.division)
    number, unit = fmt.beside(value.value, judged.target.value if judged.target else None, metric, view.language)
    exact = fmt.plain(value.value) if metric.additive else number
    return html.Article(
        [
            html.Div(
                [provenance_link(view, metric), chip(judged.status)],
                className="row between top",
            ),
            html.Div(
                [
                    html.Span([number, html.Small(unit)], className="val", title=exact),
                    _spark(view, metric, judged),
                ],
                className="row between mid",
            ),
            _distance(view, metric, value, judged),
            html.Div([*changes(view, metric), *companion(view, metric)], className="row deltas"),
            html.Div(
                [freshness_badge(view, metric), html.Span(counted_from(view, metric, value), className="xs muted of")],
                className="row between foot",
            ),
        ],
        className=f"kpi {judged.status.value}",
        title=metric.definition.in_language(view.language),
    )


def companion(view: View, metric: Metric) -> list[Component]:
    """How well, beside how soon: the first of the metrics without which this one is never shown."""
    shown = companion_of(view, metric)
    if shown is None:
        return []
    return [_figure(view, shown, shown.name.in_language(view.language), view.reads.total(shown, view.scope))]


def _spark(view: View, metric: Metric, judged: Judged) -> Child:
    colour = {Status.MISSED: view.palette.bad, Status.NEAR: view.palette.warn}.get(judged.status, view.palette.text)
    target = judged.target.value if judged.target else None
    return trend_line(view, metric, _SPARK, mark=colour, target=target)


def _distance(view: View, metric: Metric, value: Value, judged: Judged) -> Component:
    left, right, tone = standing_said(view, metric, value, judged)
    line = html.Div([html.Span(left), html.Span(right, className=tone)], className="tgt")
    if judged.target is None or value.value is None:
        return html.Div([html.Div(className="rule"), line], className="dist")
    goal = judged.target.value
    half = max(abs(value.value - goal) * 1.25, abs(goal) * 0.05)
    svg = gap_bar(value.value, goal, (goal - half, goal + half), view.palette, judged.status.value)
    return html.Div([picture(svg, "gap"), line], className="dist")


def standing_said(view: View, metric: Metric, value: Value, judged: Judged) -> tuple[str, str, str]:
    """What stands under the line: the target, and the distance or why there is no verdict."""
    language = view.language
    if judged.target is None:
        waiting = {
            Status.FAILED: _("不判定、不参与排位"),
            Status.NONE: _("本期无数据"),
        }.get(judged.status, "")
        return _("未设目标"), _maturity(view, metric) if judged.status is Status.IMMATURE else waiting, ""
    goal = _("目标 %(value)s", value=f"{judged.target.sign}{fmt.goal(judged.target.value, metric, language)}")
    if value.value is None:
        return goal, _("本期无数据"), ""
    if judged.status is Status.IMMATURE and not view.complete(metric):
        return goal, _("历史装载中，暂不判定"), ""
    if judged.status is Status.IMMATURE:
        return goal, _maturity(view, metric), ""
    distance = fmt.distance(value.value, judged.target.value, metric, language)
    if judged.status in (Status.FAILED, Status.LATE):
        return goal, _("按 %(day)s 数据", day=view.as_of(metric).strftime("%m-%d")), ""
    if judged.status is Status.MET:
        return goal, _("优于目标 %(gap)s", gap=distance), ""
    return goal, _("差 %(gap)s", gap=distance), judged.status.value


def changes(view: View, metric: Metric) -> list[Component]:
    """What the value is compared with, over equally many days or at equal maturity."""
    if not metric.comparable_over_time:
        return [html.Span(_("按办理时限所在月统计，至今未结"), className="delta k")]
    if not view.complete(metric):
        return []
    if not view.mature(metric):
        return _at_equal_maturity(view, metric)
    compared = view.before(metric)
    if not compared:
        return []
    month, year = compared
    return [
        delta(_days(_("同比"), year), year.now.value, year.before.value, metric, view.language),
        delta(_days(_("环比"), month), month.now.value, month.before.value, metric, view.language),
    ]


def _at_equal_maturity(view: View, metric: Metric) -> list[Component]:
    """The month before as it ended, and as it stood equally long after its end: the value itself still moves."""
    ripening = view.ripening(metric)
    if ripening is None:
        last = view.reads.total(metric, _month_before(view))
        return [_figure(view, metric, _("上月现值"), last, _month_before(view))]
    month = ripening.compared[0]
    change = delta(_("同成熟度环比"), month.now.value, month.before.value, metric, view.language)
    return [change, *_ended(view, metric, ripening.final)]


def _ended(view: View, metric: Metric, final: Value | None) -> list[Component]:
    return [] if final is None else [_figure(view, metric, _("上月终值"), final, _month_before(view))]


def _month_before(view: View) -> Scope:
    return view.scope.during(previous_month(view.scope.period))


def _figure(view: View, metric: Metric, label: str, value: Value, scope: Scope | None = None) -> Component:
    shown = value_link(view, metric, html.B(number(view, metric, value)), scope=scope)
    return html.Span([html.Span(label, className="k"), shown], className="delta")


def _maturity(view: View, metric: Metric) -> str:
    """How mature the value is, where anything tells; else when it will be."""
    ripening = view.ripening(metric) if view.complete(metric) else None
    if ripening is None or ripening.share is None:
        return _("期末后 %(days)s 天成熟，暂不判定", days=metric.maturity_lag_days)
    return _("成熟度 %(share)s，暂不判定", share=fmt.join(fmt.plain(ripening.share * 100), "%"))


def _days(label: str, compared: Compared) -> str:
    """The label of a change, with the days it is over where the earlier month is the shorter one."""
    return label if compared.days is None else _("%(label)s（前 %(days)s 天）", label=label, days=compared.days)


def counted_from(view: View, metric: Metric, value: Value) -> str:
    """What a value is made of, in a few words: numerator and denominator, or what is counted."""
    if metric.denominator_name is None or value.denominator is None:
        return metric.numerator_name.in_language(view.language)
    if metric.is_rate:
        return f"{fmt.fraction(value.numerator, value.denominator)} {'' if view.language == 'en' else '件'}".strip()
    return f"{fmt.plain(value.denominator)} {metric.denominator_name.in_language(view.language)}"
