"""What [[screen]] of site.toml names: scenes there are, divisions of the screen's city."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from data_access.site import Site
from etl.errors import SiteInvalid

# A scene is called like its file; jobs read the names and know nothing else of what is drawn.
_SCENES = Path(__file__).resolve().parents[2] / "layouts" / "wall"


def scene_names() -> list[str]:
    """The names of all scenes."""
    return sorted(path.stem for path in _SCENES.glob("*.py") if not path.stem.startswith("_"))


def check_screens(site: Site, divisions: Iterable[Mapping[str, Any]]) -> None:
    """Raises SiteInvalid with the screen and what it names that does not exist."""
    path, scenes = site.folder / "site.toml", scene_names()
    cities = {row["code"]: row["city_code"] for row in divisions}
    for screen in site.screen:
        unknown = [each.scene for each in screen.showings if each.scene not in scenes]
        if unknown:
            raise SiteInvalid(
                f"{path}: screen '{screen.key}': there is no scene '{unknown[0]}'; there are: {', '.join(scenes)}"
            )
        if not screen.division:
            continue
        if screen.division not in cities:
            raise SiteInvalid(
                f"{path}: screen '{screen.key}': the division '{screen.division}' is not in divisions.csv"
            )
        if cities[screen.division] != (screen.city or site.city_codes[0]):
            raise SiteInvalid(
                f"{path}: screen '{screen.key}': the division '{screen.division}' does not lie in the screen's city; "
                "name its city with `city`"
            )
