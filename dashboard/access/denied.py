"""What stands where a viewer may not look: what it is, why it is not shown, and what to do; never a hole."""

from dash import html
from dash.development.base_component import Component

from dashboard.components import icon
from dashboard.language import gettext as _
from dashboard.language import language
from dashboard.page import Page


def denied(page: Page) -> Component:
    """A page that the role of the viewer does not have."""
    return html.Div(
        [
            icon("lock"),
            html.H2(page.name.in_language(language())),
            html.P(_("当前账号无权查看。")),
            html.P(_("如工作需要，请联系本单位的系统管理员申请权限。"), className="muted"),
            # Who is signed in goes on from there to the first page, or the wall, that is theirs.
            html.A(_("打开我能看的页面"), href="/signin", className="btn"),
        ],
        className="missing denied",
    )


def refused(sentence: str, *, asking: bool = False, again: str = "") -> Component:
    """A panel whose numbers are not told: why, and the way on: whom to ask for the right, or where to try again."""
    way_on: list[Component] = []
    if asking:
        way_on.append(html.P(_("如工作需要，请联系本单位的系统管理员申请权限。"), className="muted xs"))
    if again:
        way_on.append(html.A(_("重试"), href=again, className="btn sm"))
    return html.Section([icon("lock"), html.P(sentence), *way_on], className="panel denied")
