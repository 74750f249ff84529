"""The view of one number's own place, month and part, as far as the viewer may see it."""

from collections.abc import Callable
from dataclasses import replace

from dashboard.drawer.opened import Opened
from dashboard.filtered import filtered
from dashboard.state import State, parse
from dashboard.view import View
from data_access.directory import LEVEL_COLUMNS
from data_access.filters import FILTERS

# The view that an address and the version a browser knows ask for.
ViewOf = Callable[[str | None, str | None], View]


def seen(view_of: ViewOf, search: str, wanted: Opened) -> View | None:
    """The view of the number's own place and month; None where the viewer may not see it or it is not there."""
    state = parse(search)
    first = view_of(search, None)
    if wanted.metric not in first.metrics:
        return None
    there = _placed(first, state, wanted)
    if there is None:
        return None
    view = view_of(there.search, None)
    if not _is_there(view, there, wanted):
        return None
    metric = view.metrics[wanted.metric]
    by = wanted.part[0] if wanted.part else ""
    # The part of a dimension stands in the place of a filter by it, as the line that shows it does.
    follows = tuple(name for name, each in FILTERS.items() if each.dimension != by)
    view = filtered(replace(view, registry=view.metrics), follows)
    view = view.closed() if metric.protected and wanted.month is None else view
    scope = view.scope
    if wanted.place == view.city.code:
        scope = view.city_wide
    if view.state.grid:
        scope = replace(scope, extra=(*scope.extra, ("grid", (view.state.grid,))))
    if wanted.part:
        scope = replace(scope, extra=(*scope.extra, (wanted.part[0], (wanted.part[1],))))
    return replace(view, state=view.state.but(tab=state.tab), scope=scope)


def _placed(view: View, state: State, wanted: Opened) -> State | None:
    """The choices of an address that leads to the place and month of the number."""
    state = state.but(metric=wanted.metric, period=wanted.month or state.period)
    place = wanted.place
    if place is None:
        return state
    if any(city.code == place for city in view.site.cities):
        return state.but(city=place, division=None, grid=None)
    division = view.directory.division(place)
    if division is not None:
        return state.but(city=division.city_code, division=place, grid=None)
    grids = view.directory.grids(view.city.code)
    around = grids.loc[grids["code"] == place, LEVEL_COLUMNS["community"]]
    return None if around.empty else state.but(division=str(around.iloc[0]), grid=place)


def _is_there(view: View, asked: State, wanted: Opened) -> bool:
    """Whether the view is of what was asked for: what cannot be shown counts as not chosen everywhere else."""
    if wanted.place is not None and (
        view.city.code != (asked.city or view.city.code)
        or view.state.division != asked.division
        or view.state.grid != asked.grid
    ):
        return False
    return wanted.month is None or f"{view.scope.period.start:%Y-%m}" == wanted.month


def part_name(view: View, wanted: Opened) -> str:
    """The name of the part of a dimension, its code where it has none."""
    if wanted.part is None:
        return ""
    by, member = wanted.part
    listed = by if by in ("unit", "source") else f"{view.lead.mart}_{by}"
    names = view.directory.names(listed, view.city.code)
    return names[member][view.language == "en"] if member in names else member
