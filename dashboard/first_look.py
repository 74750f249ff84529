"""What a page shows before its scripts run: the frame, and whatever of its panels is drawn already, as plain HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.box import Box
from dashboard.components import data
from dashboard.markup import markup
from dashboard.shell import header

# Its box in the page that lives has the same name (assets/boxes.js).
_ID = "first-look"
# Comes while the rest of the page begins; Dash asks for it by this address when the first figure stands.
_PLOTLY = '<link rel="preload" as="script" href="/_dash-component-suites/plotly/package_data/plotly.min.js">'


@dataclass(frozen=True, slots=True)
class FirstLook:
    """The HTML of the body, what comes `early` in its head, and the version of the data; nothing where nobody is signed
    in."""

    html: str = ""
    early: str = ""
    version: str = ""


def first_look(page: Component, drawn: Mapping[str, Mapping[str, str]], version: str) -> FirstLook:
    """The frame and the layout of a page, with the `drawn` boxes by name, each with `markup` and `shown`. Figures leave
    their places empty; their script is asked for."""
    inside = [_plain(header(), drawn), html.Main(_plain(page, drawn))]
    figures = any(isinstance(part, dcc.Graph) for part in page._traverse())  # type: ignore[no-untyped-call]
    return FirstLook(markup(html.Div(inside, id=_ID, className="app")), _PLOTLY if figures else "", version)


def _plain(part: Any, drawn: Mapping[str, Mapping[str, str]]) -> Any:
    """The same without what only lives with scripts: boxes are what is in them, and nothing has the name of another."""
    if isinstance(part, list):
        return [_plain(each, drawn) for each in part]
    if isinstance(part, Box):
        return _filled(part, drawn)
    if not isinstance(part, Component) or isinstance(part, dcc.Graph):
        return None if isinstance(part, Component) else part
    kind: Any = type(part)
    given = {name: value for name, value in _given(part).items() if name not in ("id", "children")}
    return kind(_plain(getattr(part, "children", None), drawn), **given)


def _filled(box: Box, drawn: Mapping[str, Mapping[str, str]]) -> Component:
    given = _given(box)
    ((sort, key),) = given["id"].items()
    told = drawn.get(f"{sort}:{key}", {})
    kind = html.Nav if given["label"] else html.Div
    # Both were written by dashboard/markup.py.
    inside = Markup(told.get("markup", given["markup"]))  # nosec B704
    return kind(inside, className=given["className"], **data(box=f"{sort}:{key}", shown=told.get("shown", "")))


def _given(part: Component) -> dict[str, Any]:
    """All that a component was given."""
    told: dict[str, Any] = part.to_plotly_json()["props"]  # type: ignore[no-untyped-call]  # as in dashboard/box.py
    return told
