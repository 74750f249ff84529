"""Sources on a wall: in the footer those the scene is about and all that are not on time; as a list, every one."""

from dash import html
from dash.development.base_component import Component

from dashboard.components import source_line
from dashboard.language import gettext as _
from dashboard.view import View
from dashboard.wall.parts import source_badge

_SHOWN = {"tall": 3, "standard": 3, "broad": 5, "wide": 8}
# In a list of their own, and beneath what needs attention where that is little.
_LISTED, _BENEATH = 16, 6
_STATES = ("failed", "missing", "late", "paused", "fresh")


def footer(view: View, shape: str) -> Component:
    """The sources of the first metrics and those in trouble, the worst last, as many as there is room for."""
    own = {source.key for metric in view.metrics.values() for source in view.feeding(metric)}
    troubled = sorted(
        (source for source in view.sources if source.state != "fresh" and not source.loading),
        key=lambda each: (each.key not in own, _STATES.index(each.state)),
    )
    fresh = sorted(
        (source for source in view.sources if source.key in own and source.state == "fresh"),
        key=lambda each: each.expected_minutes,
    )
    room = _SHOWN[shape]
    shown = [*fresh[: max(1, room - len(troubled))], *troubled][:room]
    more = len(troubled) - sum(source.state != "fresh" for source in shown)
    left = [html.Span(_("另 %(count)s 个异常", count=more), className="fresh late")] if more > 0 else []
    return html.Div([*(source_badge(view, source) for source in shown), *left], className="srcs")


def source_list(view: View) -> Component:
    """Every source of the city with the time and the age of its data."""
    return html.Section(_listed(view, _LISTED), className="part of-sources")


def sources_beneath(view: View, spare: int) -> list[Component]:
    """As many as there is room for beneath the notices, `spare` of which are not there."""
    return _listed(view, _BENEATH + 2 * spare)


def _listed(view: View, count: int) -> list[Component]:
    """So many sources, the worst first, under how many there are."""
    listed = sorted(view.sources, key=lambda each: (_STATES.index(each.state), each.expected_minutes))[:count]
    head = html.H2([_("数据源"), html.Span(_("%(count)s 个来源", count=len(view.sources)), className="w-sm t2")])
    return [head, html.Ul([source_line(source, view) for source in listed], className="sources")]
