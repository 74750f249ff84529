"""What of a page is taken out as a file: its scope, its definitions, and its numbers from the reads of the screen."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import pandas as pd

from dashboard.components import status_word
from dashboard.drawer.definition import certainty, formula, maturity, protection
from dashboard.files.watermark import mark
from dashboard.files.workbook import Cell, Sheet
from dashboard.judge import Status, judge
from dashboard.language import gettext as _
from dashboard.page import Page
from dashboard.panels.filter_words import filters_said
from dashboard.panels.places import below
from dashboard.rows import rows_of
from dashboard.told import rows_told, told
from dashboard.view import View
from data_access.filters import follows
from data_access.metric import Metric
from data_access.schema import UNMAPPED
from data_access.value import RefusedError, Value

# A number with one of these is not yet, or no longer, to be trusted.
_DOUBTFUL = (Status.IMMATURE, Status.LATE, Status.FAILED)


def workbook_of(page: Page, view: View) -> list[Sheet]:
    """The sheets of a page: what it is of, what its numbers mean, the numbers."""
    if page.taken is not None:
        return [head(page, view), page.taken(view)]
    return [head(page, view), definitions(view), numbers(view, list(view.metrics.values()))]


def head(page: Page, view: View) -> Sheet:
    """Scope, period, times of the sources, account and moment."""
    site, period, language = view.site, view.scope.period, view.language
    rows: list[list[Cell]] = [
        [_("站点"), site.title.in_language(language)],
        [_("页面"), page.name.in_language(language)],
        [_("账号"), view.viewer.name],
        [_("角色"), view.viewer.role.name.in_language(language)],
        [_("导出时间"), view.now.isoformat(sep=" ", timespec="minutes")],
    ]
    if page.metrics:
        rows.append([_("辖区"), view.place(view.scope.division or view.city.code)])
        rows.append([_("统计期"), f"{period.start} – {period.end}"])
        rows.append([_("筛选"), filters_said(view, view.state.filters) or _("无")])
    rows += [[_("数据性质"), _("演示数据")]] if site.demonstration else []
    rows += [[_("网格边界"), _("示意网格")]] if site.synthetic_grids else []
    for source in view.sources if page.metrics else ():
        when = source.source_time.astimezone(view.now.tzinfo) if source.source_time else None
        said = when.isoformat(sep=" ", timespec="minutes") if when else _("未装载")
        rows.append([_("数据时间 %(source)s", source=source.name.in_language(language)), said])
    rows.append([_("说明"), _("“隐去”为保护个人而不显示，不得由其他数推算；“拒绝”附有原因。")])
    return Sheet(_("说明"), (_("项目"), _("内容")), rows)


def picture_lines(page: Page, view: View) -> list[str]:
    """What stands below the picture of a panel: place and month, the times of the sources, account and moment."""
    place = view.place(view.scope.division or view.city.code)
    filters = filters_said(view, view.state.filters)
    about = [
        page.name.in_language(view.language),
        place,
        f"{view.scope.period.start} – {view.scope.period.end}",
        filters,
    ]
    feeding = {source.key: source for metric in view.metrics.values() for source in view.feeding(metric)}
    ages = [
        f"{source.name.in_language(view.language)} {source.source_time.astimezone(view.now.tzinfo):%Y-%m-%d %H:%M}"
        for source in feeding.values()
        if source.source_time
    ]
    return [" · ".join(filter(None, about)), " · ".join(ages), mark(view)]


def definitions(view: View) -> Sheet:
    """What each number of the page means."""
    heads = (
        *(_("指标"), _("代码"), _("定义"), _("公式"), _("单位"), _("责任单位"), _("依据"), _("确定程度")),
        *(_("成熟"), _("保护"), _("不计入"), _("注意")),
    )
    return Sheet(_("口径"), heads, [_defined(metric, view.language) for metric in view.metrics.values()])


def _defined(metric: Metric, language: str) -> list[Cell]:
    return [
        metric.name.in_language(language),
        metric.key,
        metric.definition.in_language(language),
        formula(metric, language),
        metric.unit.in_language(language),
        metric.owner.in_language(language),
        metric.basis,
        certainty(metric),
        maturity(metric),
        protection(metric),
        metric.exclusions.in_language(language) if metric.exclusions else "",
        metric.caveat.in_language(language) if metric.caveat else "",
    ]


def numbers(view: View, metrics: Sequence[Metric]) -> Sheet:
    """Every metric of the place shown, of the places in it and of the months before: a line for each number."""
    return Sheet(_("数据"), number_heads(), (each for metric in metrics for each in _lines(view, metric)))


def number_heads() -> tuple[str, ...]:
    """What a line of numbers has."""
    return (
        *(_("指标"), _("代码"), _("地方"), _("区划代码"), _("自"), _("至"), _("分子"), _("分母"), _("数值")),
        *(_("单位"), _("状态"), _("原因"), _("筛选")),
    )


def _lines(view: View, metric: Metric) -> Iterator[list[Cell]]:
    code = view.scope.division or view.city.code
    said = told(view, metric)
    yield line(view, metric, (view.place(code), code), said.value, said.why)
    yield from _places(view, metric)
    yield from _months(view, metric, code)


def _places(view: View, metric: Metric) -> Iterator[list[Cell]]:
    """The counties of the city or the townships of the county, as the tables of places show them."""
    scope, level = below(view)
    rows, why = rows_told(view, lambda: view.reads.breakdown(metric, level, scope))
    if why:
        yield line(view, metric, (_("乡镇街道") if level == "township" else _("县区"), ""), None, why)
        return
    found = {str(row.code): row for row in rows_of(rows)}
    members = {
        str(row.code): view.name(row) for row in rows_of(view.directory.members(view.city.code, level, scope.division))
    }
    for code, name in members.items():
        yield line(view, metric, (name, code), found.get(code), "")
    if UNMAPPED in found:
        yield line(view, metric, (_("未映射"), ""), found[UNMAPPED], "")


def _months(view: View, metric: Metric, code: str) -> Iterator[list[Cell]]:
    """The months before, as the trend shows them: none of a number that is counted as it stands."""
    if not metric.comparable_over_time:
        return
    with suppress(RefusedError):
        series = view.reads.series(metric, "month", view.scope.during(view.trend(metric)))
        for row in rows_of(series):
            start = row.period.date()
            if start < view.scope.period.start:
                end = (row.period + pd.offsets.MonthEnd(0)).date()
                yield line(view, metric, (view.place(code), code), row, "", (start, end))


def line(
    view: View, metric: Metric, place: tuple[str, str], row: Any, why: str, days: tuple[date, date] | None = None
) -> list[Cell]:
    """A number with all that belongs to it; of one that is withheld or refused nothing but that."""
    first, last = days or (view.scope.period.start, view.scope.period.end)
    value = _value(row)
    state, reason = _state(view, metric, value, why, now=days is None)
    return [
        metric.name.in_language(view.language),
        metric.key,
        *place,
        str(first),
        str(last),
        value.numerator,
        value.denominator,
        value.value,
        metric.unit.in_language(view.language),
        state,
        reason,
        _filtered(view, metric),
    ]


def _filtered(view: View, metric: Metric) -> str:
    """Which of the filters the number goes by; that it goes by none of those that are set."""
    followed = [each for each in view.state.filters if follows(metric, each[0])]
    return filters_said(view, followed) or (_("不按此筛选") if view.state.filters else "")


def _value(row: Any) -> Value:
    """A row of a frame as a Value; of what is withheld no part is kept."""
    if row is None or bool(getattr(row, "withheld", False)):
        return Value(None, None, None, withheld=row is not None)
    above, under, value = (_number(getattr(row, side, None)) for side in ("numerator", "denominator", "value"))
    return Value(above, under, value)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _state(view: View, metric: Metric, value: Value, why: str, *, now: bool) -> tuple[str, str]:
    """Why there is no number, or why it is not to be trusted; nothing where all is well."""
    if why:
        return _("拒绝"), why
    if value.withheld:
        return _("隐去"), _("数量过小，为保护个人而不显示")
    if value.value is None:
        return _("无数据"), ""
    status = judge(metric, value, None, view.feeding(metric), view.mature(metric)).status if now else Status.PLAIN
    return (status_word(status), "") if status in _DOUBTFUL else ("", "")
