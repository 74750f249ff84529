"""One metric of one city among others: its number, its place on the row's axis, and what does not compare."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, picture
from dashboard.drawer.numbers import value_link
from dashboard.figures.svg import Box, Interval, bar, interval_bar
from dashboard.judge import wholly_missed
from dashboard.language import gettext as _
from dashboard.monthly import trend_line
from dashboard.told import NOTHING, Told, hidden, told
from dashboard.view import View
from data_access.metric import Metric
from data_access.quality import feeds
from data_access.site import City
from data_access.statistics import RANKING_MINIMUM, wilson_interval

_SPARK = Box(88, 24)
_NOTHING = Interval(float("nan"), float("nan"), float("nan"))
# Gives the marks of sentences that the foot of the table spells out.
Marks = Callable[[Sequence[str]], list[Component]]


@dataclass(frozen=True)
class CityCell:
    """One metric of one city."""

    view: View
    metric: Metric

    @cached_property
    def told(self) -> Told:
        """The number; nothing is asked where nobody tells of it."""
        return told(self.view, self.metric) if self.connected else NOTHING

    @property
    def city(self) -> City:
        """Whose it is."""
        return self.view.city

    @property
    def connected(self) -> bool:
        """Whether a platform of the city tells of what is counted; what it is divided by alone is no number."""
        return any(feeds(source, (self.metric.numerator,)) for source in self.view.sources)

    @cached_property
    def interval(self) -> Interval:
        """The value with its bounds; NaN where there are none."""
        value = self.told.value
        if value.value is None or value.withheld:
            return _NOTHING
        bounds = None
        if self.metric.of_cases and value.numerator is not None and value.denominator:
            bounds = wilson_interval(value.numerator, value.denominator)
        if bounds is None:
            return Interval(value.value, float("nan"), float("nan"))
        return Interval(value.value, bounds[0] * self.metric.scale, bounds[1] * self.metric.scale)

    @property
    def ranked(self) -> tuple[float, float] | None:
        """Its bounds, where it may have a rank: a rate of enough cases of a pilot city, mature, its sources on time."""
        cases, held = self.told.value.denominator, self.interval
        if self.city.reference or isnan(held.low) or not cases or cases < RANKING_MINIMUM:
            return None
        return (held.low, held.high) if self.view.trusted(self.metric) else None

    @property
    def missed(self) -> bool:
        """Whether the whole interval misses the city's target."""
        target = self.view.target(self.metric)
        held = self.interval
        return target is not None and self.view.trusted(self.metric) and wholly_missed(held.low, held.high, target)


def draw(cell: CityCell, marks_of: Marks, ends: tuple[float, float], most: float, rank: str) -> Component:
    """The cell of the table: on the axis from and to `ends`, or as a bar of the row's `most`; `rank` in words."""
    view, metric = cell.view, cell.metric
    city = html.Span(view.city.name.in_language(view.language), className="whose")
    if not cell.connected:
        return html.Td([city, html.B(fmt.NONE), html.Div(_("未接入该来源"), className="xs muted")], className="nothing")
    if cell.told.why:
        return html.Td([city, html.Div(cell.told.why, className="xs t2")], className="nothing")
    marks = marks_of(_caveats(view, metric))
    status = " bad" if cell.missed else "" if view.trusted(metric) else " imm"
    line = trend_line(view, cell.metric, _SPARK, mark=view.palette.bad if cell.missed else view.palette.text)
    return html.Td(
        [
            city,
            html.Div(
                [html.Span([*_number(cell), *marks], className=f"val{status}"), html.Span(rank, className="xs t2")],
                className="row between",
            ),
            _picture(cell, ends, most),
            html.Div([html.Span(_made_of(cell), className="xs muted"), line], className="row between"),
        ]
    )


def _caveats(view: View, metric: Metric) -> list[str]:
    """Why the number of this city compares only with care."""
    quality = view.quality(metric)
    said = [reason.sentence.in_language(view.language) for reason in quality.reasons]
    if (unmapped := view.quality(metric).percent_unmapped) is not None:
        city, share = view.city.name.in_language(view.language), fmt.plain(unmapped, 1)
        name = metric.name.in_language(view.language)
        said.append(_("%(city)s%(name)s：%(share)s%% 的记录未映射。", city=city, name=name, share=share))
    return said


def _number(cell: CityCell) -> list[Child]:
    value = cell.told.value
    if value.withheld:
        return [hidden()]
    if value.value is None:
        return [fmt.NONE]
    number, unit = fmt.parts(value.value, cell.metric, cell.view.language)
    # What is no share has its unit at the head of the row.
    shown: list[Child] = [number, html.Small(unit)] if cell.metric.is_rate else [number]
    return [value_link(cell.view, cell.metric, shown)]


def _made_of(cell: CityCell) -> str:
    value = cell.told.value
    if value.withheld or value.value is None or value.denominator is None:
        return ""
    return fmt.fraction(value.numerator, value.denominator)


def _picture(cell: CityCell, ends: tuple[float, float], most: float) -> Component:
    """Interval, value and target on the row's axis; a bar for what has no target and no interval."""
    view, held = cell.view, cell.interval
    if isnan(held.value):
        return html.Div(className="band")
    if cell.metric.of_cases and cell.metric.is_rate:
        target = view.target(cell.metric)
        goal = target.value if target else None
        return picture(interval_bar(held, goal, ends, view.palette, cell.missed), "band")
    return picture(bar(held.value / most if most else 0.0, view.palette.text_2), "bar")
