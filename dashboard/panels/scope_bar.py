"""The bar below the header of a page for staff: what place it is about, and how old what it is made of is."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import freshness_badge
from dashboard.language import gettext as _
from dashboard.panels.export_link import export_link
from dashboard.panels.finer import place_name
from dashboard.view import View


def scope_bar(view: View) -> Component:
    """Breadcrumb from the city down to the place chosen, the least trustworthy source of the page, the export."""
    return html.Div(
        [html.Nav(_crumbs(view), className="crumbs"), html.Div([_sources(view), *export_link(view)], className="row")],
        className="scope-bar row between",
    )


def _crumbs(view: View) -> list[Component]:
    chain: list[tuple[str, str]] = []
    code = view.scope.division
    while code and code != view.city.code:
        found = view.directory.division(code)
        if found is None:
            break
        chain.append((code, view.place(code)))
        code = found.parent_code
    pieces: list[Component] = [
        dcc.Link(view.place(view.city.code), href=view.state.but(division=None, grid=None).search, className="acc")
    ]
    for code, name in reversed(chain):
        href = view.state.but(division=code, grid=None).search
        pieces += [html.Span("›", className="muted"), dcc.Link(name, href=href)]
    if view.state.grid:
        pieces += [html.Span("›", className="muted"), html.B(place_name(view))]
    if not chain:
        pieces += [html.Span("›", className="muted"), html.B(_("全部县区"))]
    return pieces


def _sources(view: View) -> Component:
    if view.feeding(view.lead):
        return freshness_badge(view, view.lead)
    if view.connected(view.lead):
        return html.Span()
    return html.Span(_("本市没有接入这类平台，可在“辖区”中选择其他城市。"), className="muted sm")
