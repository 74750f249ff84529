"""What a wall reports of itself, checked before it is kept; and what it is told."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Mode = Literal["playing", "paused", "pinned"]
_NAME = r"^[a-z0-9_]{0,60}$"


class Report(BaseModel):
    """How a wall is: which scene, since when nothing was painted, memory, elements, frames, connections it lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    load_id: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    build: str = Field(pattern=r"^[a-f0-9]{0,32}$")
    scene: str = Field(pattern=_NAME)
    painted_seconds: float = Field(ge=0, le=1e9)
    heap_megabytes: float | None = Field(None, ge=0, le=1e6)
    nodes: int = Field(ge=0, le=10**7)
    frames: float = Field(ge=0, le=1000)
    lost: int = Field(ge=0, le=10**9)
    changes: int = Field(ge=0, le=10**9)
    drift_seconds: float = Field(ge=-1e9, le=1e9)
    width: int = Field(ge=0, le=100_000)
    height: int = Field(ge=0, le=100_000)
    faults: str = Field("", pattern=r"^[a-z0-9_, ]{0,200}$")


class Kept(Report):
    """A report as it is kept: of which wall, and when it came."""

    wall: str
    at: datetime


class Order(BaseModel):
    """What a wall was told last."""

    model_config = ConfigDict(frozen=True)
    mode: Mode = "playing"
    scene: str = ""
    event: str = ""
    step: int = 0
    serial: int = 0
