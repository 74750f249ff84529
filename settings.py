"""Every setting of the cockpit, typed and read once from the environment by the composition roots."""

import os
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

_PROJECT = Path(__file__).resolve().parent


class SettingsError(Exception):
    """A setting cannot be used; the sentence names it and says what it should be."""


class Settings(BaseSettings):
    """What differs from machine to machine. Each field is read from COCKPIT_<NAME>; empty means unset.

    `database_url` is an administrator's URL of a PostgreSQL server (None: the embedded one); `writer_url` and
    `reader_url` are what a process that may hold only one of them is given instead.
    """

    model_config = SettingsConfigDict(env_prefix="COCKPIT_", env_ignore_empty=True, extra="ignore", frozen=True)

    site: Path = _PROJECT / "etl" / "demo" / "site"
    data: Path = _PROJECT / "var"
    host: str = "127.0.0.1"
    port: int = Field(default=8050, ge=1, le=65535)
    platform_port: int = Field(default=8051, ge=1, le=65535)
    database_url: str | None = Field(default=None, repr=False)
    writer_url: str | None = Field(default=None, repr=False)
    reader_url: str | None = Field(default=None, repr=False)
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsError with the variable that is wrong and why."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        variable = "COCKPIT_" + str(first["loc"][0]).upper()
        given = os.environ.get(variable, "")
        shown = "" if variable.endswith("_URL") else f" (given: {given!r})"
        raise SettingsError(f"{variable}: {first['msg']}{shown}") from None
