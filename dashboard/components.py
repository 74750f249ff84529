"""The small parts panels are made of: frames, chips, changes, ages. Shape, word and colour always come together."""

from collections.abc import Sequence
from string import Formatter
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.figures.svg import data_uri
from dashboard.judge import Status
from dashboard.language import gettext as _
from dashboard.view import View
from data_access.directory import Target
from data_access.freshness import SourceState
from data_access.metric import Metric

Child = Component | str


def aria(**values: str) -> dict[str, Any]:
    """aria-… attributes, whose names Python cannot spell."""
    return {f"aria-{name}": value for name, value in values.items()}


def data(**values: str) -> dict[str, Any]:
    """data-… attributes, for scripts and style sheets."""
    return {f"data-{name.replace('_', '-')}": value for name, value in values.items()}


def icon(name: str) -> Component:
    """A shape that takes the colour of the text around it; the word beside it says the same."""
    return html.I(className=f"icon icon-{name}", **aria(hidden="true"))


def picture(svg: str, name: str, alt: str = "") -> Component:
    """An SVG text as an image without a request."""
    return html.Img(src=data_uri(svg), className=name, alt=alt)


def frame(name: str, title: str, sub: str, body: Sequence[Child], tools: Sequence[Child] = ()) -> Component:
    """A panel: header with title, subtitle and tools, then the body."""
    head = [html.H2(title), html.Span(sub, className="sub"), html.Div(list(tools), className="tools")]
    return html.Section([html.Header(head), *body], className=f"panel {name}", **aria(label=title))


def listing(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Child]],
    name: str = "",
    keys: Sequence[str] | None = None,
) -> Component:
    """A table of names and numbers: the first column is text, all others stand right. By `keys` the browser knows the
    rows again where news put them in another order."""

    def side(column: int) -> str:
        return "r" if column else ""

    head = html.Tr([html.Th(text, className=side(at), scope="col") for at, text in enumerate(heads)])
    known = [data(key=key) for key in keys] if keys is not None else [{} for _row in rows]
    body = [
        html.Tr([html.Td(cell, className=side(at)) for at, cell in enumerate(row)], **of)
        for row, of in zip(rows, known, strict=True)
    ]
    return html.Table([html.Caption(caption), html.Thead(head), html.Tbody(body)], className=f"t {name}".strip())


def said(chart: str, sentence: str) -> Component:
    """What a chart shows as a sentence, which is the label of its picture."""
    return html.P(sentence, id=f"{chart}-said", className="hidden-text")


def skeleton(name: str = "") -> Component:
    """The box of a panel before its first drawing."""
    return html.Div(className=f"skeleton {name}", **aria(hidden="true"))


def words(template: str, **values: Child) -> list[Child]:
    """A translated sentence whose {placeholders} become components, in the order its language wants."""
    pieces: list[Child] = []
    for text, field, _spec, _conversion in Formatter().parse(template):
        if text:
            pieces.append(text)
        if field is not None:
            pieces.append(values[field])
    return pieces


def strong(text: str, status: str = "") -> Component:
    """Bold text, coloured only where it names an exception."""
    return html.B(text, className=status)


def status_word(status: Status) -> str:
    """The word that goes with a status."""
    return {
        Status.MISSED: _("未达标"),
        Status.NEAR: _("接近目标"),
        Status.MET: _("达标"),
        Status.IMMATURE: _("未成熟"),
        Status.LATE: _("数据迟到"),
        Status.FAILED: _("来源失败"),
        Status.NONE: _("无数据"),
    }.get(status, "")


def missed_by(target: Target, gap: str) -> str:
    """How a value that misses its target stands to it: below what it should reach, above what it should keep to."""
    return _("低于目标 %(gap)s", gap=gap) if target.is_floor else _("高于目标 %(gap)s", gap=gap)


def metric_choice(view: View, metrics: Sequence[Metric]) -> Component:
    """Which metric leads the page, as links."""
    return html.Div([_choice(view, each) for each in metrics], className="seg")


def _choice(view: View, metric: Metric) -> Component:
    name = _short(metric.name.in_language(view.language))
    current = metric.key == view.lead.key
    href = view.state.but(metric=metric.key).search
    return dcc.Link(name[:1].upper() + name[1:], href=href, className="current" if current else "")


