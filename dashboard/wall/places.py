"""The city as a map with what is to be said of it, what needs attention, and the ranking of its counties."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, icon, missed_by, picture, words
from dashboard.figures.scales import axis
from dashboard.figures.svg import Interval
from dashboard.figures.wall import interval
from dashboard.figures.wall_map import draw
from dashboard.judge import wholly_missed
from dashboard.language import gettext as _
from dashboard.panels.attention import Notice, at_target_said, calm, notices_of
from dashboard.panels.county_map import areas_of, boundary_note, legend, outlined
from dashboard.panels.findings import Situation, situation
from dashboard.panels.headline import main_county, of_place, trouble
from dashboard.rows import rows_of
from dashboard.view import View
from dashboard.wall.parts import message, part
from data_access.metric import Metric

# As many fit between header and footer; of so few more than half of the list is empty.
_NOTICES, _RANKED, _FEW = 4, 9, 2


def map_of_counties(view: View) -> Component:
    """The counties by the metric that leads, under what it says of them."""
    metric = view.lead
    # What is written in the map is short: the unit stands with the scale.
    areas = [
        each if "%" in each.value else replace(each, value=each.value.partition(" ")[0]) for each in areas_of(view)
    ]
    if areas:
        drawn: Child = picture(draw(areas, view.palette, outlined(view)), "map", metric.name.in_language(view.language))
        notice = html.P(boundary_note(view), className="w-min t2 second")
        below = [html.Div([*legend(view, metric), notice], className="scale")]
    else:
        drawn, below = html.P(_("本级没有边界，以排位表代替。"), className="t2"), []
    return part("middle map-of", [_said(view, metric), drawn, *below], [metric], view)


def _said(view: View, metric: Metric) -> Component:
    """The county that most overdue events are in, in few words; else the sentence of the page."""
    quiet = _("各县区%(name)s", name=metric.name.in_language(view.language))
    found = situation(view, metric)
    if said := trouble(view, metric):
        return html.Div([html.Div(quiet, className="say"), html.Div(said, className="t2")], className="message")
    if found.judged.target is None and found.value.value is not None:
        return _aimless(view, found, quiet)
    if not found.counties or main_county(found).share is None:
        return message(of_place(view, metric), [], quiet)
    county = main_county(found)
    share = f"{fmt.plain(100 * (county.share or 0))}%"
    value = fmt.join(*fmt.beside(county.value, county.target.value, metric, view.language))
    gap = fmt.distance(county.value, county.target.value, metric, view.language)
    name = metric.name.in_language(view.language)
    below = words(_("{name} {value}，{stands}。"), name=name, value=value, stands=missed_by(county.target, gap))
    return message(words(_("{county}占全市超期 {share}"), county=county.name, share=share), below, quiet)


def _aimless(view: View, found: Situation, quiet: str) -> Component:
    """A number without a target, short enough for one line; its unit stands below it."""
    name = found.metric.name.in_language(view.language)
    number, unit = fmt.beside(found.value.value, None, found.metric, view.language)
    place = [view.place(view.scope.division)] if view.scope.division else []
    below = [unit, *place, fmt.month(view.scope.period.start, view.language), _("未设目标")]
    return message([f"{name} {number}"], [" · ".join(filter(None, below))], quiet)


def attention_list(
    view: View, shown: int = _NOTICES, beneath: Callable[[View, int], Sequence[Child]] | None = None
) -> Component:
    """What somebody should look at, the worst first; where that is little, `beneath` has what fills the rest,
    told by how many notices it could have been more."""
    found, notices = notices_of(view)
    rows = [_row(notice) for notice in notices[:shown]] or [calm(view, found)]
    more = len(notices) - shown
    spare = _FEW - len(notices)
    filling = list(beneath(view, spare)) if beneath and spare >= 0 else []
    under = [html.Div(filling, className="beneath second")] if filling else []
    left = [html.P(_("另有 %(count)s 项", count=more), className="w-min t2")] if more > 0 else []
    at_target = [html.P(line, className="w-min t2 second") for line in [at_target_said(view)] if line]
    metric = next(iter(view.metrics.values()))
    # Of which number: beside another scene that has nothing to say, the city may well have something.
    of = " · ".join((metric.name.in_language(view.language), _("%(count)s 项", count=len(notices))))
    head = html.H2([_("需要关注"), html.Span(of, className="w-sm t2")])
    return part("attention", [head, html.Ul(rows, className="att"), *under, *left, *at_target], [metric], view)


def _row(notice: Notice) -> Component:
    shape = "bad" if notice.tone == "bad" else "warn"
    body = [html.H3(notice.title), html.P(notice.cause), html.Div(notice.foot, className="act w-min second")]
    return html.Li([html.Span(icon(shape), className=notice.tone), html.Div(body)], className=notice.tone)


def ranking_of(view: View, metric: Metric) -> Component:
    """The counties in their order: shared positions, interval, value."""
    rows = view.reads.ranking(metric, view.compared_level, view.city_wide)
    goal = view.target(metric)
    reach = [float(each) for each in [*rows["low"], *rows["high"], *rows["value"], *([goal.value] if goal else [])]]
    ends, trusted = axis(reach, metric.decimals)[0], view.trusted(metric)
    lines = []
    for row in rows_of(rows.head(_RANKED)):
        target = view.target(metric, str(row.code))
        bad = target is not None and trusted and wholly_missed(row.low, row.high, target)
        found = Interval(row.value, row.low, row.high)
        value = fmt.join(*fmt.beside(row.value, target.value if target else None, metric, view.language))
        lines.append(
            html.Li(
                [
                    html.Span(fmt.rank(row.rank_low, row.rank_high) if trusted else fmt.NONE, className="rk"),
                    html.Span(view.name(row), className="who"),
                    picture(interval(found, target.value if target else None, ends, view.palette, bad), "ci"),
                    html.Span(value, className="num"),
                ],
                className="bad" if bad else "",
            )
        )
    head = html.H2([_("县区排位"), html.Span(metric.name.in_language(view.language), className="w-sm t2")])
    note = _("位次相同者差异不显著。") if trusted else _("数据未成熟、迟到、暂停或失败，不排位。")
    return part(
        "ranking-of", [head, html.Ul(lines, className="ranked"), html.P(note, className="w-min t2")], [metric], view
    )
