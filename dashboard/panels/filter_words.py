"""Filters in words: what each is called, what its members are called, and what a panel says of those it left out."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components import Child
from dashboard.filtered import HOT_SPOTS, unfollowed
from dashboard.language import gettext as _
from dashboard.view import View
from data_access.filters import FILTERS, Filter
from data_access.schema import UNMAPPED

_NAMED = 1


def filter_name(name: str) -> str:
    """What a filter is called."""
    own = {"mediation_case_category": _("纠纷类型"), "service_record_category": _("服务类别")}
    usual = {"category": _("类别"), "channel": _("渠道"), "unit": _("办理单位"), "source": _("来源")}
    return own.get(name) or usual[FILTERS[name].dimension]


def member_name(view: View, name: str, code: str) -> str:
    """What a member of a filter is called; its code where no list has it."""
    if code == UNMAPPED:
        return _("未映射")
    found = view.directory.names(name, view.city.code).get(code)
    return found[view.language == "en"] if found else code or _("未说明")


def members_named(view: View, name: str) -> str:
    """The members that a filter lets through, the first of them by name."""
    chosen = view.state.members(name)
    said = joined(view, [member_name(view, name, code) for code in chosen[:2]])
    return said if len(chosen) <= 2 else _("%(first)s 等 %(count)s 项", first=said, count=len(chosen))


def filters_said(view: View, filters: Sequence[Filter]) -> str:
    """Filters as a line of a file says them; empty where there is none."""
    told = [
        f"{filter_name(name)}: {joined(view, [member_name(view, name, code) for code in members])}"
        for name, members in filters
    ]
    return "; ".join(told)


def joined(view: View, names: Sequence[str]) -> str:
    """Names one after the other."""
    return (", " if view.language == "en" else "、").join(names)


def nothing(view: View) -> list[Child]:
    """That there is nothing: by which filters, and the way to clear them."""
    if not view.state.filters:
        return [_("没有符合条件的数据。")]
    clear = dcc.Link(_("清除筛选"), href=view.state.by(()).search, className="acc")
    return [_("没有符合条件的数据（%(filters)s）。", filters=filters_said(view, view.state.filters)), " ", clear]


def marked(drawn: Any, view: View) -> Any:
    """What was drawn, with a mark where numbers in it could not follow a filter: in its header, else below it."""
    left_out = unfollowed(view)
    if not left_out:
        return drawn
    between = "; " if view.language == "en" else "；"
    said, whole = (between.join(_left_out(view, most)) for most in (_NAMED, len(left_out)))
    mark = html.Span(said, className="unfollowed", title=whole)
    header = next((part for part in _parts(drawn) if isinstance(part, html.Header)), None)
    if header is None:
        return [*(drawn if isinstance(drawn, list) else [drawn]), mark]
    header.children = [*header.children[:1], mark, *header.children[1:]]
    return drawn


def _left_out(view: View, most: int) -> list[str]:
    """By which filters which metrics do not go; those that leave out the same in one."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for key, names in unfollowed(view).items():
        alike.setdefault(tuple(names), []).append(_named(view, key))
    said = []
    for names, metrics in alike.items():
        filters = joined(view, [filter_name(name) for name in names])
        shown = joined(view, metrics[:most])
        if len(metrics) > most:
            shown = _("%(first)s 等 %(count)s 项", first=shown, count=len(metrics))
        said.append(_("不按%(filters)s筛选：%(metrics)s", filters=filters, metrics=shown))
    return said


def _named(view: View, key: str) -> str:
    if key == HOT_SPOTS:
        return _("显著热点")
    metric = view.metrics.get(key) or view.registry[key]
    return metric.name.in_language(view.language)


def _parts(drawn: Any) -> list[Component]:
    pieces = drawn if isinstance(drawn, list) else [drawn]
    return [part for piece in pieces if isinstance(piece, Component) for part in (piece, *piece._traverse())]  # type: ignore[no-untyped-call]
