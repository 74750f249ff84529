"""The way from the city down to the place chosen: each step a link, with a menu of what lies beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import aria, data, icon
from dashboard.language import gettext as _
from dashboard.panels.finer import level_of, place_name
from dashboard.rows import rows_of
from dashboard.state import State
from dashboard.view import View
from data_access.dimension import LEVELS
from data_access.people.lattice import BELOW_TOWNSHIP


@dataclass(frozen=True, slots=True)
class _Step:
    """One place on the way: its level, code and name, and what it lies in."""

    level: str
    code: str
    name: str
    parent: str | None


def breadcrumb(view: View) -> Component:
    """The places down to the one chosen, and below it what can be opened next."""
    steps = _steps(view)
    above = len(steps) - 2
    pieces: list[Component] = [_crumb(view, step, up=place == above) for place, step in enumerate(steps)]
    below = _below(view)
    pieces += [html.Span(below, className="below")] if below else []
    return html.Nav(pieces, className="crumbs", **aria(label=_("位置")))


def _steps(view: View) -> list[_Step]:
    found: list[_Step] = []
    code = view.scope.division
    while code and code != view.city.code:
        division = view.directory.division(code)
        if division is None:
            break
        found.append(_Step(division.level, code, view.place(code), division.parent_code))
        code = division.parent_code
    city = _Step("city", view.city.code, view.place(view.city.code), None)
    grid = view.state.grid
    last = [_Step("grid", grid, place_name(view), view.scope.division)] if grid else []
    return [city, *reversed(found), *last]


def _crumb(view: View, step: _Step, *, up: bool) -> Component:
    beside = list(_beside(view, step))
    link = dcc.Link(step.name, href=_to(view, step.level, step.code).search, className="up" if up else "")
    if len(beside) < 2:
        return html.Span(link, className="crumb")
    said = html.Span(_("%(place)s的同级", place=step.name), className="hidden-text")
    return html.Span([link, _menu(f"beside-{step.level}", [said, icon("down")], beside)], className="crumb")


def _beside(view: View, step: _Step) -> Iterator[Component]:
    """What lies in the same place; of the city the other cities of the viewer."""
    if step.level == "city":
        for city in view.reach.cities:
            first = city == view.reach.cities[0]
            state = view.state.but(division=None, grid=None, city=None if first else city.code)
            yield _item(city.name.in_language(view.language), state, current=city.code == step.code)
        return
    for row in rows_of(view.directory.members(view.city.code, step.level, step.parent)):
        state = _to(view, step.level, str(row.code))
        yield _item(view.name(row), state, current=row.code == step.code)


def _below(view: View) -> Component | None:
    """The places inside the one chosen; why there are none, where the numbers stop."""
    level = level_of(view)
    if view.state.grid or level == LEVELS[-1]:
        return None
    finer = LEVELS[LEVELS.index(level) + 1]
    summary = [html.B(_all(finer)), icon("down")]
    # Who sees what of the page: a step that all its numbers would refuse is not offered.
    if view.lead.protected and finer == "community":
        return _menu("below", summary, [html.P(BELOW_TOWNSHIP.in_language(view.language), className="xs t2")])
    inside = rows_of(view.directory.members(view.city.code, finer, view.scope.division))
    items = [_item(view.name(row), _to(view, finer, str(row.code)), current=False) for row in inside]
    return _menu("below", summary, items) if items else None


def _all(level: str) -> str:
    return {
        "county": _("全部县区"),
        "township": _("全部乡镇街道"),
        "community": _("全部社区"),
        "grid": _("全部网格"),
    }[level]


def _to(view: View, level: str, code: str) -> State:
    if level == "grid":
        return view.state.but(grid=code)
    return view.state.but(division=None if level == "city" else code, grid=None)


def _menu(name: str, summary: list[Component], items: list[Component]) -> Component:
    return html.Details([html.Summary(summary), html.Div(items, className="menu")], **data(menu=name))


def _item(name: str, state: State, *, current: bool) -> Component:
    return dcc.Link(name, href=state.search, className="item current" if current else "item")
