"""Who somebody is on the screen and what they may see: roles as the site declares them, and the viewer of a request."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from data_access.site_text import SiteText

# Whatever there is of something: pages, themes.
EVERY = "*"

Depth = Literal["city", "county", "township", "community", "grid"]


class Role(BaseModel):
    """What an account of this role may see and do. An account may name divisions of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: SiteText = Field(description="what the screen calls it")
    note: SiteText = Field(SiteText(zh="", en=""), description="what it sees, in a few words")
    pages: tuple[str, ...] = Field((), description='addresses of the pages it may open, such as `"/"`; `"*"`: all')
    themes: tuple[str, ...] = Field((), description='themes of the metrics it may see; `"*"`: all')
    divisions: tuple[str, ...] = Field((), description="codes of divisions.csv it sees; none: all cities of the site")
    depth: Depth = Field("township", description="the smallest divisions it may go down to")
    export: bool = Field(False, description="may take numbers out as files")
    case_rows: bool = Field(False, description="may open single records, which never carry a person")
    audit: bool = Field(False, description="may read who signed in and did what")
    accounts: bool = Field(False, description="may add, disable and reset accounts and screens")
    walls: bool = Field(False, description="may pause, step and pin what walls show, and begin their events")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, as one value: every read, page and cache key of a request depends on it and on nothing else.

    `name` is the login name of an office's account or the name of a screen, never that of a person. `divisions` are
    the codes it sees: those of the account, else of the role; none are all cities of the site. `playlist` is what a
    wall plays; `must_change` that nothing opens before the first password was replaced.
    """

    name: str
    role_key: str
    role: Role
    divisions: tuple[str, ...] = ()
    playlist: str = ""
    screen: bool = False
    must_change: bool = False

    def may_open(self, path: str) -> bool:
        """Whether the page at `path` is one of the role's."""
        return EVERY in self.role.pages or path in self.role.pages

    @property
    def only_walls(self) -> bool:
        """Whether the pages of the role are scenes of walls, and nothing else."""
        return bool(self.role.pages) and all(f"{page}/".startswith("/wall/") for page in self.role.pages)

    def may_see(self, theme: str) -> bool:
        """Whether metrics of the theme (its key) are the role's."""
        return EVERY in self.role.themes or theme in self.role.themes
