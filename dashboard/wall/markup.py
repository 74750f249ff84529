"""Components as HTML text: a wall has no React, and draws what panels are made of as the browser's own elements."""

from base64 import b64decode
from collections.abc import Iterator
from html import escape
from typing import Any

from dash.development.base_component import Component

_SVG = "data:image/svg+xml;base64,"
_VOID = {"br", "hr", "img"}
_NAMES = {"className": "class", "colSpan": "colspan", "dateTime": "datetime", "htmlFor": "for"}
# What only a pointer or Dash needs.
_LEFT_OUT = {"children", "href", "id", "n_clicks", "refresh", "target"}


def markup(part: Any) -> str:
    """The HTML of a component, of a list of them, or of a text, which is escaped."""
    return "".join(_pieces(part))


def _pieces(part: Any) -> Iterator[str]:
    if part is None:
        return
    if isinstance(part, list | tuple):
        for each in part:
            yield from _pieces(each)
    elif isinstance(part, Component):
        yield from _element(part)
    else:
        yield escape(str(part))


def _element(part: Component) -> Iterator[str]:
    given: dict[str, Any] = part.to_plotly_json()["props"]  # type: ignore[no-untyped-call]
    # Nothing on a wall is followed.
    tag = "span" if part._type in ("Link", "A") else part._type.lower()
    if tag == "img" and str(given.get("src", "")).startswith(_SVG):
        yield _drawn_inside(given)
        return
    yield f"<{tag}{''.join(_attributes(given))}>"
    if tag not in _VOID:
        yield from _pieces(given.get("children"))
        yield f"</{tag}>"


def _drawn_inside(given: dict[str, Any]) -> str:
    """A picture as a part of the page: as an image each would be a document of its own, which costs memory."""
    svg = b64decode(str(given["src"]).removeprefix(_SVG)).decode("utf-8")
    said = str(given.get("alt") or "")
    label = f' role="img" aria-label="{escape(said)}"' if said else ' aria-hidden="true"'
    return f'<span class="pic {escape(str(given.get("className") or ""))}"{label}>{svg}</span>'


def _attributes(given: dict[str, Any]) -> Iterator[str]:
    for name, value in given.items():
        if name in _LEFT_OUT or value is None or value is False or value == "":
            continue
        spelt = _NAMES.get(name, name)
        yield f" {spelt}" if value is True else f' {spelt}="{escape(str(value))}"'
