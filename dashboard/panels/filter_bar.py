"""The filters of a page: a menu for each, of whose members every one is a link; what is set can be cleared."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import Child, aria, data, icon
from dashboard.filtered import unfiltered
from dashboard.language import gettext as _
from dashboard.panels.filter_words import filter_name, member_name, members_named
from dashboard.panels.picking import alone
from dashboard.rows import rows_of
from dashboard.told import number, rows_told
from dashboard.view import View
from data_access.filters import FILTERS, follows
from data_access.metric import Metric

_MOST = 4


def filter_bar(view: View) -> list[Component]:
    """Up to four filters, and every other that is set; after several of them the way to clear all."""
    offered = [name for name in view.offered if _is_choice(view, name)][:_MOST]
    set_here = [name for name, _members in view.state.filters]
    pieces = [_filter(view, name) for name in dict.fromkeys([*offered, *set_here])]
    if len(set_here) > 1:
        href = view.state.by(()).search
        pieces.append(dcc.Link(_("全部清除"), href=href, className="acc sm clear-all"))
    return [html.Div(pieces, className="filters", role="group", **aria(label=_("筛选")))] if pieces else []


def _followed_by(view: View, name: str) -> Metric | None:
    """The metric whose members a filter offers: the one that leads the page, else the first that follows; where a page
    has more filters than the bar only the former."""
    others = view.metrics.values() if len(view.offered) <= _MOST else ()
    return next((each for each in (view.lead, *others) if follows(each, name)), None)


def _is_choice(view: View, name: str) -> bool:
    """Whether there is anything to choose: where one platform tells of a metric, it is no filter."""
    metric = _followed_by(view, name)
    return metric is not None and (name != "source" or len(view.feeding(metric)) > 1)


def _filter(view: View, name: str) -> Component:
    chosen = view.state.members(name)
    shown = members_named(view, name) if chosen else _("全部")
    label = filter_name(name)
    summary = html.Summary(
        [html.Span(label, className="lab"), html.B(shown, className="acc" if chosen else ""), icon("down")],
        className="btn",
    )
    # By its name a menu that was open is found again when the bar is drawn anew.
    menu = html.Details([summary, html.Div(_menu(view, name), className="menu")], **data(menu=name))
    clear = _clear(view, name, f"{label} {shown}") if chosen else []
    return html.Span([menu, *clear], className="filter set" if chosen else "filter")


def _clear(view: View, name: str, said: str) -> list[Component]:
    last = " last" if view.state.filters[-1][0] == name else ""
    cross = [icon("fail"), html.Span(_("清除筛选：%(filter)s", filter=said), className="hidden-text")]
    href = view.state.without(name).search
    return [dcc.Link(cross, href=href, className=f"clear{last}", title=_("清除筛选：%(filter)s", filter=said))]


def _menu(view: View, name: str) -> list[Component]:
    """What can be chosen, most frequent first, with how many there are; of people one filter at a time."""
    base = alone(view, name)
    lines: list[Component] = []
    others = [other for other, _members in view.state.filters if other != name]
    if view.lead.protected and others:
        said = _("涉及人的指标一次只按一个维度筛选，选择后代替：%(filter)s。", filter=filter_name(others[0]))
        lines.append(html.P(said, className="xs t2"))
    for code, count in _members(view, name):
        chosen = code in view.state.members(name)
        tick = [html.Span(_("已选"), className="hidden-text")] if chosen else []
        text = html.Span([member_name(view, name, code), *tick])
        lines.append(
            dcc.Link(
                [text, html.Span(count, className="muted")],
                href=base.toggled(name, code).search,
                className="item current" if chosen else "item",
            )
        )
    return lines or [html.P(_("没有可选的项。"), className="xs t2")]


def _members(view: View, name: str) -> Sequence[tuple[str, Child]]:
    """Members that records of the period have, of all the viewer sees; all of the list where none are told. Sources are
    known without asking any record."""
    metric, all_there = _followed_by(view, name), unfiltered(view)
    if name == "source" and metric is not None:
        return [(source.key, "") for source in view.feeding(metric)]
    scope = view.scope.within(view.reach.home(view.city))
    if metric is not None:
        rows, _why = rows_told(view, lambda: all_there.reads.breakdown(metric, FILTERS[name].dimension, scope))
        told = rows.sort_values(["numerator", "code"], ascending=[False, True])
        if not told.empty:
            return [(str(row.code), number(view, metric, row)) for row in rows_of(told)]
    return [(code, "") for code in view.directory.names(name, view.city.code)]
