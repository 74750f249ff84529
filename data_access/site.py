"""What differs from city to city and is not a record: the site folder's site.toml."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class SiteError(Exception):
    """The site folder cannot be used; the sentence says which file and what to do."""


class SiteText(BaseModel):
    """A text in the two languages of the interface."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str


class City(BaseModel):
    """One city shown by the site; `code` is its code in divisions.csv."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str
    name: SiteText


class Site(BaseModel):
    """site.toml, validated. `folder` is where it was read from."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: SiteText
    cities: tuple[City, ...] = Field(min_length=1)
    time_zone: str = "Asia/Shanghai"
    languages: tuple[str, ...] = ("zh", "en")
    demonstration: bool = False
    synthetic_grids: bool = False
    show_boundaries: bool = True
    map_review_number: str = ""
    folder: Path = Path()

    @property
    def city_codes(self) -> tuple[str, ...]:
        """Codes of all cities of the site."""
        return tuple(city.code for city in self.cities)


def read_site(folder: Path) -> Site:
    """Read and check `folder`/site.toml. Raises SiteError with the file and the key that is wrong."""
    path = folder / "site.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SiteError(f"{path} does not exist; set COCKPIT_SITE to a folder that holds a site.toml") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SiteError(f"{path} is not valid TOML: {error}") from None
    try:
        return Site.model_validate({**values, "folder": folder})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SiteError(f"{path}: {where}: {first['msg']}") from None
