"""How long cases took: within how many days how many of them were done, between the bounds a histogram allows."""

from math import isnan
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, frame, listing, picture
from dashboard.drawer.numbers import value_link
from dashboard.figures.svg import Interval, interval_bar
from dashboard.language import gettext as _
from dashboard.panels.beside import beside
from dashboard.rows import rows_of
from dashboard.told import number, rows_told, told
from dashboard.view import View
from data_access.metric import Metric

_SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def durations(view: View, name: str, title: str, key: str) -> Component:
    """Quantiles of one metric; the band is what the histogram leaves open."""
    metric = view.metrics[key]
    rows, why = rows_told(view, lambda: view.reads.distribution(metric, view.scope, _SHARES))
    known = rows_of(rows[rows["low"].notna()]) if not why else []
    if not known:
        said = why or _("不足 12 件，不作分布。")
        return frame(name, title, "", [html.P(said, className="body t2 sm")])
    most = max(row.high for row in known)
    # What has a drawer is the mean of the same cases: every line opens it.
    mean = told(view, metric)
    shown = value_link(view, metric, mean.why or number(view, metric, mean.value))
    lines: list[list[Child]] = [*(_line(view, metric, row, most) for row in known), [_("平均"), shown, ""]]
    unit = metric.unit.in_language(view.language)
    heads = [_("办结的案件"), _("用时上下界（%(unit)s）", unit=unit), ""]
    cases = _("%(count)s 件；上下界来自直方图", count=fmt.plain(known[0].cases))
    foot = [html.P(line, className="xs muted") for line in [beside(view, metric, view.scope)] if line]
    body = [listing("", heads, lines), *foot]
    return frame(name, title, cases, [html.Div(body, className="body parts-of-one")])


def _line(view: View, metric: Metric, row: Any, most: float) -> list[Child]:
    share = _("一半") if row.share == 0.5 else _("%(share)s%%", share=fmt.plain(100 * row.share))
    low, high = (fmt.plain(end, metric.decimals) for end in (row.low, row.high))
    band = Interval(float("nan"), row.low, row.high if not isnan(row.high) else most)
    return [
        _("%(share)s不超过", share=share),
        f"{low}–{high}",
        picture(interval_bar(band, None, (0.0, most), view.palette, False), "band"),
    ]
