"""What differs from city to city and is not a record: the site folder's site.toml."""

import tomllib
from itertools import combinations
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from data_access.keeping import Retention
from data_access.screens import Screen
from data_access.site_text import SiteText
from data_access.toml_lines import line_of, lines_of


class SiteError(Exception):
    """The site folder cannot be used; the sentence says which file and what to do."""


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"'{name}' is not a time zone; they look like Asia/Shanghai") from None


# The name of a time zone that this machine knows.
ZoneName = Annotated[str, AfterValidator(_known_zone)]


class City(BaseModel):
    """One city shown by the site."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str = Field(description="its code in divisions.csv: four digits of the official code")
    name: SiteText = Field(description="what the screen calls it")
    note: SiteText = Field(
        SiteText(zh="", en=""), description="what who compares it with others must know, in a few words"
    )
    reference: bool = Field(False, description="stands beside the others to compare with, and has no rank")


class Thresholds(BaseModel):
    """From what number on something is counted. What is counted already is counted anew when one changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    repeat_days: int = Field(30, ge=1, le=366, description="within how many days the same demand is a repeated one")
    returned_times: int = Field(3, ge=1, description="with how many returns a case is one returned often (退单)")
    redone_times: int = Field(4, ge=1, description="with how many re-openings a case is a problem case (问题工单)")
    returning_units: int = Field(4, ge=1, description="sent back by how many different units it is one too")


class ThreeRates(BaseModel):
    """How much each of the hotline's three rates weighs in the total that is made of them (三率综合得分)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    response: float = Field(gt=0, le=1000, description="weight of 响应率")
    resolution: float = Field(gt=0, le=1000, description="weight of 解决率")
    satisfaction: float = Field(gt=0, le=1000, description="weight of 满意率, in which 基本满意 counts")
    document: str = Field(min_length=1, description="where these weights stand; the screens name it")


class Site(BaseModel):
    """What a site is: its cities, and what the screens say and show of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="its name in the warehouse")
    title: SiteText = Field(description="the title of the screens")
    cities: tuple[City, ...] = Field(min_length=1, description="the cities that are shown")
    time_zone: ZoneName = Field("Asia/Shanghai", description="in which days are counted")
    office_hours: str = Field("", description="in which working hours are counted: `08:00-12:00 14:00-18:00`")
    languages: tuple[str, ...] = Field(("zh", "en"), description="of the screens, the first one first: `zh`, `en`")
    demonstration: bool = Field(False, description="all that is shown is simulated; the screens say so")
    synthetic_grids: bool = Field(False, description="the grids are made up; the screens say so")
    show_boundaries: bool = Field(True, description="false: no polygons are drawn")
    map_review_number: str = Field("", description="审图号; while it is empty the screens say 待填")
    small_count: int = Field(5, ge=2, description="counts about people under this are not shown, nor what tells them")
    thresholds: Thresholds = Field(Thresholds(), description="from what number on something is counted")
    three_rates: ThreeRates | None = Field(None, description="what the three rates weigh; without it none is summed up")
    completeness: dict[str, Annotated[float, Field(gt=0, le=100)]] = Field(
        {},
        description="by source how many percent of the fields of its records must be filled: below that its numbers "
        "say so; a source that is not named is not judged",
    )
    retention: Retention = Field(Retention(), description="how long what is kept; what is not named is kept for ever")
    screen: tuple[Screen, ...] = Field((), description="what walls show; a wall plays one of them")
    folder: Path = Path()

    @model_validator(mode="after")
    def _check_screens(self) -> Self:
        if repeated := next((each.key for each, above in combinations(self.screen, 2) if each.key == above.key), None):
            raise ValueError(f"two screens have the key '{repeated}'; give one of them another")
        for each in self.screen:
            if each.city and each.city not in self.city_codes:
                raise ValueError(f"screen '{each.key}': there is no city '{each.city}' among [[cities]]")
        return self

    @property
    def city_codes(self) -> tuple[str, ...]:
        """Codes of all cities of the site."""
        return tuple(city.code for city in self.cities)

    def screen_of(self, *names: str) -> str:
        """The key of the screen that is called first of these names, else the first there is; empty without screens."""
        keys = [each.key for each in self.screen]
        return next((each for each in (*names, *keys[:1]) if each in keys), "")


def read_site(folder: Path) -> Site:
    """Read and check `folder`/site.toml. Raises SiteError with the file, the line and the key that is wrong."""
    path = folder / "site.toml"
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except FileNotFoundError:
        raise SiteError(f"{path} does not exist; set COCKPIT_SITE to a folder that holds a site.toml") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SiteError(f"{path} is not valid TOML: {error}") from None
    try:
        return Site.model_validate({**values, "folder": folder})
    except ValidationError as error:
        first = error.errors()[0]
        line = line_of(lines_of(text), first["loc"])
        place = f"{path} line {line}" if line else str(path)
        keys = ".".join(str(part) for part in first["loc"])
        raise SiteError(f"{place}: {keys}: {first['msg'].removeprefix('Value error, ')}") from None
