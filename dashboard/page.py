"""What a page is: a path, a name, and panels that know how to draw themselves from a View."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dash import Patch
from dash.development.base_component import Component

from dashboard.view import View
from data_access.metric import Text


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page that is drawn on the server and swapped in place; `key` is unique over all pages."""

    key: str
    draw: Callable[[View], Component | list[Component]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A Plotly figure. `update` gives only what new data changes, so that zoom and selection stay."""

    key: str
    draw: Callable[[View], dict[str, Any]]
    update: Callable[[View], Patch]


@dataclass(frozen=True, slots=True)
class Page:
    """One question, one file: `layout` places the boxes, panels and charts fill them.

    `metrics` are the keys of those it is about, the one it begins with first. A page of `whole_months` is about people,
    whose numbers are published when a month has ended: where no month is chosen it begins with the last such.
    """

    path: str
    name: Text
    order: int
    layout: Callable[[], Component]
    metrics: tuple[str, ...]
    panels: tuple[Panel, ...] = ()
    charts: tuple[Chart, ...] = ()
    whole_months: bool = False

    @property
    def boxes(self) -> tuple[str, ...]:
        """The keys of all that is drawn on it."""
        return (*(each.key for each in self.panels), *(each.key for each in self.charts))
