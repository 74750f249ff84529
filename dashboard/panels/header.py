"""The header: whose cockpit it is, where one is, and the choices; every choice is a link that changes the address."""

from collections.abc import Sequence
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.components import aria, icon
from dashboard.language import gettext as _
from dashboard.page import Page
from dashboard.rows import rows_of
from dashboard.state import LANGUAGES
from dashboard.view import View

_YEARS = 3
# Pages from here on are in the menu 更多.
_MORE = 90


def brand(view: View) -> list[Component]:
    """Emblem, title, and the mark of a demonstration."""
    title = view.site.title.en if view.language == "en" else view.site.title.zh
    pieces = [icon("gable"), html.H1(title)]
    if view.site.demonstration:
        pieces.append(html.Span(_("演示数据"), className="demo"))
    return pieces


def navigation(view: View, pages: Sequence[Page]) -> list[Component]:
    """A link to each page of the viewer's that keeps what was chosen; of the metric only where the page is about it.

    What is about the cockpit itself stands in a menu; where the header is narrow all pages do.
    """
    opened = [page for page in pages if page.opens_to(view.viewer)]
    return [*_entries(view, opened), _all(view, opened)]


def _all(view: View, opened: Sequence[Page]) -> Component:
    """One button with all pages, named after the one that is open."""
    here = next((page for page in opened if page.path == view.path), None)
    shown = _("导航") if here is None else here.name.in_language(view.language)
    items = [choice(page.name.in_language(view.language), _address(view, page), page is here) for page in opened]
    return html.Details([html.Summary([shown, icon("down")]), html.Div(items, className="menu")], className="all")


def _entries(view: View, opened: Sequence[Page]) -> list[Component]:
    first = [_entry(view, page) for page in opened if page.order < _MORE]
    rest = [page for page in opened if page.order >= _MORE]
    if not first or not rest:
        return [_entry(view, page) for page in opened]
    here = next((page for page in rest if page.path == view.path), None)
    shown = _("更多") if here is None else here.name.in_language(view.language)
    items = [choice(page.name.in_language(view.language), _address(view, page), page is here) for page in rest]
    more = html.Details([html.Summary([shown, icon("down")]), html.Div(items, className="menu")])
    return [*first, html.Span(more, className="more", **aria(current="page") if here else {})]


def _entry(view: View, page: Page) -> Component:
    link = dcc.Link(page.name.in_language(view.language), href=_address(view, page))
    return html.Span(link, **aria(current="page") if page.path == view.path else {})


def _address(view: View, page: Page) -> str:
    return page.path + (view.state if page.path == view.path else view.state.elsewhere()).search


def controls(view: View) -> list[Component]:
    """What is looked at, month and division; and what helps: search, language, theme, who is signed in. They stand
    apart, because on a phone the latter are at the foot of the window."""
    month = fmt.month(view.scope.period.start, view.language)
    looked_at = [
        menu("calendar", _("统计期"), month, _months(view), "months"),
        menu("", _("辖区"), _division(view), _divisions(view), "places"),
    ]
    return [html.Div(looked_at, className="looked-at"), html.Div(_utilities(view), className="utilities")]


def _utilities(view: View) -> list[Component]:
    other_theme = "dark" if view.theme == "light" else "light"
    return [
        html.Button(
            [icon("search"), html.Span(_("搜索"), className="hidden-text")],
            id="search-open",
            className="btn sq",
            title=_("搜索（Ctrl-K 或 /）"),
        ),
        *_language(view),
        dcc.Link(
            [icon("sun"), html.Span(_("切换明暗"), className="hidden-text")],
            href=view.state.but(theme=other_theme).search,
            className="btn sq",
            title=_("切换明暗"),
        ),
        _who(view),
    ]


def _who(view: View) -> Component:
    """The role, and below it the account, how far it sees, and the way out: a form, because it changes something."""
    viewer = view.viewer
    places = "、" if view.language == "zh" else ", "
    seen = places.join(view.place(code) for code in viewer.divisions) or _("本站点全部城市")
    out = html.Form(
        html.Button([icon("leave"), _("退出登录")], type="submit", className="item"), action="/signout", method="post"
    )
    change = html.A(_("修改密码"), href="/signin/password", className="item")
    items = [
        html.P([html.Span(_("账号"), className="lab"), html.B(viewer.name)]),
        html.P([html.Span(_("可见范围"), className="lab"), html.B(seen)]),
        *([] if viewer.screen else [change]),
        out,
    ]
    return menu("", _("角色"), viewer.role.name.in_language(view.language), items, "who")


def _language(view: View) -> list[Component]:
    """The switch to the other language, where the site has two."""
    if not set(LANGUAGES) <= set(view.site.languages):
        return []
    href = view.state.but(language="zh" if view.language == "en" else "en", theme=view.theme).search
    return [html.A(_("中 / EN"), href=href, className="btn", **aria(label=_("切换到英文")))]


def fetched(view: View) -> list[Component]:
    """When data were fetched last; apart from the controls, so that a new time closes no open menu."""
    loaded = [source.loaded_at for source in view.sources if source.loaded_at]
    if not loaded:
        return [html.Span(_("取数 —"))]
    time = fmt.moment(max(loaded).astimezone(view.now.tzinfo))
    return [html.Span(_("取数 %(time)s", time=time))]


def menu(shape: str, label: str, value: str, items: Sequence[Component], name: str) -> Component:
    """A button that opens a list of links."""
    shown = [icon(shape)] if shape else []
    summary = [*shown, html.Span(label, className="lab"), html.B(value), icon("down")]
    button = html.Summary(summary, className="btn", title=value)
    return html.Details([button, html.Div(items, className=f"menu {name}")])


def choice(text: str, href: str, current: bool) -> Component:
    """A link of a menu."""
    return dcc.Link(text, href=href, className="item current" if current else "item")


def _months(view: View) -> list[Component]:
    """The months of the last years up to the data's own month, newest year first."""
    as_of = view.scope.as_of
    rows: list[Component] = []
    for year in range(as_of.year, as_of.year - _YEARS, -1):
        links = [
            choice(
                date(year, month, 1).strftime("%b") if view.language == "en" else f"{month}月",
                view.state.but(period=f"{year}-{month:02d}").search,
                (year, month) == (view.scope.period.start.year, view.scope.period.start.month),
            )
            for month in range(1, 13)
            if date(year, month, 1) <= as_of
        ]
        rows += [html.B(str(year)), html.Div(links, className="twelve")]
    return rows


def _division(view: View) -> str:
    return view.place(view.scope.division or view.city.code)


def _divisions(view: View) -> list[Component]:
    """Every city the viewer sees, or their part of it, and the counties they see of the one shown below its name."""
    cities = view.reach.cities
    links: list[Component] = []
    for city in cities:
        shown = city.code == view.city.code
        state = view.state.but(division=None, city=None if city == cities[0] else city.code)
        home = view.reach.home(city)
        name = city.name.in_language(view.language) if home is None else view.place(home)
        links.append(choice(name, state.search, shown and view.scope.division == home))
        links += _counties(view) if shown else []
    return links


def _counties(view: View) -> list[Component]:
    return [
        choice(view.name(row), view.state.but(division=str(row.code)).search, view.scope.division == row.code)
        for row in rows_of(view.counties)
        if view.reach.has(str(row.code)) and row.code != view.reach.home(view.city)
    ]
