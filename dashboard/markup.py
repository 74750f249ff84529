"""Components as HTML text: what panels are made of becomes the browser's own elements, without one React part each."""

from base64 import b64decode
from collections.abc import Iterator
from html import escape
from numbers import Number
from typing import Any

from dash.development.base_component import Component
from markupsafe import Markup

_SVG = "data:image/svg+xml;base64,"
_VOID = {"br", "hr", "img", "input"}
_NAMES = {"className": "class", "htmlFor": "for"}
# How names begin of what a component keeps for itself.
_OWN = ("_", "available_")
# What only Dash's own scripts need.
_LEFT_OUT = {"children", "n_clicks", "refresh"}
# What only a pointer needs: nothing on a wall is followed.
_OF_POINTERS = {"href", "id", "target", "download"}


def markup(part: Any, *, still: bool = False) -> str:
    """The HTML of a component, of a list of them, or of a text, which is escaped. `still`: for a wall, where nothing is
    followed; pictures are parts of it there, for as images each would be a document of its own, which costs memory.

    Raises TypeError for what would be HTML that says something else: truth values, mappings (a style belongs into the
    style sheets) and all that is neither text nor number.
    """
    pieces: list[str] = []
    _write(part, still, pieces)
    return "".join(pieces)


def _write(part: Any, still: bool, pieces: list[str]) -> None:
    """Add the HTML of a part to what is there: a page has thousands of parts, and to hand on each costs more."""
    if part is None:
        return
    if isinstance(part, Component):
        _write_element(part, still, pieces)
    elif isinstance(part, str):
        # What was written here before is HTML already.
        pieces.append(part if isinstance(part, Markup) else escape(part))
    elif isinstance(part, list | tuple):
        for each in part:
            _write(each, still, pieces)
    elif isinstance(part, Number) and not isinstance(part, bool):
        pieces.append(escape(str(part)))
    else:
        raise TypeError(f"{part!r} is no component, text or number: it cannot stand on a page")


def _write_element(part: Component, still: bool, pieces: list[str]) -> None:
    given = {name: value for name, value in vars(part).items() if not name.startswith(_OWN)}
    tag = part._type.lower()
    if tag in ("link", "a") and still:
        tag = "span"
    elif tag == "link":
        # box.js follows it without loading the page anew.
        tag, given["data-within"] = "a", True
    if tag == "img" and still and str(given.get("src", "")).startswith(_SVG):
        pieces.append(_drawn_inside(given))
        return
    pieces.append(f"<{tag}{''.join(_attributes(given, still))}>")
    if tag not in _VOID:
        _write(given.get("children"), still, pieces)
        pieces.append(f"</{tag}>")


def _drawn_inside(given: dict[str, Any]) -> str:
    svg = b64decode(str(given["src"]).removeprefix(_SVG)).decode("utf-8")
    said = str(given.get("alt") or "")
    label = f' role="img" aria-label="{escape(said)}"' if said else ' aria-hidden="true"'
    return f'<span class="pic {escape(str(given.get("className") or ""))}"{label}>{svg}</span>'


def _attributes(given: dict[str, Any], still: bool) -> Iterator[str]:
    # Dash has them in an order of each process's own; a drawing is the same whichever process made it.
    for name, value in sorted(given.items()):
        if name in _LEFT_OUT or (still and name in _OF_POINTERS) or value is None or value is False:
            continue
        # An empty class says nothing; an empty description or value does.
        if value == "" and name in ("className", "title", "id"):
            continue
        spelt = _NAMES.get(name, name)
        if value is True:
            yield f" {spelt}"
        elif isinstance(value, str | Number):
            yield f' {spelt}="{escape(str(value))}"'
        else:
            raise TypeError(f"{name}={value!r} is no text, number or truth value: no attribute of HTML")
