"""Every wall as the page 大屏 shows it: how it stands by its newest report, what it was told, what is on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from dash.development.base_component import Component
from flask import Flask, current_app

from dashboard.view import View
from dashboard.wall.playing import playing
from dashboard.wall.report import Kept, Order
from dashboard.wall.scene import Scene, Shape
from dashboard.wall.walls import Walls
from dashboard.wall.wide import composed
from data_access.screens import Screen

# A wall reports every minute; what has said nothing for so long is not there.
_SILENT = timedelta(minutes=3)
_UNPAINTED_SECONDS = 120.0
_KEY = "cockpit_walls"


@dataclass(frozen=True, slots=True)
class Standing:
    """One wall. `state`: well, silent, frozen, never or revoked."""

    name: str
    screen: Screen | None
    report: Kept | None
    order: Order
    state: str


def offer(server: Flask, walls: Walls) -> None:
    """Let the pages of this application find its walls."""
    server.extensions[_KEY] = walls


def walls_now() -> Walls:
    """The walls of the application that answers this request."""
    found: Walls = current_app.extensions[_KEY]
    return found


def standings(view: View) -> list[Standing]:
    """Every wall there is, those that were revoked last."""
    walls, rows = walls_now(), view.offices.screens() if view.offices else []
    newest = walls.records.newest()
    found = [_standing(view, walls, row, newest.get(row.name)) for row in rows]
    return sorted(found, key=lambda each: (each.state == "revoked", each.name))


def _standing(view: View, walls: Walls, row: Any, report: Kept | None) -> Standing:
    key = walls.site.screen_of(row.playlist, row.name)
    screen = next((each for each in walls.site.screen if each.key == key), None)
    return Standing(row.name, screen, report, walls.records.order(row.name), _state(view, row, report))


def _state(view: View, row: Any, report: Kept | None) -> str:
    if row.revoked_at:
        return "revoked"
    if report is None:
        return "never"
    if view.now - report.at > _SILENT:
        return "silent"
    return "frozen" if report.painted_seconds > _UNPAINTED_SECONDS else "well"


def scenes_of(view: View, screen: Screen | None) -> Sequence[Scene]:
    """The scenes of a screen that the viewer may see too."""
    wanted = {each.scene for each in screen.showings} if screen else set()
    return [each for each in walls_now().scenes.values() if each.key in wanted and each.opens_to(view.viewer)]


def picture_of(view: View, standing: Standing) -> Component | None:
    """What is on the wall, drawn from the data of now and with the rights of who looks; None where that is nothing."""
    screen, report = standing.screen, standing.report
    if screen is None or report is None:
        return None
    scene = next((each for each in scenes_of(view, screen) if each.key == report.scene), None)
    there = _view_of(view, screen)
    if scene is None or there is None:
        return None
    return composed(scene, scene.seen_in(there), shape_of(report))


def shape_of(report: Kept) -> Shape:
    """The shape of the small picture: that of the wall's window where it is higher than wide, else the usual one."""
    return "tall" if report.height > report.width else "standard"


def _view_of(view: View, screen: Screen) -> View | None:
    """The viewer's own view of what the screen shows; None where it lies outside of what they see."""
    city = next((each for each in view.reach.cities if each.code == (screen.city or view.reach.cities[0].code)), None)
    if city is None or (screen.division and not view.reach.has(screen.division)):
        return None
    there = view.elsewhere(city) if view.elsewhere else view
    home = screen.division or view.reach.home(city)
    theme = playing(screen, view.now, "", ()).theme
    return replace(there, theme=theme, scope=there.scope.within(home), small=False, webgl=True)
