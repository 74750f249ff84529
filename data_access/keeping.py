"""How long a site keeps what: rules of [retention] in site.toml."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

_PERIOD = re.compile(r"([1-9]\d{0,3}) (day|month|year)s?")


def _checked(period: str) -> str:
    if not _PERIOD.fullmatch(period):
        raise ValueError(f"'{period}' is not a period; periods look like '10 years', '18 months' or '180 days'")
    return period


# A stretch of time such as `10 years`, `18 months` or `180 days`.
Period = Annotated[str, AfterValidator(_checked)]


def day_before(period: Period, day: date) -> date:
    """The day that lies so long before `day`; the first of all days where there is none."""
    found = _PERIOD.fullmatch(period)
    number, unit = (int(found[1]), found[2]) if found else (0, "day")
    if unit == "day":
        return day - timedelta(days=number)
    months = day.year * 12 + day.month - 1 - number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) if year >= 1 else date.min


class Keep(BaseModel):
    """How long records of an entity are kept. A record is as old as the last day on which it counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    after: Period | None = Field(None, description="older records are deleted, such as `10 years`; their sums stay")
    persons_after: Period | None = Field(None, description="older records lose the hash of their person")


class Retention(BaseModel):
    """How long what is kept: a number of days, months or years. What is not named is kept for ever."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    quarantine: Period = Field("180 days", description="what could not be loaded, since it was last seen")
    entities: dict[str, Keep] = Field({}, description='by entity; `event = "10 years"` says `after` alone')

    @field_validator("entities", mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: {"after": each} if isinstance(each, str) else each for name, each in value.items()}
