"""A scene on its canvas. Wide walls have a composition of their own: what is wrong, the scene, who stands where; on a
wall higher than wide the parts stand one below the other."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.access.denied import refused
from dashboard.told import rows_told
from dashboard.view import View
from dashboard.wall.places import attention_list, ranking_of
from dashboard.wall.scene import Part, Scene, Shape
from dashboard.wall.sources import sources_beneath
from data_access.value import RefusedError


def composed(scene: Scene, view: View, shape: Shape) -> Component:
    """The parts of a scene in their places on a canvas of this shape."""
    if shape in ("standard", "tall"):
        tall = " tall" if shape == "tall" else ""
        return html.Div(_drawn(scene.parts, view), className=f"wb {scene.layout}{tall}")
    if own := (scene.wide if shape == "wide" else scene.broad):
        return html.Div(_drawn(own, view), className=f"wb {shape} own")
    usual = html.Div(_drawn(scene.parts, view), className=f"within {scene.layout}")
    beside = _drawn([_ranked], view) if shape == "wide" and _may_rank(view) else []
    return html.Div(
        [*_drawn([attention_beside], view), usual, *beside], className=f"wb {shape}{'' if beside else ' open'}"
    )


def attention_beside(view: View) -> Component:
    """What needs attention; where that is little the sources, whose state is what it would say next."""
    return attention_list(view, beneath=sources_beneath)


def _drawn(parts: Sequence[Part], view: View) -> list[Component]:
    """Each part; or the sentence with which the read layer refuses what it needs, most often to this viewer."""
    found = []
    for part in parts:
        try:
            found.append(part(view))
        except RefusedError as error:
            found.append(refused(error.refusal.sentence.in_language(view.language)))
    return found


def _ranked(view: View) -> Component:
    return ranking_of(view, view.lead)


def _may_rank(view: View) -> bool:
    """Whether counties are told by the metric that leads, and differ by more than chance."""
    metric = view.lead
    rows, why = rows_told(view, lambda: view.reads.ranking(metric, view.compared_level, view.city_wide))
    return metric.is_rate and not why and not rows.empty
