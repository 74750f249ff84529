"""What a page is: a path, a name, and panels that know how to draw themselves from a View."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from dash import Patch
from dash.development.base_component import Component

from dashboard.files.workbook import Sheet
from dashboard.filtered import filtered
from dashboard.view import View
from data_access.metric import Text
from data_access.rights import Role, Viewer


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page that is drawn on the server and swapped in place; `key` is unique over all pages.

    `taken` are the data of the map beside it, for files and for the table that is equal to the picture. `about` is the
    key of the metric it is about, where no number in it says so.
    """

    key: str
    draw: Callable[[View], Component | list[Component]]
    taken: Callable[[View], Sheet] | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A Plotly figure. `update` gives only what new data changes, so that zoom and selection stay.

    `follows`: choices of the state (period, metric) of which another one is as new data to it.
    """

    key: str
    draw: Callable[[View], dict[str, Any]]
    update: Callable[[View], Patch]
    follows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One question, one file: `layout` places the boxes, panels and charts fill them.

    `metrics` are the keys of those it is about, the one it begins with first. A page of `whole_months` is about people,
    whose numbers are published when a month has ended: where no month is chosen it begins with the last such. `needs`
    says which roles may open it besides having its path; `taken` what is taken out of it where that is not its metrics.
    `filters` names what its numbers may be filtered by (data_access/filters.py), in the order of the bar.
    """

    path: str
    name: Text
    order: int
    layout: Callable[[], Component]
    metrics: tuple[str, ...]
    panels: tuple[Panel, ...] = ()
    charts: tuple[Chart, ...] = ()
    whole_months: bool = False
    needs: Callable[[Role], bool] = lambda _role: True
    taken: Callable[[View], Sheet] | None = None
    filters: tuple[str, ...] = ()

    def opens_to(self, viewer: Viewer) -> bool:
        """Whether the viewer may open it."""
        return viewer.may_open(self.path) and self.needs(viewer.role)

    def seen_in(self, view: View) -> View:
        """The view of this page: with the metrics it is about, its first month, the filters it offers."""
        view = view.closed() if self.whole_months else view
        return filtered(replace(view.about(self.metrics), path=self.path), self.filters)

    @property
    def boxes(self) -> tuple[str, ...]:
        """The keys of all that is drawn on it."""
        return (*(each.key for each in self.panels), *(each.key for each in self.charts))
