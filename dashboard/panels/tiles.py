"""Tiles: small key figures of a page for staff, each with what it is made of and how it has changed."""

from collections.abc import Sequence
from contextlib import suppress

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, chip, frame, unmapped
from dashboard.drawer.numbers import provenance_link
from dashboard.figures.svg import Box
from dashboard.language import gettext as _
from dashboard.monthly import trend_line
from dashboard.panels.cards import changes, companion
from dashboard.told import Told, hidden, made_of, suppressed, told, unconnected
from dashboard.view import View
from data_access.metric import Metric
from data_access.value import RefusedError

_SPARK = Box(104, 36)


def tiles(view: View, name: str, title: str, sub: str, keys: Sequence[str]) -> Component:
    """A panel with a tile for each metric."""
    metrics = [view.metrics[key] for key in keys if key in view.metrics]
    if said := unconnected(view, metrics):
        return frame(name, title, sub, [html.P(said, className="body t2 sm")])
    return frame(name, title, sub, [html.Div([tile(view, metric) for metric in metrics], className="body tiles")])


def tile(view: View, metric: Metric) -> Component:
    """One key figure; refused or withheld, it says why in the place of the number."""
    said = told(view, metric)
    judged = view.judged(metric, said.value, view.scope.division)
    line = trend_line(view, metric, _SPARK, mark=view.palette.text)
    return html.Article(
        [
            html.Div(
                [
                    provenance_link(view, metric),
                    suppressed() if said.value.withheld else "" if said.why else chip(judged.status),
                ],
                className="row between",
            ),
            html.Div(
                [html.Span(_number(view, metric, said), className="val"), line],
                className="row between",
            ),
            html.Div(
                " · ".join(filter(None, [_said(view, metric, said), *unmapped(view, metric)])),
                className="xs muted",
            ),
            html.Div(_changes(view, metric), className="row deltas"),
        ],
        className=f"tile {judged.status.value}",
        title=metric.definition.in_language(view.language),
    )


def _said(view: View, metric: Metric, said: Told) -> str:
    """Why there is no number, or what it is made of."""
    if said.value.withheld:
        return _("数量过小，为保护个人而不显示")
    return said.why or made_of(view, metric, said.value)


def _number(view: View, metric: Metric, said: Told) -> list[Child]:
    if said.value.withheld:
        return [hidden()]
    if said.value.value is None:
        return [fmt.NONE]
    number, unit = fmt.parts(said.value.value, metric, view.language)
    return [number, html.Small(unit)]


def _changes(view: View, metric: Metric) -> list[Component]:
    """What it is compared with, and how well beside how soon, as far as either is told."""
    pieces: list[Component] = []
    for part in (changes, companion):
        with suppress(RefusedError):
            pieces += part(view, metric)
    return pieces
