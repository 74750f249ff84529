"""The sources of a city line by line: state, age, what was agreed, and what their loads brought in the period."""

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import FRESH, Child, agreed, frame, icon, listing, source_age
from dashboard.drawer.numbers import value_link
from dashboard.language import gettext as _
from dashboard.rows import rows_of
from dashboard.told import number, rows_told
from dashboard.view import View
from data_access.freshness import Feed, SourceState
from data_access.metric import Metric
from data_access.schema.kinds import kind_name

_LOADS = ("batches", "records_extracted", "records_new", "records_rejected", "records_unmapped", "records_late")
_ORDER = ("failed", "missing", "late", "paused", "fresh")
# What the state of a source is called.
STATES = {
    "fresh": lambda: _("按时"),
    "late": lambda: _("迟到"),
    "failed": lambda: _("失败"),
    "missing": lambda: _("未装载"),
    "paused": lambda: _("已暂停"),
}


def source_table(view: View) -> Component:
    """Every source, the worst first; what its loads of the period brought stands beside it."""
    metrics = [view.metrics[key] for key in _LOADS]
    columns = []
    for metric in metrics:
        rows, _why = rows_told(view, lambda asked=metric: view.reads.breakdown(asked, "source", view.city_wide))  # type: ignore[misc]
        columns.append({row.code: row for row in rows_of(rows)})
    ordered = sorted(view.sources, key=lambda source: (_ORDER.index(source.state), source.key))
    lines = [_line(view, source, metrics, columns) for source in ordered]
    heads = [
        _("来源"),
        _("状态"),
        _("数据时间"),
        _("数据龄"),
        _("约定"),
        _("记录数"),
        *(metric.name.in_language(view.language) for metric in metrics),
    ]
    counts = _("%(count)s 个来源 · 每批核对：取得 = 新增 + 更新 + 未变 + 替代 + 拒收", count=len(ordered))
    table = listing("", heads, lines, keys=[source.key for source in ordered])
    return frame("sources", _("数据源"), counts, [html.Div(table, className="body scroll")])


def _line(view: View, source: SourceState, metrics: list[Metric], columns: list[dict[str, Any]]) -> list[Child]:
    shape, tone = FRESH[source.state]
    when = source.source_time
    return [
        html.B(source.name.in_language(view.language)),
        html.Span([icon(shape), STATES[source.state]()], className=f"fresh {tone}"),
        fmt.moment(when.astimezone(view.now.tzinfo)) if when else fmt.NONE,
        html.Span(source_age(source, view), className=tone),
        agreed(source.expected_minutes),
        fmt.plain(source.rows),
        *(_told(view, metric, column, source.key) for metric, column in zip(metrics, columns, strict=True)),
    ]


def _told(view: View, metric: Metric, column: dict[str, Any], source: str) -> Child:
    """What the loads of one source brought: of that source alone."""
    shown = number(view, metric, column.get(source))
    return value_link(view, metric, shown, scope=view.city_wide, part=("source", source)) if source in column else shown


def _records(view: View, feed: Feed) -> str:
    return kind_name(feed.entity, feed.kind).in_language(view.language)


def feed_table(view: View) -> Component:
    """The lists of all sources: what their records become, how many there are, how many have an unknown code."""
    lines: list[list[Child]] = [
        [
            html.Span([html.B(source.name.in_language(view.language)), f" · {_records(view, feed)}"]),
            fmt.moment(feed.source_time.astimezone(view.now.tzinfo)) if feed.source_time else fmt.NONE,
            fmt.plain(feed.records),
            html.Span(fmt.plain(feed.unmapped), className="warn" if feed.unmapped else "muted"),
        ]
        for source in sorted(view.sources, key=lambda source: source.key)
        for feed in source.feeds
    ]
    heads = [_("清单"), _("数据时间"), _("记录数"), _("未映射")]
    return frame("feeds", _("来源的清单"), "", [html.Div(listing("", heads, lines), className="body scroll")])
