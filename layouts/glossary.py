"""Glossary: what every number of the cockpit counts, how it is judged and what it rests on."""

from dash.development.base_component import Component

from dashboard.page import Page, Panel
from dashboard.panels.glossary import metric_detail, metric_list
from dashboard.panels.origin import origin
from dashboard.panels.scope_bar import scope_bar
from dashboard.shell import desk
from data_access.filters import FILTERS
from data_access.metric import Text
from data_access.registry import METRICS


def layout() -> Component:
    """The list of metrics, and the one chosen."""
    return desk("glossary", ("list",), ("detail", "origin"))


PAGE = Page(
    path="/glossary",
    name=Text("口径", "Glossary"),
    order=90,
    layout=layout,
    whole_months=True,
    filters=tuple(FILTERS),
    metrics=tuple(METRICS),
    panels=(
        Panel("glossary-scope", scope_bar),
        Panel("glossary-list", metric_list),
        Panel("glossary-detail", metric_detail),
        Panel("glossary-origin", origin),
    ),
)
