"""The audit log on the screen: which lines are wanted, and these, newest first, a page of them at a time."""

from datetime import timedelta

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.access.audit import Asked, Event, Line
from dashboard.components import Child, frame, icon, listing
from dashboard.files.watermark import watermark
from dashboard.files.workbook import Cell, Sheet
from dashboard.language import gettext as _
from dashboard.panels.export_link import export_link
from dashboard.panels.header import choice, menu
from dashboard.view import View

_A_PAGE = 50
_DAYS = (1, 7, 30, 90, 366)
_BEGINS_WITH = 30
_EVENTS = {
    Event.SIGN_IN: lambda: _("登录"),
    Event.SIGN_OUT: lambda: _("退出登录"),
    Event.PASSWORD_CHANGED: lambda: _("修改密码"),
    Event.ACCOUNT_ADDED: lambda: _("新增账号"),
    Event.ACCOUNT_DISABLED: lambda: _("停用账号"),
    Event.ACCOUNT_ENABLED: lambda: _("启用账号"),
    Event.ACCOUNT_RESET: lambda: _("重置密码"),
    Event.ACCOUNT_CHANGED: lambda: _("变更权限"),
    Event.SESSIONS_REVOKED: lambda: _("结束会话"),
    Event.SCREEN_ADDED: lambda: _("新增大屏"),
    Event.SCREEN_REVOKED: lambda: _("撤销大屏"),
    Event.SCREEN_TOLD: lambda: _("控制大屏"),
    Event.EXPORT: lambda: _("导出文件"),
    Event.ROWS_OPENED: lambda: _("查看明细"),
    Event.PROVENANCE_OPENED: lambda: _("查看来历"),
    Event.JOB: lambda: _("启动作业"),
}


def log_filters(view: View) -> Component:
    """Kind of event, account and days, each a menu of links; and what can be taken out."""
    days, first = _days(view), view.state.but(number=None)
    accounts = view.log.actors(_asked(view).since)
    events = [choice(_("全部"), first.but(event=None).search, view.state.event is None)]
    events += [choice(_said(each), first.but(event=each).search, view.state.event == each) for each in Event]
    names = [choice(_("全部"), first.but(account=None).search, view.state.account is None)]
    names += [choice(each, first.but(account=each).search, view.state.account == each) for each in accounts]
    spans = [choice(_in_days(each), first.but(days=str(each)).search, days == each) for each in _DAYS]
    shown = [
        menu("", _("事件"), _said(view.state.event) if view.state.event else _("全部"), events, "events"),
        menu("", _("账号"), view.state.account or _("全部"), names, "accounts"),
        menu("calendar", _("时间"), _in_days(days), spans, "days"),
    ]
    matrix = html.A([icon("key"), _("权限表")], href="/export/permissions", className="btn", download="")
    files = [*export_link(view), *export_link(view, "csv"), matrix] if view.viewer.role.export else []
    return html.Div(
        [html.Div(shown, className="row filters"), html.Div(files, className="row")], className="scope-bar row between"
    )


def log_lines(view: View) -> Component:
    """A page of the lines, with the links to the pages before and after it."""
    asked = _asked(view)
    count = view.log.count(asked)
    last = max(1, -(-count // _A_PAGE))
    number = min(int(view.state.number or 1) or 1, last)
    rows: list[list[Child]] = [
        list(_row(view, line)) for line in view.log.lines(asked, (number - 1) * _A_PAGE, _A_PAGE)
    ]
    table = listing("", _heads(), rows, "log")
    sub = _("%(count)s 条 · 只增不改", count=count)
    body = html.Div([html.Div(table, className="scroll"), watermark(view)], className="body marked")
    return frame("audit", _("审计日志"), sub, [body], _pager(view, number, last))


def log_sheet(view: View) -> Sheet:
    """Every line that is wanted, for a file."""
    rows: list[list[Cell]] = [list(_row(view, line)) for line in view.log.lines(_asked(view))]
    return Sheet(_("审计日志"), _heads(), rows)


def _heads() -> list[str]:
    return [_("时间"), _("账号"), _("角色"), _("事件"), _("对象"), _("结果"), _("详情")]


def _row(view: View, line: Line) -> tuple[str, ...]:
    done = _("完成") if line.done else _("被拒")
    when = f"{line.at.astimezone(view.now.tzinfo):%Y-%m-%d %H:%M:%S}"
    return when, line.actor, line.role_key, _said(line.event), line.subject, done, line.detail


def _said(event: str) -> str:
    """The name of an event; its key where a later version of the cockpit wrote it."""
    return _EVENTS[Event(event)]() if event in _EVENTS else event


def _days(view: View) -> int:
    return int(view.state.days or _BEGINS_WITH) or _BEGINS_WITH


def _in_days(days: int) -> str:
    return _("近 %(days)s 天", days=days)


def _asked(view: View) -> Asked:
    return Asked(view.state.event, view.state.account, view.now - timedelta(days=_days(view)))


def _pager(view: View, number: int, last: int) -> list[Component]:
    """Links to the page before and the page after, where there is one."""
    pieces: list[Component] = []
    for text, at in ((_("较新"), number - 1), (_("较早"), number + 1)):
        if 1 <= at <= last:
            pieces.append(dcc.Link(text, href=view.state.but(number=str(at)).search, className="btn"))
    return [html.Span(f"{number} / {last}", className="muted"), *pieces]
