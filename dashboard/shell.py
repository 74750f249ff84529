"""What stands around every page: address, header, navigation, the place of the page, the version of the data."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.box import Box
from dashboard.components import aria, data, icon, skeleton
from dashboard.figures.blank import blank
from dashboard.language import gettext as _
from dashboard.long_table import SCRIPT

# maps.js follows the size of the box: Plotly's own way resizes maps whose style is still loading, which fails.
_CHART_CONFIG: Any = {"displayModeBar": False, "responsive": False, "doubleClick": "reset", "plotlyServerURL": ""}


def panel_box(key: str, name: str) -> Component:
    """The box a panel is drawn into."""
    return Box({"panel": key}, name, skeleton())


def desk(page: str, *columns: tuple[str, ...], wide: tuple[str, ...] = ("scope",)) -> Component:
    """A page for staff: what is as wide as it, then columns of panels; their places at each width are in pages.css."""
    boxes = [html.Div([panel_box(f"{page}-{key}", "box") for key in column], className="column") for column in columns]
    return html.Div(
        [*(panel_box(f"{page}-{key}", "wide") for key in wide), *boxes], className=f"desk of-{len(columns)}"
    )


def chart_box(key: str, name: str, *, zoom: bool = False) -> Component:
    """The box of a figure; `zoom` lets the wheel zoom."""
    return html.Div(
        dcc.Graph(id={"chart": key}, figure=blank(), config=_CHART_CONFIG | {"scrollZoom": zoom}),
        className=f"chart {name}",
        role="img",
        **aria(labelledby=f"{key}-said"),
    )


def _marked(token: str) -> Any:
    """The version this page was made from, for live.js to compare with."""
    return {"data-version": token}


def _signed_out() -> Component:
    """Shown by live.js, which adds the way back to the link."""
    again = [html.B(_("登录已结束")), html.A(_("重新登录"), href="/signin")]
    return html.Div(again, id="signed-out", role="alert", className="lost")


def _missed() -> Component:
    """Shown by live.js while a panel that was asked for has not come: it is asked for again, at once where wanted."""
    again = html.Button(_("重试"), type="button", id="missed-again", className="btn sm")
    said = [html.B(_("部分内容没有读到")), html.Span(_("显示的是上一次读到的，正在自动重试。")), again]
    return html.Div(said, id="missed", role="alert", className="lost")


def _hint(text: str) -> Any:
    """What stands in the field that search.js makes."""
    return {"data-hint": text}


def _search() -> Component:
    """The box that search.js opens and fills."""
    return html.Dialog(
        [
            html.Div(id="search-found"),
            html.P(_("没有找到。"), hidden=True, className="muted"),
        ],
        id="search",
        **aria(label=_("搜索")),
        **_hint(_("区划、指标、页面：中文、拼音首字母或代码")),
    )


def _keys() -> Component:
    """The list of keys that keys.js opens."""
    told = [
        (["Tab"], _("下一个；顺序同阅读顺序")),
        (["Enter"], _("打开")),
        (["␣"], _("选中，再按一次取消")),
        (["←", "→", "↑", "↓"], _("在并列的选项、月份、菜单和排位中移动")),
        (["Backspace"], _("回到上一级区划")),
        (["Esc"], _("清除最后一个筛选；先关闭打开的菜单")),
        (["Shift", "Esc"], _("清除全部筛选")),
        (["/", "Ctrl-K"], _("搜索")),
        (["E"], _("导出本页")),
        (["F"], _("面板全屏")),
        (["?"], _("按键一览")),
    ]
    lines: list[Component] = []
    for names, said in told:
        lines += [html.Dt([html.Kbd(name) for name in names]), html.Dd(said)]
    return html.Dialog([html.H2(_("按键一览")), html.Dl(lines)], id="keys", **aria(label=_("按键一览")))


def _drawer() -> Component:
    """The box that drawer.js opens over the page: what is asked for is written by it, what is told is drawn into it."""
    again = html.Button(_("重试"), type="button", className="btn sm again")
    return html.Dialog(
        [
            html.Button(icon("fail"), type="button", className="btn sq shut", title=_("关闭"), **aria(label=_("关闭"))),
            html.Div(id="drawer-inside"),
            html.Div([skeleton() for _line in range(4)], className="waiting", **aria(hidden="true")),
            html.P([icon("fail"), html.B(_("没有读到。")), again], className="missed row", role="alert"),
            dcc.Store(id="drawer-asked"),
            dcc.Store(id="drawer-rows-asked"),
        ],
        id="drawer",
        **aria(label=_("数字溯源")),
        **data(tables=SCRIPT),
    )


def header() -> Component:
    """The bar over every page."""
    return html.Header(
        [
            Box({"shell": "brand"}, "brand"),
            Box({"shell": "navigation"}, "nav", label=_("页面")),
            Box({"shell": "fetched"}, "fetched"),
            Box({"shell": "controls"}, "controls"),
        ],
        className="hdr",
    )


def shell(token: str) -> Component:
    """The frame of the application, in the language of the request."""
    return html.Div(
        [
            dcc.Location(id="url", refresh=False),
            dcc.Store(id="version", data=token),
            html.A(_("跳到正文"), href="#page", className="skip"),
            header(),
            html.Div(
                [html.B(_("连接中断")), html.Span(_("画面停在最后一次成功更新，正在重试。"))],
                id="lost",
                role="alert",
                className="lost",
                **_marked(token),
            ),
            _signed_out(),
            _missed(),
            _search(),
            _keys(),
            _drawer(),
            html.Main(id="page", tabIndex="-1"),
        ],
        className="app",
    )
