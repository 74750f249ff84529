"""The bar of the page of cities: what it is, which cities stand in it, the export."""

from dash import html
from dash.development.base_component import Component

from dashboard.language import gettext as _
from dashboard.panels.copy_link import copy_link
from dashboard.panels.export_link import export_link
from dashboard.view import View


def cities_bar(view: View) -> Component:
    """Title, the sentence about scores, the link by which the page is taken out."""
    return html.Div(
        [
            html.Div(
                [
                    html.H2(_("城市对照")),
                    html.Span(_("不设综合得分；每行同一横轴，缺的来源如实空着"), className="sm t2"),
                ],
                className="row",
            ),
            html.Div([copy_link(), *export_link(view)], className="row end"),
        ],
        className="scope-bar row between",
    )
