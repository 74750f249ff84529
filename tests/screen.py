"""The application on stand-ins, and how tests ask it for a panel."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from box_asked import CALLBACK, box, figure_body
from dash.development.base_component import Component
from fake_city import CITY, NOW, FakeDirectory
from fake_lineage import FakeLineage
from fake_reads import FakeFreshness, FakeReads
from parsed import parsed
from signed_in import SignedInClient, everything

from dashboard.factory import Cockpit, Warehouse, create_app
from data_access.registry import METRICS
from data_access.screens import EventRound, Screen, Showing
from data_access.site import City, Site
from data_access.site_text import SiteText
from layouts import collect_pages, collect_scenes

# A wall that shows every scene, and only the first while an event is up.
MAIN = Screen(
    key="main",
    name=SiteText(zh="主屏", en="Main"),
    playlist=tuple(Showing(scene=scene.key, seconds=30) for scene in collect_scenes()),
    events=(EventRound(key="flood", name=SiteText(zh="防汛", en="Flood"), playlist=(Showing(scene="overview"),)),),
)


def demonstration_site(*, show_boundaries: bool = True) -> Site:
    return Site(
        key="huangshan",
        title=SiteText(zh="黄山市市域社会治理驾驶舱", en="Huangshan Governance Cockpit"),
        cities=(City(code=CITY, name=SiteText(zh="黄山市", en="Huangshan")),),
        demonstration=True,
        synthetic_grids=True,
        show_boundaries=show_boundaries,
        screen=(MAIN,),
    )


def build(
    reads: FakeReads | None = None,
    freshness: FakeFreshness | None = None,
    directory: FakeDirectory | None = None,
    site: Site | None = None,
    now: datetime = NOW,
    lineage: FakeLineage | None = None,
    clock: Callable[[], datetime] | None = None,
    shared: Path | None = None,
) -> Cockpit:
    warehouse = Warehouse(
        reads or FakeReads(),
        directory or FakeDirectory(),
        freshness or FakeFreshness(),
        lineage or FakeLineage(),
        shared,
    )
    app = create_app(
        site or demonstration_site(), warehouse, METRICS, collect_pages(), clock or (lambda: now), everything()
    )
    return signed_in(app)


def signed_in(app: Cockpit) -> Cockpit:
    """The application, whose test clients carry the open session."""
    app.server.test_client_class = SignedInClient
    return app


def draw(app: Cockpit, panel: str, search: str = "", *, version: str = "", page: str = "/", **cookies: str) -> Any:
    """The components of a panel, over HTTP as the browser asks for them."""
    client = app.server.test_client()
    for name, value in cookies.items():
        client.set_cookie(name, value)
    sort, key = ("shell", panel.removeprefix("shell-")) if panel.startswith("shell-") else ("panel", panel)
    return parsed(box(client, f"{sort}:{key}", search, page, version))


def chart(app: Cockpit, key: str, search: str = "", **given: Any) -> dict[str, Any]:
    """The answer of a chart's callback: figure and class name; nothing where what is shown may stay."""
    body = figure_body(key, search, shown=given.get("shown")) | {"changedPropIds": given.get("changed", [])}
    answer = app.server.test_client().post(CALLBACK, json=body)
    assert answer.status_code in (200, 204), answer.text[:300]
    told = (answer.get_json(silent=True) or {"response": {}})["response"]
    return dict(next(iter(told.values()), {}))


def older(shown: str) -> str:
    """The class name of a figure of the same view before there was news."""
    return f"{shown.rpartition('-')[0]}-{'0' * 16}"


def said(component: Any) -> str:
    """All texts of a component in order."""
    if isinstance(component, Component):
        component = {"props": {"children": getattr(component, "children", None)}}
    if isinstance(component, dict):
        return said(component.get("props", {}).get("children"))
    if isinstance(component, list):
        return "".join(said(each) for each in component)
    return "" if component is None else str(component)
