"""What a scene is: one picture of a wall, read from eight metres by people who do other work."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from dash.development.base_component import Component

from dashboard.view import View
from data_access.metric import Text
from data_access.rights import Viewer
from data_access.scope import Period

# All scenes, for roles: whoever may open this may see each of them; `/wall/KEY` is a single one.
EVERY_SCENE = "/wall"
# How wide the canvas is for its height: higher than wide, usual, so wide that a list stands beside, and a ranking too.
Shape = Literal["tall", "standard", "broad", "wide"]
SHAPES: tuple[Shape, ...] = ("tall", "standard", "broad", "wide")


# A part of a scene: a tile that draws itself from a view.
Part = Callable[[View], Component]


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene, one file of layouts/wall, whose name is its key: the parts it has, in columns named by `layout`.

    `metrics` are those it is about, the one it begins with first. `parts` stand on the usual canvas and, one below the
    other, on a tall one; `wide` and `broad` on wider ones: where there are none, a list of what needs attention and a
    ranking stand beside the usual ones. `whole_months` as of a page; `as_told`: of the month of its source's newest
    day, where that tells seldom.
    """

    key: str
    name: Text
    order: int
    metrics: tuple[str, ...]
    parts: tuple[Part, ...]
    layout: str = "three"
    broad: tuple[Part, ...] = ()
    wide: tuple[Part, ...] = ()
    whole_months: bool = False
    as_told: bool = False

    @property
    def path(self) -> str:
        """What roles call it."""
        return f"{EVERY_SCENE}/{self.key}"

    def opens_to(self, viewer: Viewer) -> bool:
        """Whether the viewer's role has it."""
        return viewer.may_open(EVERY_SCENE) or viewer.may_open(self.path)

    def seen_in(self, view: View) -> View:
        """The view of this scene: with the metrics it is about, and of the month it begins with."""
        view = view.closed() if self.whole_months else view
        newest = view.as_of(view.metrics[self.metrics[0]])
        if self.as_told and newest < view.scope.period.start:
            view = replace(view, scope=view.scope.during(Period(newest.replace(day=1), newest)))
        return replace(view.about(self.metrics), path=self.path)
