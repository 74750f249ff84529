"""How old the data of each source is, counted from the source's own time."""

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import frame, icon, source_line
from dashboard.language import gettext as _
from dashboard.view import View


def freshness(view: View) -> Component:
    """All sources of the city, with how many are on time, late, failed or paused, and how many first loads go on."""
    late = sum(source.state == "late" for source in view.sources)
    # A source that has begun its first load has not failed, though nothing of it is there yet.
    begun = sum(source.state == "missing" and source.loading for source in view.sources)
    failed = sum(source.state in ("failed", "missing") for source in view.sources) - begun
    paused = sum(source.state == "paused" for source in view.sources)
    good = len(view.sources) - late - failed - paused - begun
    tools = [html.Span([icon("dot"), _("%(count)s 按时", count=good)], className="fresh")]
    if late:
        tools.append(html.Span([icon("stale"), _("%(count)s 迟到", count=late)], className="fresh late"))
    if failed:
        tools.append(html.Span([icon("fail"), _("%(count)s 失败", count=failed)], className="fresh fail"))
    if paused:
        tools.append(html.Span([icon("none"), _("%(count)s 暂停", count=paused)], className="fresh late"))
    loading = sum(source.loading for source in view.sources)
    if loading:
        tools.append(html.Span([icon("dot"), _("%(count)s 装载历史中", count=loading)], className="fresh"))
    rows = sum(source.rows for source in view.sources)
    lines = [source_line(source, view) for source in view.sources]
    loaded = _("已装载 %(count)s 条记录", count=fmt.plain(rows))
    return frame(
        "freshness",
        _("数据源新鲜度"),
        _("%(count)s 个来源", count=len(view.sources)),
        [html.Div([html.Ul(lines, className="sources"), html.P(loaded, className="xs muted")], className="body")],
        tools,
    )
