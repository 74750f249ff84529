"""Accounts and walls on the screen: role, divisions and state of each, and what may be done to it."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components import Child, frame, listing
from dashboard.files.workbook import Cell, Sheet
from dashboard.language import gettext as _
from dashboard.language import language
from dashboard.view import View


def account_list(view: View) -> Component:
    """Every account. What is done is a form, because it changes something."""
    rows: list[list[Child]] = [[*_told(view, row), _doings(view, row)] for row in _accounts(view)]
    table = listing("", [*_heads(), _("操作")], rows, "log")
    sub = _("%(count)s 个 · 新增和变更权限由本机命令行办理", count=len(rows))
    return frame("accounts", _("账号"), sub, [html.Div(_form(table), className="body scroll")])


def screen_list(view: View) -> Component:
    """Every wall."""
    heads = [_("大屏"), _("角色"), _("辖区"), _("播放"), _("状态"), _("操作")]
    rows: list[list[Child]] = [
        [
            *(row.name, _role(view, row), _places(view, row), row.playlist),
            _("已撤销") if row.revoked_at else _("可用"),
            "" if row.revoked_at else _button("revoke", _("撤销"), row.name),
        ]
        for row in (view.offices.screens() if view.offices else [])
    ]
    return frame("screens", _("大屏"), "", [html.Div(_form(listing("", heads, rows, "log")), className="body scroll")])


def account_sheet(view: View) -> Sheet:
    """Every account, for a file."""
    rows: list[list[Cell]] = [list(_told(view, row)) for row in _accounts(view)]
    return Sheet(_("账号"), _heads(), rows)


def _accounts(view: View) -> Sequence[Any]:
    return view.offices.accounts() if view.offices else []


def _heads() -> list[str]:
    return [_("账号"), _("角色"), _("辖区"), _("来源"), _("状态")]


def _told(view: View, row: Any) -> tuple[str, ...]:
    return row.name, _role(view, row), _places(view, row), row.origin, _state(view, row)


def _role(view: View, row: Any) -> str:
    """What the site calls it, with the key by which commands know it."""
    name = view.offices.role_named(row.role_key) if view.offices else None
    return (
        _("%(key)s · 站点已无此角色", key=row.role_key)
        if name is None
        else f"{name.in_language(language())} · {row.role_key}"
    )


def _places(view: View, row: Any) -> str:
    return ", ".join(row.divisions) or _("随角色")


def _state(view: View, row: Any) -> str:
    if row.disabled:
        return _("已停用")
    if row.locked_until is not None and row.locked_until > view.now:
        return _("已锁定")
    return _("待设密码") if row.must_change else _("可用")


def _doings(view: View, row: Any) -> Child:
    """What may be done; nothing to one's own account, so that nobody locks out the last who could let them in."""
    if row.name == view.viewer.name:
        return ""
    turned = _button("enable", _("启用"), row.name) if row.disabled else _button("disable", _("停用"), row.name)
    reset = [] if row.origin == "openid" else [_button("reset", _("重置密码"), row.name)]
    return html.Div([turned, *reset, _button("sign-out", _("结束会话"), row.name)], className="row")


def _button(what: str, words: str, name: str) -> Component:
    return html.Button(
        words, type="submit", name="account", value=name, formAction=f"/accounts/{what}", className="btn"
    )


def _form(table: Component) -> Component:
    return html.Form(table, method="post", action="/accounts/nothing")
