"""The bar below the header of a page for staff: of what place and what part its numbers are, and how old these are."""

from dash import html
from dash.development.base_component import Component

from dashboard.components import freshness_badge
from dashboard.language import gettext as _
from dashboard.panels.breadcrumb import breadcrumb
from dashboard.panels.copy_link import copy_link
from dashboard.panels.export_link import export_link
from dashboard.panels.filter_bar import filter_bar
from dashboard.view import View


def scope_bar(view: View) -> Component:
    """Breadcrumb and filters; the least trustworthy source of the page, the link to what is shown, the export."""
    return html.Div(
        [
            breadcrumb(view),
            *filter_bar(view),
            html.Div([_sources(view), copy_link(), *export_link(view)], className="row end"),
        ],
        className="scope-bar row",
    )


def _sources(view: View) -> Component:
    if view.feeding(view.lead):
        return freshness_badge(view, view.lead)
    if view.connected(view.lead):
        return html.Span()
    return html.Span(_("本市没有接入这类平台，可在“辖区”中选择其他城市。"), className="muted sm")
