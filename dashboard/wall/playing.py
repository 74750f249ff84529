"""What a wall plays at a moment: its round by day, at night or while an event is up. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from data_access.screens import EventRound, Screen, Showing
from data_access.site_text import SiteText


@dataclass(frozen=True, slots=True)
class Round:
    """The turns that are played one after the other; `event` names what interrupts the usual ones."""

    showings: tuple[Showing, ...]
    theme: str
    dim: bool = False
    event: SiteText | None = None


def at_night(screen: Screen, now: datetime) -> bool:
    """Whether it is night by the screen's own hours; they may go over midnight."""
    if screen.night is None:
        return False
    begins, ends, moment = screen.night.begins, screen.night.ends, f"{now:%H:%M}"
    return begins <= moment < ends if begins < ends else moment >= begins or moment < ends


def playing(screen: Screen, now: datetime, event: str = "", seen: Collection[str] = ()) -> Round:
    """What is played `now`, which is in the site's zone: of it the scenes that are `seen`, which are its role's."""
    night = screen.night if at_night(screen, now) else None
    up = next((each for each in screen.events if each.key == event), None)
    showings = _showings(screen, up, night.playlist if night else ())
    allowed = tuple(each for each in showings if each.scene in seen)
    theme, dim = (night.theme, night.dim) if night else (screen.theme, False)
    return Round(allowed, theme, dim, up.name if up else None)


def _showings(screen: Screen, up: EventRound | None, at_night: Sequence[Showing]) -> Sequence[Showing]:
    return up.playlist if up else at_night or screen.playlist
