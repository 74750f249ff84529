"""python -m dashboard users, screens, permissions: accounts and walls from the terminal of the server."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Row

from dashboard.access.administration import Administration

Asked = Callable[[Administration, Namespace], Iterator[str]]


def add_commands(parser: ArgumentParser) -> None:
    """`users` and `screens`, each with what can be done."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="database, platform, load and cockpit until Ctrl-C")
    users = commands.add_parser("users", help="accounts: add, assign, disable, enable, reset, sign-out, list")
    what = users.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, words in (("add", "a new account; prints its first password"), ("assign", "another role")):
        one = what.add_parser(name, help=words)
        one.add_argument("name", help="the login name of an office, never of a person")
        _add_role(one)
    for name, words in _WITH_NAME.items():
        what.add_parser(name, help=words).add_argument("name")
    what.add_parser("list", help="every account")
    matrix = commands.add_parser("permissions", help="who may what, as a workbook: roles, pages, themes, accounts")
    matrix.add_argument("file", type=Path, metavar="FILE", help="the .xlsx to write")
    screens = commands.add_parser("screens", help="walls: add, revoke, list")
    what = screens.add_subparsers(dest="what", required=True, metavar="WHAT")
    one = what.add_parser("add", help="a new wall; prints its address")
    one.add_argument("name")
    _add_role(one)
    one.add_argument("--playlist", default="", help="what it plays")
    what.add_parser("revoke", help="let it in no more").add_argument("name")
    what.add_parser("list", help="every wall")


def _add_role(parser: ArgumentParser) -> None:
    parser.add_argument("--role", required=True, help="a role of the site's roles.toml")
    parser.add_argument(
        "--division", action="append", default=[], metavar="CODE", help="those of the role unless named"
    )


_WITH_NAME = {
    "disable": "let it in no more",
    "enable": "let it in again",
    "reset": "a new first password, which is printed",
    "sign-out": "end all its sessions",
}


def run_command(asked: Namespace, administration: Administration) -> Iterator[str]:
    """Do what was asked and say it, a line at a time. Raises RefusedError."""
    yield from _COMMANDS[asked.command, asked.what](administration, asked)


def _add(of: Administration, asked: Namespace) -> Iterator[str]:
    yield _first(asked.name, of.add(asked.name, asked.role, asked.division))


def _assign(of: Administration, asked: Namespace) -> Iterator[str]:
    of.assign(asked.name, asked.role, asked.division)
    yield f"{asked.name} · role {asked.role}"


def _disable(of: Administration, asked: Namespace) -> Iterator[str]:
    of.disable(asked.name, disabled=asked.what == "disable")
    yield f"{asked.name} {'已停用 · disabled' if asked.what == 'disable' else '已启用 · enabled'}"


def _reset(of: Administration, asked: Namespace) -> Iterator[str]:
    yield _first(asked.name, of.reset(asked.name))


def _sign_out(of: Administration, asked: Namespace) -> Iterator[str]:
    yield f"{asked.name}: {of.revoke_sessions(asked.name)} 个会话已结束 · sessions ended"


def _list(of: Administration, _asked: Namespace) -> Iterator[str]:
    for row in of.accounts():
        yield f"{row.name:<24} {row.role_key:<16} {','.join(row.divisions) or '*':<20} {row.origin:<13} {_state(row)}"


def _add_screen(of: Administration, asked: Namespace) -> Iterator[str]:
    token = of.add_screen(asked.name, asked.role, asked.playlist, asked.division)
    yield f"{asked.name}: /screen/{token}"
    yield "在大屏浏览器中打开：驾驶舱地址加上这一段，仅显示一次 · on the wall, after the address of the cockpit; once"


def _revoke_screen(of: Administration, asked: Namespace) -> Iterator[str]:
    of.revoke_screen(asked.name)
    yield f"{asked.name} 已撤销 · revoked"


def _screens(of: Administration, _asked: Namespace) -> Iterator[str]:
    for row in of.screens():
        state = "revoked" if row.revoked_at else "in use"
        yield f"{row.name:<24} {row.role_key:<16} {','.join(row.divisions) or '*':<20} {row.playlist:<13} {state}"


def _first(name: str, password: str) -> str:
    return f"{name}: {password}  （首次登录须修改，仅显示一次 · to be changed at the first sign-in, shown once）"


def _state(row: Row[tuple[object, ...]]) -> str:
    if row.disabled:
        return "disabled"
    locked: datetime | None = row.locked_until
    if locked is not None and locked > datetime.now(locked.tzinfo):
        return "locked"
    return "first password" if row.must_change else "in use"


_COMMANDS: dict[tuple[str, str], Asked] = {
    ("users", "add"): _add,
    ("users", "assign"): _assign,
    ("users", "disable"): _disable,
    ("users", "enable"): _disable,
    ("users", "reset"): _reset,
    ("users", "sign-out"): _sign_out,
    ("users", "list"): _list,
    ("screens", "add"): _add_screen,
    ("screens", "revoke"): _revoke_screen,
    ("screens", "list"): _screens,
}
