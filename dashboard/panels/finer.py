"""One level below the place that is chosen: which divisions or grids it is made of, and how the place is called."""

from dataclasses import dataclass, replace

from dashboard.language import gettext as _
from dashboard.view import View
from data_access.dimension import LEVELS
from data_access.directory import LEVEL_COLUMNS
from data_access.scope import Scope


@dataclass(frozen=True, slots=True)
class Parts:
    """The scope that is split, the level of its parts, and the choice of the address that opens one of them."""

    scope: Scope
    level: str

    @property
    def choice(self) -> str:
        """Which choice of the state one of them is."""
        return "grid" if self.level == "grid" else "division"


def level_of(view: View) -> str:
    """The level of the place that is chosen."""
    found = view.directory.division(view.scope.division) if view.scope.division else None
    return found.level if found is not None and found.level in LEVEL_COLUMNS else "city"


def county_of(view: View) -> str | None:
    """The division that is chosen; of what is smaller than a county, that."""
    code = view.scope.division
    while code and (found := view.directory.division(code)) is not None and found.level not in ("city", "county"):
        code = found.parent_code
    return code


def parts(view: View) -> Parts:
    """What the place that is chosen is split into."""
    return Parts(view.scope, LEVELS[LEVELS.index(level_of(view)) + 1])


def place_scope(view: View) -> Scope:
    """The scope of the place that is chosen: of the grid, where it is one."""
    grid = (("grid", (view.state.grid,)),) if view.state.grid else ()
    return replace(view.scope, extra=(*view.scope.extra, *grid))


def at_place(view: View) -> View:
    """The same view of the place that is chosen: for panels that ask for no smaller places."""
    return replace(view, scope=place_scope(view))


def place_name(view: View) -> str:
    """The name of the place that is chosen."""
    if not view.state.grid:
        return view.place(view.scope.division or view.city.code)
    grids = view.directory.grids(view.city.code)
    return view.name(next(grids[grids["code"] == view.state.grid].itertuples()))


def level_name(level: str) -> str:
    """What places of a level are called."""
    return {
        "county": _("县区"),
        "township": _("乡镇街道"),
        "community": _("社区"),
        "grid": _("网格"),
    }[level]
