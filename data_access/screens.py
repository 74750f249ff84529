"""Walls of a site: what each shows, how long, in which shape, and what plays at night or while something is up."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data_access.site_text import SiteText

_KEY = r"^[a-z][a-z0-9_]*$"
_MOMENT = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class Showing(BaseModel):
    """One turn of a round: a scene and how long it stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    scene: str = Field(pattern=_KEY, description="the name of a scene: overview, grid, mediation, …")
    seconds: int = Field(30, ge=5, le=3600, description="how long it is shown")


class Night(BaseModel):
    """What holds from one time of day to another, over midnight too."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    begins: str = Field(pattern=_MOMENT, description="from when, such as `22:00`")
    ends: str = Field(pattern=_MOMENT, description="until when, such as `06:30`")
    theme: Literal["dark", "light"] = Field("dark", description="its colours")
    dim: bool = Field(True, description="less bright than by day")
    playlist: tuple[Showing, ...] = Field((), description="what is shown then; none: the same as by day")


class EventRound(BaseModel):
    """A round that somebody begins and ends at the page 大屏, such as 防汛. The wall names it as long as it plays."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str = Field(pattern=_KEY, description="its key")
    name: SiteText = Field(description="what the wall calls it")
    playlist: tuple[Showing, ...] = Field(min_length=1, description="what is shown meanwhile")


class Screen(BaseModel):
    """What walls show that are added with `python -m dashboard screens add NAME --playlist KEY`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str = Field(pattern=_KEY, description="its name in the address: `/wall/KEY`")
    name: SiteText = Field(description="what it is called")
    city: str = Field("", description="code of the city it shows; none: the first that the wall's role sees")
    division: str = Field("", description="code of divisions.csv it shows; none: the whole city, or what the role sees")
    canvas: str = Field(
        "auto",
        pattern=r"^(auto|[1-9][0-9]{2,3}x1080|1080x(1[6-9]|[2-4][0-9])[0-9]{2})$",
        description="`auto`: the shape of the window; `3564x1080`, or `1080x1920` on end, where the wall has another",
    )
    language: Literal["", "zh", "en"] = Field("", description="of its texts; none: the first of `languages`")
    theme: Literal["dark", "light"] = Field("dark", description="its colours by day")
    text_step: int = Field(0, ge=0, le=2, description="by how many sizes small texts are larger, for far eyes")
    refresh: Literal["data", "turn"] = Field(
        "data", description="when numbers are drawn anew: with new data, or when the scene comes up again"
    )
    refresh_seconds: int = Field(5, ge=2, le=60, description="how often it asks whether anything is new")
    lost_seconds: int = Field(30, ge=10, le=600, description="after how long without an answer it says so")
    quiet_hour: str = Field("04:00", pattern=_MOMENT, description="when it loads itself anew, once a day")
    heap_megabytes: int = Field(512, ge=64, description="from how much memory of its scripts on it loads itself anew")
    shift: bool = Field(True, description="moves by two pixels every hour, so that no line burns in")
    playlist: tuple[Showing, ...] = Field(min_length=1, description="what is shown, in this order, again and again")
    night: Night | None = Field(None, description="what holds at night; none: the same as by day")
    events: tuple[EventRound, ...] = Field((), description="rounds that interrupt this one")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.night and self.night.begins == self.night.ends:
            raise ValueError(f"screen '{self.key}': its night begins when it ends, at {self.night.ends}")
        keys = [each.key for each in self.events]
        if repeated := next((key for key in keys if keys.count(key) > 1), None):
            raise ValueError(f"screen '{self.key}': two events have the key '{repeated}'; give one of them another")
        return self

    @property
    def showings(self) -> tuple[Showing, ...]:
        """Every turn of all its rounds."""
        at_night = self.night.playlist if self.night else ()
        return (*self.playlist, *at_night, *(each for event in self.events for each in event.playlist))
