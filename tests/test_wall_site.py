"""[[screen]] of a site: what is refused with a sentence that says where, and what a wall plays at which hour."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from platforms.station import SMALL_CITY

from dashboard.wall.playing import at_night, playing
from data_access.screens import EventRound, Night, Screen, Showing
from data_access.site import SiteError, read_site
from data_access.site_text import SiteText
from etl.demo.world import SITE
from etl.errors import SiteInvalid
from etl.site.files import read_site_files
from etl.site.screens import scene_names
from layouts import collect_scenes

NAME = SiteText(zh="大屏", en="Wall")
WHOLE = """
[[screen]]
key = "main"
name = { zh = "主屏", en = "Main" }
playlist = [{ scene = "overview" }]
"""
EVENT = """
[[screen.events]]
key = "flood"
name = { zh = "防汛", en = "Flood" }
playlist = [{ scene = "overview" }]
"""
# What is put into the file above, and the sentence it is refused with.
WRONG: dict[str, tuple[Callable[[str], str], str]] = {
    "a scene nobody drew": (
        lambda text: text.replace('"overview"', '"weather"'),
        "screen 'main': there is no scene 'weather'; there are: acceptance, ",
    ),
    "a round of nothing": (lambda text: text.replace('[{ scene = "overview" }]', "[]"), "screen.0.playlist"),
    "no round at all": (lambda text: text.replace("playlist", "songs"), "screen.0.playlist: Field required"),
    "a scene that is gone before it is read": (
        lambda text: text.replace("w }", "w }").replace('" }]', '", seconds = 1 }]'),
        "greater than or equal to 5",
    ),
    "two of one name": (lambda text: text + text, "two screens have the key 'main'"),
    "a city of nowhere": (lambda text: text + 'city = "9999"\n', "screen 'main': there is no city '9999'"),
    "a division of nowhere": (lambda text: text + 'division = "9999"\n', "the division '9999' is not in divisions.csv"),
    "a canvas that is no canvas": (lambda text: text + 'canvas = "4k"\n', "screen.0.canvas"),
    "a canvas too short for its parts": (lambda text: text + 'canvas = "1080x1440"\n', "screen.0.canvas"),
    "a night without hours": (
        lambda text: text + '[screen.night]\nbegins = "22:00"\nends = "22:00"\n',
        "its night begins when it ends, at 22:00",
    ),
    "an hour there is not": (lambda text: text + 'quiet_hour = "24:00"\n', "screen.0.quiet_hour"),
    "an event twice": (
        lambda text: text + 2 * EVENT,
        "two events have the key 'flood'",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL_CITY, tmp_path / "site"))


@pytest.mark.parametrize("wrong", WRONG)
def test_a_screen_that_cannot_be_is_refused_with_file_and_reason(folder: Path, wrong: str) -> None:
    change, sentence = WRONG[wrong]
    path = folder / "site.toml"
    path.write_text(path.read_text(encoding="utf-8") + change(WHOLE), encoding="utf-8")
    with pytest.raises((SiteError, SiteInvalid)) as refused:
        read_site_files(folder, {})
    assert str(path) in str(refused.value)
    assert sentence in str(refused.value)


def test_a_screen_that_can_be_is_taken(folder: Path) -> None:
    path = folder / "site.toml"
    path.write_text(path.read_text(encoding="utf-8") + WHOLE, encoding="utf-8")
    (screen,) = read_site_files(folder, {}).site.screen
    assert (screen.key, screen.canvas, screen.quiet_hour, screen.playlist[0].seconds) == ("main", "auto", "04:00", 30)


def test_jobs_know_the_scenes_there_are_by_their_files() -> None:
    assert scene_names() == sorted(scene.key for scene in collect_scenes())


def test_the_demonstration_shows_every_scene() -> None:
    shown = {each.scene for screen in read_site(SITE).screen for each in screen.showings}
    assert shown == set(scene_names())


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-20T{moment}:00+08:00")


moments = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))


@given(moments, moments, moments)
def test_of_a_day_each_minute_is_night_or_day_of_a_night_and_its_reverse(begins: str, ends: str, moment: str) -> None:
    if begins == ends:
        return
    usual = Screen(key="main", name=NAME, playlist=(Showing(scene="overview"),))
    night = usual.model_copy(update={"night": Night(begins=begins, ends=ends)})
    reverse = usual.model_copy(update={"night": Night(begins=ends, ends=begins)})
    assert at_night(night, at(moment)) is not at_night(reverse, at(moment))
    assert not at_night(usual, at(moment))


@pytest.mark.parametrize(
    ("moment", "event", "scenes", "theme"),
    [
        ("12:00", "", ["overview", "grid"], "light"),
        ("23:00", "", ["overview"], "dark"),
        ("06:29", "", ["overview"], "dark"),
        ("06:30", "", ["overview", "grid"], "light"),
        ("23:00", "flood", ["grid"], "dark"),
        ("12:00", "flood", ["grid"], "light"),
        ("12:00", "storm", ["overview", "grid"], "light"),
    ],
)
def test_what_plays_follows_from_the_hour_and_from_what_is_up(
    moment: str, event: str, scenes: list[str], theme: str
) -> None:
    overview, grid = Showing(scene="overview"), Showing(scene="grid")
    screen = Screen(
        key="main",
        name=NAME,
        theme="light",
        playlist=(overview, grid),
        night=Night(begins="22:00", ends="06:30", playlist=(overview,)),
        events=(EventRound(key="flood", name=NAME, playlist=(grid,)),),
    )
    found = playing(screen, at(moment), event, ("overview", "grid"))
    assert ([each.scene for each in found.showings], found.theme) == (scenes, theme)
    assert (found.event is not None) == (event == "flood")


def test_a_scene_that_is_not_the_roles_is_not_played() -> None:
    screen = Screen(key="main", name=NAME, playlist=(Showing(scene="overview"), Showing(scene="grid")))
    assert [each.scene for each in playing(screen, at("12:00"), "", ("grid",)).showings] == ["grid"]
