"""What volunteers of 黄山 really do, before any platform tells it: activities, who serves at them, and when."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.demo.chronicle import seconds
from etl.demo.drawing import HOUR, Numbers, Sort, daytime, moments, places, sorts
from etl.demo.story import DAY, seconds_of
from etl.demo.world import Community, World

CITY = "3410"
SMART_COUNTY = "341003"
MINUTE = 60
# Service fields; the code is 志愿黄山's own. Who organises most of it is said in other words by every platform.
FIELDS = (
    Sort("01", 0.20, 0, "民政局"),
    Sort("02", 0.09, 0, "团委"),
    Sort("03", 0.05, 0, "司法局"),
    Sort("04", 0.17, 0, "生态环境局"),
    Sort("05", 0.19, 0, "文明办"),
    Sort("06", 0.08, 0, "卫健委"),
    Sort("07", 0.04, 0, "应急管理局"),
    Sort("08", 0.10, 0, "文旅局"),
    Sort("09", 0.06, 0, "团委"),
    Sort("99", 0.02, 0, "文明办"),
)
# Where an activity is organised: 志愿黄山, 慧力生活 (in its district only), 新时代文明实践.
CLOUD, SMART, PRACTICE = range(3)
# Of the activities in its district that are not 新时代文明实践's, 慧力生活 has this share.
_PRACTICE, _SMART = 0.16, 0.5
_ACTIVITIES_A_DAY, _GROWTH = 7.0, 1.1
_PEOPLE = 6.0
# A service is told by the platform it was organised on; this share of each, by others too.
SHARED = {(SMART, CLOUD): 0.6, (PRACTICE, CLOUD): 0.55, (CLOUD, SMART): 0.3, (CLOUD, PRACTICE): 0.06}
_REGISTERED, _FIRST, _LAST = 56_000, datetime(2016, 1, 1), datetime(2031, 1, 1)
_KEPT = 120


@dataclass(frozen=True, slots=True)
class Month:
    """Activities that begin in a month, and who serves at them: one row a person and activity, `activity` its row.

    Times are local seconds; nobody serves twice on a day, so nothing of this overlaps.
    """

    activities: pd.DataFrame
    services: pd.DataFrame


class Volunteering:
    """The volunteers of a world. The same world tells the same story to every platform."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._months: OrderedDict[date, Month] = OrderedDict()

    @cached_property
    def homes(self) -> list[Community]:
        """The communities of the city."""
        return self._world.communities(CITY)

    @cached_property
    def registered(self) -> Numbers:
        """When each volunteer registers, in order; the place is the volunteer's number."""
        count = max(200, int(_REGISTERED * self._world.scale))
        dice = self._world.dice("volunteers", "registered")
        return np.sort(dice.integers(seconds(_FIRST), seconds(_LAST), count))

    @cached_property
    def home(self) -> Numbers:
        """The home of each volunteer, a place in `homes`."""
        return places(self.homes, len(self.registered), self._world.dice("volunteers", "homes"))

    def month(self, first: date) -> Month:
        """What happens in the month of `first`."""
        if first not in self._months:
            self._months[first] = self._draw(first, self._world.dice("volunteering", first))
        while len(self._months) > _KEPT:
            self._months.popitem(last=False)
        return self._months[first]

    def told_by(self, services: pd.DataFrame, platform: int) -> npt.NDArray[np.bool_]:
        """Which of the services a platform tells: its own, and a share of those of others."""
        told = services["origin"].to_numpy() == platform
        for (origin, teller), share in SHARED.items():
            if teller == platform:
                told |= (services["origin"].to_numpy() == origin) & (services[f"luck_{teller}"].to_numpy() < share)
        return np.asarray(told & ((platform != SMART) | services["smart"].to_numpy(dtype=bool)))

    def _draw(self, first: date, dice: np.random.Generator) -> Month:
        begun = daytime(moments(self._world, first, _ACTIVITIES_A_DAY, _GROWTH, dice))
        spots, kinds = places(self.homes, len(begun), dice), sorts(FIELDS, len(begun), dice)
        lasting = np.clip(dice.lognormal(0.75, 0.45, len(begun)), 1.0, 7.0)
        smart = np.array([self.homes[spot].county == SMART_COUNTY for spot in spots], dtype=bool)
        luck = dice.random(len(begun))
        origins = np.where(smart & (luck < _SMART), SMART, CLOUD)
        origins[dice.random(len(begun)) < _PRACTICE] = PRACTICE
        activities = pd.DataFrame(
            {
                "number": np.arange(len(begun)),
                "begun": begun,
                "ended": begun + (lasting * HOUR).astype(np.int64) // (15 * MINUTE) * (15 * MINUTE),
                "spot": spots,
                "field": kinds,
                "origin": origins,
                "smart": smart,
                "people": 2 + dice.poisson(_PEOPLE, len(begun)),
            }
        )
        return Month(activities, self._serve(activities, dice))

    def _serve(self, activities: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
        which = np.repeat(np.arange(len(activities)), activities["people"])
        rows = activities.iloc[which]
        services = pd.DataFrame(
            {
                "activity": which,
                "person": self._people(rows, dice),
                "begun": rows["begun"].to_numpy() + dice.integers(-10 * MINUTE, 10 * MINUTE, len(which)),
                "ended": rows["ended"].to_numpy() + dice.integers(-15 * MINUTE, 10 * MINUTE, len(which)),
                **{name: rows[name].to_numpy() for name in ("spot", "field", "origin", "smart")},
                **{f"luck_{platform}": dice.random(len(which)) for platform in (CLOUD, SMART, PRACTICE)},
                "fate": dice.random(len(which)),
            }
        )
        services["day"] = services["begun"] // DAY
        return services.drop_duplicates(["person", "day"], ignore_index=True).drop(columns="day")

    def _people(self, rows: pd.DataFrame, dice: np.random.Generator) -> Numbers:
        """Whoever is registered by then and lives in the same county; a few are there again and again."""
        counties = np.array([home.county for home in self.homes])
        of_person, of_row = counties[self.home], counties[rows["spot"].to_numpy()]
        luck, found = dice.random(len(rows)) ** 1.7, np.zeros(len(rows), dtype=np.int64)
        begun = rows["begun"].to_numpy()
        for county in np.unique(of_row):
            mine = np.flatnonzero(of_row == county)
            people = np.flatnonzero(of_person == county)
            known = np.maximum(np.searchsorted(self.registered[people], begun[mine]), 1)
            found[mine] = people[(luck[mine] * known).astype(np.int64)]
        return found


def identities(people: Numbers) -> list[str]:
    """What stands in a platform for the identity number of each volunteer; it must never be stored."""
    return [f"PLANTED-ID-{person:06d}X" for person in people]


def planted(what: str, numbers: Numbers) -> list[str]:
    """Personal words, one a number, that must never be stored."""
    return [f"PLANTED-{what}-{number}" for number in numbers]


def span(first: date) -> tuple[int, int]:
    """The local seconds with which the month of `first` and the one after it begin."""
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return seconds_of(first.replace(day=1)), seconds_of(after)
