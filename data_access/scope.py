"""The one typed value of everything a read may depend on: what is asked for, and what the viewer may see."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `start` to `end`, both included, in the site's time zone."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period ends on {self.end}, before it starts on {self.start}")

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """The calendar month."""
        return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    @property
    def days(self) -> int:
        """Number of days, at least 1."""
        return (self.end - self.start).days + 1

    @property
    def is_month(self) -> bool:
        """True where the period is one calendar month, whole."""
        return self == Period.month(self.start.year, self.start.month)

    def ends_with(self, unit: str) -> bool:
        """True where the last day is the last of a calendar month or year."""
        after = self.end + timedelta(days=1)
        return after.day == 1 and (unit == "month" or after.month == 1)

    def previous(self) -> "Period":
        """The period before (环比): the month before a month, else as many days before."""
        last = self.start - timedelta(days=1)
        if self.is_month:
            return Period.month(last.year, last.month)
        return Period(last - timedelta(days=self.days - 1), last)

    def year_earlier(self) -> "Period":
        """The same days of the year before (同比); 29 February becomes the 28th."""
        if self.is_month:
            return Period.month(self.start.year - 1, self.start.month)
        return Period(_year_before(self.start), _year_before(self.end))


def _year_before(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, last))


@dataclass(frozen=True, slots=True)
class Rights:
    """What a viewer may see. Frozen and hashable, part of every scope and so of every cache key.

    `cities` are those whose rows may be seen at all. `counties` or `townships`, at most one of them, are the only ones
    whose rows may be seen (None: all of the cities); of the cities themselves there are then public totals. `themes`
    are keys of the themes whose metrics may be seen (None: all). `depth` is the smallest level that may be asked for,
    `rows` whether single records may be opened.
    """

    cities: tuple[str, ...] = ()
    counties: tuple[str, ...] | None = None
    townships: tuple[str, ...] | None = None
    themes: tuple[str, ...] | None = None
    depth: str = "grid"
    rows: bool = True

    def __post_init__(self) -> None:
        if self.counties is not None and self.townships is not None:
            raise ValueError("rights name counties or townships, not both")

    @classmethod
    def everything(cls, cities: Iterable[str]) -> "Rights":
        """All of some cities: what jobs see."""
        return cls(tuple(cities))

    @property
    def level(self) -> str:
        """The level of the divisions that are seen whole: city, county or township."""
        if self.townships is not None:
            return "township"
        return "city" if self.counties is None else "county"

    @property
    def divisions(self) -> tuple[str, ...]:
        """The codes of the divisions that are seen whole."""
        return {"city": self.cities, "county": self.counties, "township": self.townships}[self.level] or ()

    def sees_theme(self, key: str) -> bool:
        """Whether metrics of a theme may be seen."""
        return self.themes is None or key in self.themes


@dataclass(frozen=True, slots=True)
class Scope:
    """All filters of a view and the rights of its viewer. Frozen and hashable: part of every cache key.

    `division` is a code of any level at or below the city (county 6, township 9, community 12 digits in
    the Chinese system; the level is looked up, never counted from the digits).
    """

    city: str
    period: Period
    rights: Rights
    as_of: date
    division: str | None = None
    kinds: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    extra: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    def during(self, period: Period) -> "Scope":
        """The same scope in another period."""
        return replace(self, period=period)

    def within(self, division: str | None) -> "Scope":
        """The same scope in another division."""
        return replace(self, division=division)
