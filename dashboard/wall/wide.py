"""Walls wider than usual: a composition of its own, not a stretched one. What is wrong, the scene, who stands where."""

from dash import html
from dash.development.base_component import Component

from dashboard.told import rows_told
from dashboard.view import View
from dashboard.wall.places import attention_list, ranking_of
from dashboard.wall.scene import Scene, Shape


def composed(scene: Scene, view: View, shape: Shape) -> Component:
    """The parts of a scene in their places on a canvas of this shape."""
    if shape == "standard":
        return html.Div(scene.draw(view), className=f"wb {scene.layout}")
    if scene.wide is not None:
        return html.Div(scene.wide(view, shape), className=f"wb {shape} own")
    usual = html.Div(scene.draw(view), className=f"within {scene.layout}")
    beside = [ranking_of(view, view.lead)] if shape == "wide" and _ranked(view) else []
    return html.Div([attention_list(view), usual, *beside], className=f"wb {shape}{'' if beside else ' open'}")


def _ranked(view: View) -> bool:
    """Whether counties are told, and may be ranked, by the metric that leads."""
    metric = view.lead
    rows, why = rows_told(view, lambda: view.reads.ranking(metric, view.compared_level, view.city_wide))
    return metric.is_rate and not why and not rows.empty
