"""POST /accounts/…: what an administrator does to an account or a wall; each is a line of the log with who did it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard.access.accounts import RefusedError
from dashboard.access.guard import same_origin
from dashboard.access.signed import viewer_now
from dashboard.language import gettext as _
from data_access.site_text import SiteText

PAGE = "/accounts"
_LONGEST_NAME = 80


class Offices(Protocol):
    """Accounts and walls, and what can be done to them: see dashboard.access.administration."""

    def accounts(self) -> list[Any]: ...

    def screens(self) -> list[Any]: ...

    def role_named(self, key: str) -> SiteText | None: ...

    def reset(self, name: str) -> str: ...

    def disable(self, name: str, *, disabled: bool = True) -> None: ...

    def revoke_sessions(self, name: str) -> int: ...

    def revoke_screen(self, name: str) -> None: ...


# What is done to an account of that name; a text is its new first password.
_DOINGS: Mapping[str, Callable[[Offices, str], object]] = {
    "disable": lambda offices, name: offices.disable(name),
    "enable": lambda offices, name: offices.disable(name, disabled=False),
    "reset": lambda offices, name: offices.reset(name),
    "sign-out": lambda offices, name: offices.revoke_sessions(name),
    "revoke": lambda offices, name: offices.revoke_screen(name),
}


@dataclass(frozen=True, slots=True)
class AccountForms:
    """`offices_of` gives accounts and walls for the log to know who asks, `rendered` a page of the sign-in pages."""

    offices_of: Callable[[str], Offices]
    rendered: Callable[..., str]

    def blueprint(self) -> Blueprint:
        """The route of all that can be done."""
        found = Blueprint("offices", __name__)
        found.add_url_rule(f"{PAGE}/<what>", "change", self.change, methods=["POST"])
        return found

    def change(self, what: str) -> AnyResponse | str:
        """Do it, and go back to the list; a new first password is shown, once."""
        viewer = viewer_now() or abort(401)
        if not same_origin():
            return _sentence(_("请求来自其他网站；请从驾驶舱自己的地址操作。"), 400)
        if not (viewer.role.accounts and viewer.may_open(PAGE)):
            return _sentence(_("当前账号无权管理账号。"), 403)
        name = request.form.get("account", "")[:_LONGEST_NAME]
        if name == viewer.name and what != "revoke":
            return _sentence(_("不能对自己的账号这样做；请另一位系统管理员处理。"), 400)
        try:
            done = _DOINGS.get(what, _nothing)(self.offices_of(viewer.name), name)
        except RefusedError:
            return _sentence(_("没有这个账号或大屏，或它在此没有密码；请刷新列表。"), 404)
        if isinstance(done, str):
            return self.rendered("reset.html", "", account=name, password=done)
        return redirect(PAGE, 303)


def _nothing(_offices: Offices, name: str) -> object:
    raise RefusedError(name)


def _sentence(text: str, status: int) -> Response:
    return Response(text, status, mimetype="text/plain")
