"""The box that a panel is drawn into: one part of the page for Dash, whatever is in it."""

from typing import Any

from dash.development.base_component import Component

from dashboard.markup import markup

_NONE: list[str] = []
_PROPERTIES = ["id", "className", "label", "markup"]


class Box(Component):
    """A `div` that begins with the HTML `markup` and asks for its own (assets/boxes.js). One with a `label` is `nav`.

    Dash asks every component of a page about every answer that comes in. Panels have thousands; a box is one. What
    is drawn anew changes in it what is not the same (assets/box.js), so that focus and open menus stay.
    """

    _namespace = "cockpit_parts"
    _type = "Box"
    _children_props = _NONE
    _base_nodes = _NONE
    _prop_names = _PROPERTIES
    _valid_wildcard_attributes = _NONE
    available_properties = _PROPERTIES
    available_wildcard_properties = _NONE

    def __init__(self, identity: dict[str, str], name: str = "", content: Any = None, label: str = "") -> None:
        given = {"id": identity, "className": name, "markup": markup(content), "label": label}
        super().__init__(**given)  # type: ignore[no-untyped-call]  # the library carries no types
