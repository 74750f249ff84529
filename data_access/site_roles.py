"""Roles, and how people sign in: the site folder's roles.toml, or what holds where a site has none."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data_access.registry import METRICS
from data_access.rights import EVERY, Role
from data_access.site import SiteError
from data_access.toml_lines import line_of, lines_of

_DEFAULT = Path(__file__).with_name("default_roles.toml")
_KEY = r"^[a-z][a-z0-9_]*$"


class SignIn(BaseModel):
    """How local accounts are guarded, and how long a session lasts."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    failures: int = Field(5, ge=1, le=100, description="after how many wrong passwords an account is locked")
    lock_minutes: int = Field(15, ge=1, description="for how long")
    attempts_a_minute: int = Field(30, ge=1, description="sign-ins one address may try, whatever the account")
    idle_minutes: int = Field(60, ge=1, description="a session ends after so long without anybody doing anything")
    session_hours: float = Field(12, gt=0, description="and after so long in any case")
    screen_days: int = Field(365, ge=1, description="for how long a wall stays signed in; it has no idle time")
    password_length: int = Field(12, ge=8, le=128, description="the least number of characters of a password")


class OfClaim(BaseModel):
    """What somebody is given for a claim of the identity provider."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    value: str = Field(description="the value of the role claim, or one of its values")
    role: str = Field(description="a role of this file")
    divisions: tuple[str, ...] = Field((), description="codes of divisions.csv; none: what the division claim says")


class OpenId(BaseModel):
    """An OpenID Connect provider. Its client secret is in the environment (COCKPIT_OPENID_SECRET), never here."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    issuer: str = Field(
        pattern=r"^(https://|http://(127\.0\.0\.1|localhost)[:/])\S+$",
        description="its address; without TLS on loopback only. Below it lies `/.well-known/openid-configuration`",
    )
    client_id: str = Field(min_length=1, description="what the provider calls this cockpit")
    scopes: tuple[str, ...] = Field(("openid", "profile"), description="what is asked for")
    account_claim: str = Field("preferred_username", description="the claim with the login name")
    role_claim: str = Field("groups", description="the claim that says what somebody is; a text or a list of texts")
    division_claim: str = Field("", description="the claim with codes of divisions.csv; empty: none")
    roles: tuple[OfClaim, ...] = Field(min_length=1, description="the first that fits counts; who fits none stays out")


class DemonstrationAccount(BaseModel):
    """An account that a demonstration comes with; its password is made up and printed at the first start."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    account: str = Field(pattern=_KEY, description="the login name")
    role: str = Field(description="a role of this file")
    divisions: tuple[str, ...] = Field((), description="codes of divisions.csv; none: those of the role")


class SiteRoles(BaseModel):
    """Who may see what. A site without this file has six roles: leader, analyst, wall, data_engineer, auditor and
    administrator."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    sign_in: SignIn = Field(SignIn(), description="guards and lengths")
    openid: OpenId | None = Field(None, description="sign-in by the identity provider of the city; none: accounts here")
    roles: dict[str, Role] = Field(min_length=1, description="by key")
    exports_a_minute: int = Field(30, ge=1, description="files one account may take out")
    demonstration: tuple[DemonstrationAccount, ...] = Field((), description="accounts of a demonstration, else ignored")


def read_roles(folder: Path) -> SiteRoles:
    """The roles of a site. Raises SiteError with the file, the line and what is wrong."""
    path = folder / "roles.toml"
    path = path if path.is_file() else _DEFAULT
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SiteError(f"{path} is not valid TOML: {error}") from None
    try:
        found = SiteRoles.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        keys = ".".join(str(part) for part in first["loc"])
        raise _wrong(path, text, first["loc"], f"{keys}: {first['msg'].removeprefix('Value error, ')}") from None
    for place, sentence in _contradictions(found):
        raise _wrong(path, text, place, sentence)
    return found


def _wrong(path: Path, text: str, place: tuple[int | str, ...], sentence: str) -> SiteError:
    line = line_of(lines_of(text), place)
    return SiteError(f"{path} line {line}: {sentence}" if line else f"{path}: {sentence}")


def _contradictions(found: SiteRoles) -> list[tuple[tuple[int | str, ...], str]]:
    """What names something that does not exist, with its place in the file."""
    themes = {metric.theme.key for metric in METRICS.values()} | {EVERY}
    wrong: list[tuple[tuple[int | str, ...], str]] = []
    for key, role in found.roles.items():
        unknown = [theme for theme in role.themes if theme not in themes]
        if unknown:
            there = ", ".join(sorted(themes))
            wrong.append((("roles", key, "themes"), f"there is no theme '{unknown[0]}'; there are: {there}"))
        astray = [page for page in role.pages if page != EVERY and not page.startswith("/")]
        if astray:
            wrong.append((("roles", key, "pages"), f"'{astray[0]}' is no page; pages look like /mediation"))
    named: list[tuple[tuple[int | str, ...], str]] = [
        (("demonstration", at, "role"), each.role) for at, each in enumerate(found.demonstration)
    ]
    named += [(("openid", "roles", at, "role"), each.role) for at, each in enumerate(_claims(found))]
    wrong += [(place, f"there is no role '{role}' in this file") for place, role in named if role not in found.roles]
    return wrong


def _claims(found: SiteRoles) -> tuple[OfClaim, ...]:
    return found.openid.roles if found.openid else ()


def division_lists(found: SiteRoles) -> list[tuple[str, ...]]:
    """Every list of divisions in the file, for whoever knows which there are."""
    of_roles = [role.divisions for role in found.roles.values()]
    of_accounts = [each.divisions for each in found.demonstration]
    return [*of_roles, *of_accounts, *(each.divisions for each in _claims(found))]
