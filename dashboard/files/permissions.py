"""The permission matrix as sheets: roles by pages, by themes and by rights, and the accounts that have them."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.files.workbook import Cell, Sheet
from dashboard.page import Page
from data_access.registry import METRICS
from data_access.rights import Role, Viewer

FILE = "cockpit-permissions.xlsx"
_YES = "✓"


def permission_sheets(
    roles: Mapping[str, Role], pages: Sequence[Page], accounts: Sequence[Any], screens: Sequence[Any]
) -> list[Sheet]:
    """Who may what, in both languages, because the terminal has none. Accounts are offices'; no person is named."""
    viewers = [Viewer(key, key, role, role.divisions) for key, role in roles.items()]
    themes = list(dict.fromkeys(metric.theme for metric in METRICS.values()))
    return [
        _rights(roles),
        _crossed(
            "页面 Pages",
            [f"{page.name.zh} {page.path}" for page in pages],
            [(viewer.role_key, [page.opens_to(viewer) for page in pages]) for viewer in viewers],
        ),
        _crossed(
            "主题 Themes",
            [f"{theme.name.zh} {theme.key}" for theme in themes],
            [(viewer.role_key, [viewer.may_see(theme.key) for theme in themes]) for viewer in viewers],
        ),
        _accounts(accounts),
        _screens(screens),
    ]


def _rights(roles: Mapping[str, Role]) -> Sheet:
    heads = (
        *("角色 Role", "名称 Name", "Name", "最小辖区 Depth", "辖区 Divisions"),
        *("导出 Export", "明细 Rows", "审计 Audit", "账号 Accounts"),
    )
    rows: list[list[Cell]] = [
        [
            *(key, role.name.zh, role.name.en, role.depth, ", ".join(role.divisions) or "*"),
            *(_mark(right) for right in (role.export, role.case_rows, role.audit, role.accounts)),
        ]
        for key, role in roles.items()
    ]
    return Sheet("角色 Roles", heads, rows)


def _crossed(name: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[bool]]]) -> Sheet:
    return Sheet(name, ("角色 Role", *columns), [[key, *map(_mark, allowed)] for key, allowed in rows])


def _accounts(accounts: Sequence[Any]) -> Sheet:
    heads = ("账号 Account", "角色 Role", "辖区 Divisions", "来源 Origin", "停用 Disabled", "建立 Created")
    rows: list[list[Cell]] = [
        [row.name, row.role_key, _own(row), row.origin, _mark(row.disabled), f"{row.created_at:%Y-%m-%d}"]
        for row in accounts
    ]
    return Sheet("账号 Accounts", heads, rows)


def _screens(screens: Sequence[Any]) -> Sheet:
    heads = ("大屏 Screen", "角色 Role", "辖区 Divisions", "播放 Playlist", "撤销 Revoked", "建立 Created")
    rows: list[list[Cell]] = [
        [row.name, row.role_key, _own(row), row.playlist, _mark(bool(row.revoked_at)), f"{row.created_at:%Y-%m-%d}"]
        for row in screens
    ]
    return Sheet("大屏 Screens", heads, rows)


def _own(row: Any) -> str:
    return ", ".join(row.divisions) or "角色 of the role"


def _mark(allowed: bool) -> str:
    return _YES if allowed else ""
