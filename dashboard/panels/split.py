"""A count by one dimension, with a rate and its interval beside each line: types, channels, units."""

from dataclasses import dataclass
from math import isnan
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, aria, frame, picture
from dashboard.drawer.numbers import Part, value_link
from dashboard.figures.scales import axis
from dashboard.figures.svg import Interval, bar, interval_bar
from dashboard.filtered import without
from dashboard.language import gettext as _
from dashboard.panels.beside import beside_each
from dashboard.panels.filter_words import member_name, nothing
from dashboard.panels.picking import pick, picked
from dashboard.rows import rows_of
from dashboard.told import hidden, rows_told, unconnected
from dashboard.view import View
from data_access.filters import FILTERS
from data_access.metric import Metric
from data_access.statistics import JUDGEMENT_MINIMUM, wilson_interval


@dataclass(frozen=True, slots=True)
class Split:
    """What is counted by which filter's dimension, and the rate beside it; the filter names its members."""

    count: str
    rate: str
    by: str
    shown: int = 16

    @property
    def dimension(self) -> str:
        """What the lines are members of."""
        return FILTERS[self.by].dimension


def split(view: View, name: str, title: str, asked: Split) -> Component:
    """The largest members first; under 12 cases no interval is judged, only a star stands. A line sets the filter of
    its member; the others stay, paler.
    """
    view = without(view, asked.by)
    count, rate = view.metrics[asked.count], view.metrics[asked.rate]
    rows, why = rows_told(view, lambda: view.reads.breakdown(count, asked.dimension, view.scope))
    rates, refused = rows_told(view, lambda: view.reads.breakdown(rate, asked.dimension, view.scope))
    if why or rows.empty:
        said = why or refused or unconnected(view, [count]) or nothing(view)
        return frame(name, title, "", [html.P(said, className="body t2 sm")])
    rows = rows.sort_values(["numerator", "code"], ascending=[False, True]).head(asked.shown)
    by_code = {row.code: row for row in rows_of(rates)}
    intervals = {code: interval_of(rate, row) for code, row in by_code.items()}
    ends = within(rate, axis(reach_of(intervals), rate.decimals)[0])
    most = float(rows["numerator"].max()) if rows["numerator"].notna().any() else 0.0
    lines = [
        _line(view, (count, rate), row, by_code.get(row.code), _Drawn(intervals.get(row.code), ends, most, asked.by))
        for row in rows_of(rows)
    ]
    how_well = beside_each(
        view, (count, rate), view.scope, lambda other: view.reads.breakdown(other, asked.dimension, view.scope)
    )
    foot = _foot(ends, rate, how_well)
    sub = f"{count.name.in_language(view.language)} · {rate.name.in_language(view.language)}"
    return frame(
        name,
        title,
        sub,
        [html.Div([_head(view, count, rate), html.Div(lines, className="split-lines"), foot], className="body")],
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    interval: Interval | None
    ends: tuple[float, float]
    most: float
    by: str


def interval_of(rate: Metric, row: Any) -> Interval | None:
    """The interval of a row; without a value where cases are few, None where nothing is told."""
    if bool(row.withheld) or isnan(row.value):
        return None
    if not rate.of_cases:
        return Interval(row.value, float("nan"), float("nan"))
    bounds = wilson_interval(row.numerator, row.denominator)
    if bounds is None:
        return None
    value = float("nan") if row.denominator < JUDGEMENT_MINIMUM else row.value
    return Interval(value, bounds[0] * rate.scale, bounds[1] * rate.scale)


def reach_of(intervals: dict[str, Interval | None]) -> list[float]:
    """All ends and values of intervals."""
    ends = [end for each in intervals.values() if each for end in (each.low, each.high, each.value)]
    return [end for end in ends if not isnan(end)]


def within(rate: Metric, ends: tuple[float, float]) -> tuple[float, float]:
    """The axis of shares ends where shares do."""
    return (max(0.0, ends[0]), min(100.0, ends[1])) if rate.of_cases else ends


def _head(view: View, count: Metric, rate: Metric) -> Component:
    return html.Div(
        [
            html.Span(),
            html.Span(count.unit.in_language(view.language), className="r"),
            html.Span(),
            html.Span(rate.name.in_language(view.language)),
            html.Span(_("数值"), className="r"),
        ],
        className="split head",
        **aria(hidden="true"),
    )


def _line(view: View, metrics: tuple[Metric, Metric], row: Any, beside: Any, drawn: _Drawn) -> Component:
    count, rate = metrics
    withheld = bool(row.withheld)
    interval = drawn.interval
    share = 0.0 if withheld or not drawn.most else row.numerator / drawn.most
    code, chosen = str(row.code), view.state.members(drawn.by)
    part = (FILTERS[drawn.by].dimension, code)
    cells = [
        html.Span(member_name(view, drawn.by, code), className="who"),
        html.B(
            value_link(view, count, hidden() if withheld else fmt.plain(row.value, count.decimals), part=part),
            className="r",
        ),
        picture(bar(share, view.palette.text_2), "bar"),
        picture(interval_bar(interval, None, drawn.ends, view.palette, False), "band") if interval else html.Span(),
        html.Span(_beside(view, rate, beside, part), className="r t2"),
    ]
    if drawn.by not in view.offered:
        return html.Div(cells, className="split")
    href = picked(view, drawn.by, code).search
    return pick(cells, href, "split", chosen=code in chosen, among=bool(chosen), key=code)


def _beside(view: View, rate: Metric, row: Any, part: Part) -> Child:
    if row is None or (not bool(row.withheld) and isnan(row.value)):
        return fmt.NONE
    if bool(row.withheld):
        return value_link(view, rate, hidden(), part=part)
    few = rate.of_cases and row.denominator < JUDGEMENT_MINIMUM
    made_of = fmt.fraction(row.numerator, row.denominator) if rate.of_cases else ""
    told = f"{made_of} *" if few else f"{fmt.quantity(row.value, rate, view.language)} {made_of}".strip()
    return value_link(view, rate, told, part=part)


def _foot(ends: tuple[float, float], rate: Metric, how_well: str) -> Component:
    low, high = (fmt.plain(end, 0) for end in ends)
    pieces: list[Child] = [html.Span(_("横轴 %(low)s 至 %(high)s", low=low, high=high))]
    if rate.of_cases:
        pieces.append(html.Span(_("带为 95% 区间（Wilson）；* 不足 12 件，不作评价。")))
    if how_well:
        pieces.append(html.Span(how_well))
    return html.Div(pieces, className="legend")
