"""Every setting of the cockpit, typed and read once from the environment by the composition roots."""

import os
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, IPvAnyNetwork, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_SECRETS = (
    *(f"COCKPIT_{name}_URL" for name in ("DATABASE", "WRITER", "READER", "APP", "PUBLISHER")),
    "COCKPIT_SECRET_KEY",
    "COCKPIT_OPENID_SECRET",
)
_PROJECT = Path(__file__).resolve().parent


class SettingsError(Exception):
    """A setting cannot be used; the sentence names it and says what it should be."""


class Settings(BaseSettings):
    """What differs from machine to machine. Each field is read from COCKPIT_<NAME>; empty means unset.

    `database_url` is an administrator's URL of a PostgreSQL server (None: the embedded one); `writer_url`,
    `reader_url`, `app_url` and `publisher_url` are what a process that may hold only some of them is given instead.
    `secret_key` signs cookies (None: one made at the first start), by `openid_secret` the identity provider knows this
    cockpit. Of `trusted_proxies` (addresses or networks, with commas) is believed whom they pass on, and whether over
    TLS; a request asks the database for `request_seconds` at most. `one_click` offers the roles of a demonstration on
    the sign-in page; at `metrics_port` Prometheus asks (0: nowhere). A secret may stand in a file that
    COCKPIT_<NAME>_FILE names.
    """

    model_config = SettingsConfigDict(env_prefix="COCKPIT_", env_ignore_empty=True, extra="ignore", frozen=True)

    site: Path = _PROJECT / "etl" / "demo" / "site"
    data: Path = _PROJECT / "var"
    host: str = "127.0.0.1"
    port: int = Field(default=8050, ge=1, le=65535)
    platform_port: int = Field(default=8051, ge=1, le=65535)
    metrics_port: int = Field(default=8052, ge=0, le=65535)
    database_url: str | None = Field(default=None, repr=False)
    writer_url: str | None = Field(default=None, repr=False)
    reader_url: str | None = Field(default=None, repr=False)
    app_url: str | None = Field(default=None, repr=False)
    publisher_url: str | None = Field(default=None, repr=False)
    secret_key: str | None = Field(default=None, repr=False, min_length=32)
    openid_secret: str | None = Field(default=None, repr=False)
    one_click: bool = True
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = ()
    request_seconds: float = Field(default=20, gt=0, le=600)
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _listed(cls, given: Any) -> Any:
        return [part.strip() for part in given.split(",") if part.strip()] if isinstance(given, str) else given


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsError with the variable that is wrong and why."""
    try:
        return Settings(**_from_files())
    except ValidationError as error:
        first = error.errors()[0]
        variable = "COCKPIT_" + str(first["loc"][0]).upper()
        given = os.environ.get(variable, "")
        shown = "" if variable in _SECRETS else f" (given: {given!r})"
        raise SettingsError(f"{variable}: {first['msg']}{shown}") from None


def _from_files() -> dict[str, Any]:
    """The secrets that stand in files, by field. Raises SettingsError where one cannot be read."""
    found = {}
    for variable in _SECRETS:
        path = os.environ.get(f"{variable}_FILE")
        if not path:
            continue
        try:
            found[variable.removeprefix("COCKPIT_").lower()] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{variable}_FILE: {path} cannot be read ({error}): put the secret there") from None
    return found
