"""Divisions line by line: the counties of the city, or the townships of the county chosen, by several metrics."""

from collections.abc import Collection, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components import Child, frame, listing
from dashboard.drawer.numbers import value_link
from dashboard.language import gettext as _
from dashboard.panels.beside import beside_each
from dashboard.panels.picking import pick
from dashboard.rows import rows_of
from dashboard.told import number, rows_told, told
from dashboard.view import View
from data_access.metric import Metric
from data_access.scope import Scope

_BELOW = {"city": "county", "county": "township"}


def places(view: View, name: str, title: str, keys: Sequence[str]) -> Component:
    """A table of divisions by metrics, the whole last; each is a link: a county opens its townships, one of these is
    chosen among them and let go again.
    """
    metrics = [view.metrics[key] for key in keys if key in view.metrics]
    scope, level = below(view)
    members = view.directory.members(view.city.code, level, scope.division)
    columns, whys = [], []
    for metric in metrics:
        rows, why = rows_told(view, lambda asked=metric: view.reads.breakdown(asked, level, scope))  # type: ignore[misc]
        columns.append({row.code: row for row in rows_of(rows)})
        whys.append(why)
    inside = {str(row.code) for row in rows_of(members)}
    lines = [
        [_place(view, row, inside), *_cells(view, metrics, columns, (scope, str(row.code)))] for row in rows_of(members)
    ]
    whole = [html.B(view.place(scope.division or view.city.code)), *_whole(view, metrics, scope)]
    heads = [
        _("乡镇街道") if level == "township" else _("县区"),
        *(each.name.in_language(view.language) for each in metrics),
    ]
    said = next((why for why in whys if why), "")
    how_well = beside_each(view, metrics, scope, lambda other: view.reads.breakdown(other, level, scope))
    foot = [html.P(line, className="xs muted") for line in (said, how_well) if line]
    return frame(name, title, "", [html.Div([listing("", heads, [*lines, whole]), *foot], className="body scroll")])


def below(view: View) -> tuple[Scope, str]:
    """The scope to be split and the level it is split into: of a township its county."""
    code = view.scope.division
    found = view.directory.division(code) if code else None
    while found is not None and found.level not in _BELOW:
        code, found = found.parent_code, view.directory.division(found.parent_code)
    level = _BELOW["county" if found is not None and found.level == "county" else "city"]
    return view.scope.within(code if level == "township" else None), level


def _place(view: View, row: Any, inside: Collection[str]) -> Child:
    """The name as a link; that of the one chosen leads to what it lies in."""
    code, chosen = str(row.code), view.scope.division
    found = view.directory.division(code)
    there = found.parent_code if code == chosen and found is not None else code
    state = view.state.but(division=None if there == view.city.code else there)
    return pick([view.name(row)], state.search, "who", chosen=code == chosen, among=chosen in inside)


def _cells(
    view: View, metrics: Sequence[Metric], columns: Sequence[dict[str, Any]], of: tuple[Scope, str]
) -> list[Child]:
    """The numbers of a place; each that there is opens its own drawer."""
    scope, code = of
    return [
        value_link(view, metric, number(view, metric, column[code]), scope=scope, place=code)
        if code in column
        else number(view, metric, None)
        for metric, column in zip(metrics, columns, strict=True)
    ]


def _whole(view: View, metrics: Sequence[Metric], scope: Scope) -> list[Child]:
    return [
        value_link(view, metric, html.B(number(view, metric, told(view, metric, scope).value)), scope=scope)
        for metric in metrics
    ]
