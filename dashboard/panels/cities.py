"""Cities beside each other: metrics by cities with intervals, trends, what is not comparable, and no sum of it all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isnan
from string import ascii_lowercase

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, aria, icon
from dashboard.figures.scales import axis
from dashboard.judge import Status
from dashboard.language import gettext as _
from dashboard.panels.city_cell import CityCell, draw
from dashboard.view import View
from data_access.metric import Direction
from data_access.statistics import rank_ranges


@dataclass
class _Notes:
    """What does not compare, each sentence once, with the letter that stands beside the numbers."""

    sentences: list[str] = field(default_factory=list)

    def letters(self, said: Sequence[str]) -> list[Component]:
        """The marks of some sentences."""
        for each in said:
            if each not in self.sentences:
                self.sentences.append(each)
        return [html.Sup(_letter(self.sentences.index(each)), className="note-mark", title=each) for each in said]


def _letter(number: int) -> str:
    turn, place = divmod(number, len(ascii_lowercase))
    return ascii_lowercase[place] + (str(turn) if turn else "")


def cities(view: View, keys: Sequence[str]) -> Component:
    """A table of metrics by the cities that the viewer sees; the city of the page first."""
    seen = [city for city in view.reach.cities if city.code != view.city.code]
    views = [view.beside(city) for city in (view.city, *seen)]
    # What says how soon is never shown without what says how well.
    shown = dict.fromkeys(each for key in keys for each in (key, *view.metrics[key].companions))
    rows = [[CityCell(each, view.metrics[key]) for each in views] for key in shown]
    told = [row for row in rows if any(cell.connected for cell in row)]
    # What several cities tell of comes before what stands alone.
    told.sort(key=lambda row: sum(cell.connected for cell in row) < 2)
    notes = _Notes()
    lines = [_line(row, notes) for row in told]
    head = html.Tr(
        [
            html.Th(_("指标"), scope="col"),
            *(_head(each, each.city.code == view.city.code) for each in views),
        ]
    )
    return html.Section(
        [
            html.Header([html.H2(_("指标 × 城市")), html.Span(_("每行同一横轴"), className="sub")]),
            html.Div(html.Table([html.Thead(head), html.Tbody(lines)], className="cities"), className="body scroll"),
            *([] if seen else [html.P(_("本账号只看得到本市。"), className="body t2 sm")]),
            _foot(notes),
        ],
        className="panel",
        **aria(label=_("城市对照")),
    )


def _head(view: View, own: bool) -> Component:
    """Name, what one must know, people and sources of a city."""
    late = [source for source in view.sources if source.state != "fresh"]
    whole = len(view.sources)
    shape = "good" if not late else "stale"
    sort = _("参照") if view.city.reference else _("试点")
    pieces: list[Child] = [
        html.Div(
            [html.B(view.city.name.in_language(view.language)), html.Span(sort, className="muted xs")],
            className="row between",
        ),
        html.Div(view.city.note.in_language(view.language), className="xs t2"),
        html.Div(
            [icon(shape), _("来源 %(fresh)s/%(all)s 准时", fresh=whole - len(late), all=whole)],
            className="xs t2 row",
        ),
    ]
    return html.Th(pieces, scope="col", className="own" if own else "")


def _line(cells: Sequence[CityCell], notes: _Notes) -> Component:
    """One metric: the axis is the same for all cities."""
    first = cells[0]
    metric, view = first.metric, first.view
    target = view.target(metric)
    reach = [end for cell in cells for end in (cell.interval.low, cell.interval.high, cell.interval.value)]
    ends = axis([end for end in [*reach, *([target.value] if target else [])] if not isnan(end)], metric.decimals)[0]
    if metric.is_rate:
        ends = (max(0.0, ends[0]), min(100.0, ends[1]))
    ranges = rank_ranges([cell.ranked for cell in cells], high_is_good=metric.direction is not Direction.DOWN)
    ranked = sum(each is not None for each in ranges)
    name = dcc.Link(
        metric.name.in_language(view.language),
        href="/glossary" + view.state.but(metric=metric.key).search,
        className="lab",
    )
    below = metric.denominator_name.in_language(view.language) if metric.denominator_name else ""
    unit = metric.unit.in_language(view.language)
    goal = _("目标 %(goal)s", goal=fmt.goal(target.value, metric, view.language)) if target else _("无目标，只作对照")
    span = _("轴 %(low)s–%(high)s", low=fmt.plain(ends[0]), high=fmt.plain(ends[1])) if metric.of_cases else ""
    head = [
        html.B(name),
        html.Div(" · ".join(part for part in (below, unit) if part), className="xs muted"),
        html.Div(" · ".join(part for part in (goal, span) if part), className="xs t2"),
    ]
    most = max((cell.interval.value for cell in cells if not isnan(cell.interval.value)), default=0.0)
    drawn = [
        draw(cell, notes.letters, ends, most, _rank(cell, place, ranked))
        for cell, place in zip(cells, ranges, strict=True)
    ]
    return html.Tr([html.Th(head, scope="row"), *drawn])


def _rank(cell: CityCell, place: tuple[int, int] | None, ranked: int) -> str:
    """The position among pilot cities as a range, or why there is none."""
    if cell.city.reference:
        return _("参照")
    if not cell.metric.of_cases or not cell.metric.is_rate:
        return _("不评先后")
    if not cell.view.mature(cell.metric):
        return _("未成熟")
    if place is None or ranked < 2:
        return _("不排位")
    return _("%(rank)s 位 / %(of)s", rank=fmt.rank(*place), of=ranked)


def _foot(notes: _Notes) -> Component:
    said = [html.Span([html.Sup(_letter(at), className="note-mark"), text]) for at, text in enumerate(notes.sentences)]
    keys = [
        html.Span([html.I(className="key band"), _("95% 区间")]),
        html.Span([icon(Status.MISSED.value), _("整体低于目标")], className="bad-key"),
        html.Span([html.I(className="key dash"), _("目标")]),
        html.Span(_("不设综合得分；位次只在试点城市、成熟且来源准时时给出范围。")),
    ]
    return html.Div([*said, *keys], className="legend body")