def _short(name: str) -> str:
    """The name without the subject that all choices share, as long as two characters remain."""
    for subject in ("网格事件", "Grid events ", "网格"):
        rest = name.removeprefix(subject)
        if rest != name and len(rest) > 1:
            return rest
    return name


def chip(status: Status) -> Child:
    """Shape and word of a status; nothing for a value that no target judges."""
    if status is Status.PLAIN:
        return ""
    return html.Span([icon(status.value), status_word(status)], className=f"chip {status.value}")


def delta(label: str, now: float | None, before: float | None, metric: Metric, language: str) -> Component:
    """A change: direction as an arrow without colour, judgement as a word with colour."""
    if now is None or before is None:
        return html.Span([html.Span(label, className="k"), html.B(fmt.NONE)], className="delta")
    text = fmt.change(now, before, metric, language)
    better = None if text.startswith("→") else metric.better(now - before)
    pieces: list[Any] = [html.Span(label, className="k"), html.B(text)]
    if better is not None:
        pieces.append(html.Span(_("向好") if better else _("变差"), className="good" if better else "bad"))
    return html.Span(pieces, className="delta")


FRESH = {
    "fresh": ("dot", ""),
    "paused": ("none", "late"),
    "late": ("stale", "late"),
    "failed": ("fail", "fail"),
    "missing": ("none", "fail"),
}


def agreed(minutes: int) -> str:
    """How often a source brings something new, in the largest whole unit."""
    if minutes % 1440 == 0:
        return _("每 %(days)s 天", days=minutes // 1440)
    return _("每 %(hours)s 小时", hours=minutes // 60) if minutes % 60 == 0 else _("每 %(count)s 分钟", count=minutes)


def source_age(source: SourceState, view: View) -> str:
    """The age of a source's data in words, with the state where it is not on time."""
    when = source.source_time or source.loaded_at
    text = view.age(when) if when else ""
    if source.loading and source.state in ("fresh", "missing"):
        return _("%(age)s，历史装载中", age=text) if when else _("首次装载中")
    return {
        "fresh": text,
        "late": _("迟到 %(age)s", age=text),
        "failed": _("失败 %(age)s", age=text),
        "missing": _("从未装载"),
        "paused": _("已暂停 %(age)s", age=text).strip(),
    }[source.state]


def freshness_badge(view: View, metric: Metric) -> Component:
    """Shape, source and source time of the source behind a number that is the least to be trusted."""
    sources = view.feeding(metric)
    if not sources:
        return html.Span([icon("none"), _("从未装载")], className="fresh fail")
    order = ("missing", "failed", "late", "paused", "fresh")
    source = min(sources, key=lambda each: order.index(each.state))
    shape, name = FRESH[source.state]
    when = source.source_time or source.loaded_at
    said = (
        fmt.moment(when.astimezone(view.now.tzinfo)) if when and source.state == "fresh" else source_age(source, view)
    )
    words = [f"{source.name.in_language(view.language)} {said}", *unmapped(view, metric), *incomplete(view, metric)]
    return html.Span([icon(shape), " · ".join(words)], className=f"fresh {name}")


def unmapped(view: View, metric: Metric) -> list[str]:
    """That many of the records behind a number have a code that no map knows, where they are many."""
    share = view.quality(metric).percent_unmapped
    return [] if share is None else [_("%(share)s%% 未映射", share=fmt.plain(share, 1))]


def incomplete(view: View, metric: Metric) -> list[str]:
    """That fewer of the fields of the records behind a number are filled than the site asks of their source."""
    found = view.quality(metric)
    if found.filled is None or "incomplete" not in {each.code for each in found.reasons}:
        return []
    return [_("字段填写 %(share)s%%", share=fmt.plain(100 * found.filled, 1))]


def source_line(source: SourceState, view: View) -> Component:
    """One row of the freshness panel: shape, name, source time, age; what is read for the first time is no alarm."""
    shape, name = ("none", "") if source.state == "missing" and source.loading else FRESH[source.state]
    when = source.source_time or source.loaded_at
    moment = fmt.moment(when.astimezone(view.now.tzinfo)) if when else fmt.NONE
    return html.Li(
        [
            html.Span([icon(shape), source.name.in_language(view.language)], className=f"fresh {name}"),
            html.Span(moment, className="muted"),
            html.Span(source_age(source, view), className=name or "t2"),
        ]
    )
