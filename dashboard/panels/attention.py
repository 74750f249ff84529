"""The attention list: what somebody should look at, from the data, worst first, capped."""

from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, agreed, aria, frame, icon, missed_by, source_age, strong, words
from dashboard.drawer.numbers import value_link
from dashboard.judge import Status
from dashboard.language import gettext as _
from dashboard.panels.findings import Finding, Situation, situation
from dashboard.told import told
from dashboard.view import View
from data_access.comparing import at_target, standing
from data_access.freshness import SourceState
from data_access.metric import Metric

_CAP = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """One row: how bad, what it is, why, and where to look."""

    tone: str
    title: str
    cause: list[Child]
    foot: list[Child]


def attention(view: View) -> Component:
    """Counties wholly below target, then sources that are late, failed or paused, at most five."""
    found, notices = notices_of(view)
    shown, left = notices[:_CAP], len(notices) - _CAP
    rows = [_row(notice) for notice in shown] or [calm(view, found)]
    more = [html.Footer(_("另有 %(count)s 项", count=left))] if left > 0 else []
    more += [html.Footer(line) for line in [at_target_said(view)] if line]
    return frame(
        "attention",
        _("需要关注"),
        _("%(count)s 项 · 按严重程度排序", count=len(notices)),
        [html.Ul(rows, className="att", **aria(live="polite")), *more],
    )


def notices_of(view: View) -> tuple[Situation, list[Notice]]:
    """What was found of the first metric, and all there is to say of it and of the sources, the worst first."""
    metric = next(iter(view.metrics.values()))
    found = situation(view, metric)
    notices = [_county(view, metric, county) for county in found.counties]
    notices += [_source(view, source) for source in found.troubled]
    return found, sorted(notices, key=lambda notice: notice.tone != "bad")


def at_target_said(view: View) -> str:
    """Of all metrics that have a target and a number to be trusted: how many reach it, and which fall shortest.

    It stands in for an index of the city, for which nobody gives weights.
    """
    aimed = [
        metric
        for metric in view.registry.values()
        if view.target(metric) and view.connected(metric) and view.trusted(metric)
    ]
    found = at_target({each.key: standing(told(view, each).value, each, view.scope, view.targets) for each in aimed})
    if not found.judged:
        return ""
    said = _("有目标的 %(judged)s 项指标中 %(met)s 项达标", judged=found.judged, met=found.met)
    worst = [view.registry[key].name.in_language(view.language) for key in found.worst]
    between = ", " if view.language == "en" else "、"
    return _("%(said)s；差距最大：%(worst)s", said=said, worst=between.join(worst)) if worst else said


def _row(notice: Notice) -> Component:
    shape = "bad" if notice.tone == Status.MISSED.value else "warn"
    body = [html.H3(notice.title), html.P(notice.cause), html.Div(notice.foot, className="act")]
    return html.Li([html.Span(icon(shape), className=notice.tone), html.Div(body)], className=notice.tone)


def calm(view: View, found: Situation) -> Component:
    """Nothing to report; counties are only said to do well where they were judged."""
    judged = found.judged.target is not None and found.value.value is not None and view.trusted(found.metric)
    text = _("没有县区显著未达目标，各来源按时。") if judged else _("各来源按时；县区未作判定。")
    if judged and view.partial:
        text = _("所见区划没有显著未达目标的，各来源按时。")
    return html.Li(
        [
            html.Span(icon("good"), className="good"),
            html.Div([html.H3(_("没有需要关注的事项")), html.P(text)]),
        ],
        className="calm",
    )


def _county(view: View, metric: Metric, county: Finding) -> Notice:
    value = fmt.join(*fmt.beside(county.value, county.target.value, metric, view.language))
    gap = fmt.distance(county.value, county.target.value, metric, view.language)
    name = metric.name.in_language(view.language)
    cause = words(
        _("{name} {value}，{stands}。"),
        name=name,
        value=value_link(view, metric, strong(value, "bad"), place=county.code),
        stands=missed_by(county.target, gap),
    )
    if county.overdue is None or county.share is None:
        title = _("%(county)s显著未达目标", county=county.name)
    else:
        title = _("%(county)s网格事件超期未结 %(count)s 件", county=county.name, count=fmt.plain(county.overdue))
        cause += [_("占全市超期的 %(share)s%%。", share=fmt.plain(100 * county.share))]
    link = dcc.Link(_("查看该县区"), href=view.state.but(division=county.code).search, className="btn sm")
    return Notice("bad", title, cause, [link])


def _source(view: View, source: SourceState) -> Notice:
    name = source.name.in_language(view.language)
    first = source.state == "missing" and source.loading
    tone = "warn" if first or source.state in ("late", "paused") else "bad"
    titles = {
        "late": _("%(name)s数据迟到", name=name),
        "failed": _("%(name)s装载失败", name=name),
        "missing": _("%(name)s首次装载中", name=name) if first else _("%(name)s从未装载", name=name),
        "paused": _("%(name)s已暂停", name=name),
    }
    due = _("约定%(often)s更新", often=agreed(source.expected_minutes))
    causes = {"failed": _failure(source.reason), "paused": _("恢复前不装载新数据。")}
    cause: list[Child] = [causes.get(source.state, due)]
    return Notice(
        tone, titles[source.state], cause, [*_way_on(view), html.Span(source_age(source, view), className="t2")]
    )


def _way_on(view: View) -> list[Child]:
    """The page of sources, for who may open it; on a wall nobody does."""
    if view.viewer.screen or not view.viewer.may_open("/sources"):
        return []
    href = "/sources" + view.state.elsewhere().search
    return [dcc.Link(_("查看来源"), href=href, className="btn sm")]


def _failure(reason: str) -> str:
    """What a kind of failure means for who reads the screen; what exactly happened is for who runs the jobs."""
    said = {
        "SourceUnavailable": _("暂时无法连接，系统会自动重试。"),
        "SourceChanged": _("平台拒绝访问或结构已变，需数据工程师处理。"),
        "FilesRefused": _("部分文件未能装载，其余已装载，需数据工程师处理。"),
        "SiteInvalid": _("配置有误，需数据工程师处理。"),
    }.get(reason, _("装载没有完成，需数据工程师处理。"))
    return _("%(sentence)s详情见命令 %(command)s。", sentence=said, command="python -m etl status")
