"""The walls of the command centre: each with its state, its newest report, what is on it, and what it can be told."""

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import Child, aria, frame, icon
from dashboard.language import gettext as _
from dashboard.view import View
from dashboard.wall.board import Standing, picture_of, scenes_of, shape_of, standings, walls_now

_SHAPES = {"well": ("dot", ""), "silent": ("fail", "fail"), "frozen": ("stale", "late"), "never": ("none", "late")}


def wall_list(view: View) -> Component:
    """A card for each wall. What is done is a form, because it changes something."""
    found = standings(view)
    cards = [_card(view, each) for each in found if each.state != "revoked"]
    revoked = len(found) - len(cards)
    calm = html.P(
        _("还没有大屏；用 %(command)s 新增。", command="python -m dashboard screens add NAME --role wall"),
        className="body t2 sm",
    )
    well = sum(each.state == "well" for each in found)
    sub = _("%(count)s 块，%(well)s 块正常", count=len(cards), well=well)
    gone = [html.Footer(_("另有 %(count)s 块已撤销", count=revoked))] if revoked else []
    return frame("walls", _("大屏"), sub, [html.Div(cards or [calm], className="body walls-of"), *gone])


def _card(view: View, standing: Standing) -> Component:
    shape, name = _SHAPES.get(standing.state, ("none", ""))
    screen = standing.screen
    shown = screen.name.in_language(view.language) if screen else _("没有声明")
    head = html.Div(
        [
            html.H3([standing.name, html.Span(shown, className="muted")]),
            html.Span([icon(shape), _state_said(view, standing)], className=f"fresh {name}"),
        ],
        className="row between",
    )
    # By its name a card stays that of its wall when another above it goes: what is chosen on it is meant for this one.
    return html.Article(
        [head, _picture(view, standing), _facts(view, standing), *_doings(view, standing)],
        id=f"wall-{standing.name}",
        className="wall-card",
    )


def _state_said(view: View, standing: Standing) -> str:
    report = standing.report
    age = fmt.age(view.now - report.at, view.language) if report else ""
    return {
        "well": _("正常 · %(age)s前报告", age=age),
        "silent": _("%(age)s没有报告", age=age),
        "frozen": _("画面停住"),
        "never": _("从未打开"),
    }[standing.state]


def _picture(view: View, standing: Standing) -> Component:
    """What is on it, as small as a picture, with the rights of who looks at this page."""
    drawn = picture_of(view, standing)
    report = standing.report
    if drawn is None or report is None:
        why = _("当前账号看不到它的画面。") if report and standing.screen else _("没有可以显示的画面。")
        return html.Div(html.P(why, className="muted sm"), className="mini blank")
    theme = {"data-theme": view.theme if standing.screen is None else standing.screen.theme}
    return html.Div(html.Div(drawn, className="scene"), className=f"mini {shape_of(report)}", role="img", **theme)  # type: ignore[arg-type]


def _facts(view: View, standing: Standing) -> Component:
    """The newest report in words."""
    report, order = standing.report, standing.order
    if report is None:
        return html.Dl([])
    scene = walls_now().scenes.get(report.scene)
    mode = {"playing": _("轮播"), "paused": _("已暂停"), "pinned": _("已固定")}[order.mode]
    heap = fmt.NONE if report.heap_megabytes is None else f"{report.heap_megabytes:.0f} MB"
    newest = report.build == walls_now().build
    facts: list[tuple[str, Child]] = [
        (_("场景"), f"{scene.name.in_language(view.language) if scene else fmt.NONE} · {mode}"),
        (_("上次绘制"), _("报告前 %(seconds)s 秒", seconds=fmt.plain(report.painted_seconds, 1))),
        (_("内存 / 元素"), f"{heap} / {fmt.plain(report.nodes)}"),
        (_("换场 / 断线"), f"{fmt.plain(report.changes)} / {fmt.plain(report.lost)}"),
        (_("窗口 / 时钟偏差"), f"{report.width}×{report.height} / {fmt.plain(report.drift_seconds, 1)} s"),
        (_("版本"), _("最新") if newest else _("待更新")),
    ]
    if report.faults:
        facts.append((_("跳过的场景"), report.faults))
    return html.Dl([part for name, value in facts for part in (html.Dt(name), html.Dd(value))])


def _doings(view: View, standing: Standing) -> list[Component]:
    """What may be done, by whom: controlling it, and revoking it."""
    role = view.viewer.role
    found: list[Component] = []
    if role.walls:
        found.append(html.Form(_controls(view, standing), method="post", action="/walls/nothing", className="row wrap"))
    if role.accounts and view.viewer.may_open("/accounts"):
        revoke = _button("/accounts/revoke", _("撤销"), "account", standing.name)
        found.append(html.Form(revoke, method="post", action="/accounts/nothing"))
    return found


def _controls(view: View, standing: Standing) -> list[Component]:
    order, screen = standing.order, standing.screen
    turned = ("resume", _("继续轮播")) if order.mode != "playing" else ("pause", _("暂停"))
    acts = [("previous", _("上一个")), turned, ("next", _("下一个"))]
    pieces = [_button(f"/walls/{what}", words, "wall", standing.name) for what, words in acts]
    scenes = [html.Option(each.name.in_language(view.language), value=each.key) for each in scenes_of(view, screen)]
    if scenes:
        pieces += [
            html.Select(scenes, name="scene", className="btn", **aria(label=_("要固定的场景"))),
            _button("/walls/pin", _("固定"), "wall", standing.name),
        ]
    events = screen.events if screen else ()
    if events:
        names = [html.Option(each.name.in_language(view.language), value=each.key) for each in events]
        choice = [html.Option(_("结束事件"), value=""), *names]
        pieces += [
            html.Select(choice, name="event", className="btn", **aria(label=_("要切换的事件"))),
            _button("/walls/event", _("切换"), "wall", standing.name),
        ]
    return pieces


def _button(where: str, words: str, field: str, name: str) -> Component:
    return html.Button(words, type="submit", name=field, value=name, formAction=where, className="btn sm")
