"""What a scene is: one picture of a wall, read from eight metres by people who do other work."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from dash.development.base_component import Component

from dashboard.view import View
from data_access.metric import Text
from data_access.rights import Viewer

# All scenes, for roles: whoever may open this may see each of them; `/wall/KEY` is a single one.
EVERY_SCENE = "/wall"
# How wide the canvas is for its height: usual, so wide that a list stands beside, and that a ranking does too.
Shape = Literal["standard", "broad", "wide"]
SHAPES: tuple[Shape, ...] = ("standard", "broad", "wide")


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene, one file of layouts/wall, whose name is its key: the parts it has, in columns named by `layout`.

    `metrics` are those it is about, the one it begins with first. `draw` gives the parts on the usual canvas, `wide`
    those on one wide enough for more; without it a list of what needs attention and a ranking stand beside the usual
    ones. `whole_months` as of a page.
    """

    key: str
    name: Text
    order: int
    metrics: tuple[str, ...]
    draw: Callable[[View], list[Component]]
    layout: str = "three"
    wide: Callable[[View, Shape], list[Component]] | None = None
    whole_months: bool = False

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
        return replace(view.about(self.metrics), path=self.path)
