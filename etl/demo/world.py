"""What all simulated platforms have in common: a seed, a clock, the places, and the rhythm of days."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from etl.demo import story
from etl.demo.seeds import generator

Clock = Callable[[], datetime]

SITE = Path(__file__).parent / "site"
TIME_ZONE = ZoneInfo("Asia/Shanghai")
HISTORY_FROM = date(2020, 1, 1)
# How many more people live in an urban community, and how unequal communities are.
_URBAN = 2.6
_SPREAD = 0.5


@dataclass(frozen=True, slots=True)
class Community:
    """One community of divisions.csv; `weight` is its share of the people of its city (all together 1)."""

    code: str
    name: str
    urban: bool
    weight: float

    @property
    def township(self) -> str:
        """Code of the township."""
        return self.code[:9]

    @property
    def county(self) -> str:
        """Code of the county."""
        return self.code[:6]


def real_clock() -> datetime:
    """Now."""
    return datetime.now(UTC)


def hastened(speed: float) -> Clock:
    """A clock that runs `speed` times as fast as the real one, from a day ago until it has caught up with it.

    It is never ahead of it: nobody believes a platform that tells of the future.
    """
    began = real_clock()
    if speed == 1:
        return real_clock
    return lambda: min(began - timedelta(days=1) + speed * (real_clock() - began), real_clock())


@dataclass(frozen=True)
class World:
    """The same seed, first day, scale and clock give the same answers of every platform, file and table.

    `scale` multiplies how much happens. `clock` gives aware times, or naive ones that are local already.
    """

    seed: int = 1
    history_from: date = HISTORY_FROM
    clock: Clock = real_clock
    scale: float = 1.0
    site: Path = SITE

    @property
    def now(self) -> datetime:
        """The clock's time, with the zone of the cities."""
        moment = self.clock()
        return moment.astimezone(TIME_ZONE) if moment.tzinfo else moment.replace(tzinfo=TIME_ZONE)

    def dice(self, *names: object) -> np.random.Generator:
        """A random generator that depends on the seed and `names` only."""
        return generator(self.seed, *names)

    def rhythm(self, day: date, growth: float = 1.0) -> float:
        """How much more than usual happens on a day: weekday, season, holiday, flood, and `growth` a year until 2026.

        About 1 on average in the year 2026.
        """
        year = day.year + (day.timetuple().tm_yday - 1) / 365.25
        level = growth ** (year - story.REFERENCE_YEAR) * story.WEEKDAYS[day.weekday()] * story.MONTHS[day.month - 1]
        level *= story.HOLIDAY_FACTOR if day in story.holidays(day.year) else 1.0
        return float(level * (story.FLOOD_FACTOR if story.flooded(day) else 1.0))

    def communities(self, prefix: str) -> list[Community]:
        """The communities whose code begins with `prefix` (a city, county or township), by code; never none.

        Raises ValueError where there is none.
        """
        found = [each for each in self._every if each.code.startswith(prefix)]
        if not found:
            raise ValueError(f"{self.site / 'divisions.csv'} has no community whose code begins with {prefix}")
        return found

    def counties(self, city: str) -> dict[str, str]:
        """The names of the counties of a city that have communities, by code."""
        return {code: self._names[code] for code in sorted({each.county for each in self.communities(city)})}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {row["code"]: row["name_zh"] for row in self._divisions}

    @cached_property
    def _every(self) -> list[Community]:
        rows = [row for row in self._divisions if row["level"] == "community"]
        rows.sort(key=lambda row: row["code"])
        busy = generator("communities").lognormal(0.0, _SPREAD, len(rows))
        people = [
            float(luck) * (_URBAN if row["urban_rural"] == "urban" else 1.0)
            for luck, row in zip(busy, rows, strict=True)
        ]
        cities: dict[str, float] = {}
        for row, number in zip(rows, people, strict=True):
            cities[row["city_code"]] = cities.get(row["city_code"], 0.0) + number
        return [
            Community(row["code"], row["name_zh"], row["urban_rural"] == "urban", number / cities[row["city_code"]])
            for row, number in zip(rows, people, strict=True)
        ]

    @cached_property
    def _divisions(self) -> list[dict[str, str]]:
        with (self.site / "divisions.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
