"""What 志愿黄山 knows of teams and honours: awards to teams, to projects and, as counts, to volunteers of a county."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.demo.chronicle import seconds
from etl.demo.drawing import NEVER, Numbers, places, step_by_step, texts
from etl.demo.story import DAY
from etl.demo.volunteering import Volunteering, planted, span
from etl.demo.world import World

# Teams that were or will be formed between these days; of these sorts; who ends soon after it was formed.
_TEAMS, _FIRST, _LAST = 620, datetime(2014, 1, 1), datetime(2031, 1, 1)
_SORTS, _SHARES = ("社区队", "单位队", "专业队", "党员队"), (0.52, 0.2, 0.12, 0.16)
_SHORT = 0.03
_MEMBERS = 22.0
# Awards are given on the days of learning from Lei Feng and of volunteers, since this year.
_AWARD_DAYS, _AWARDS_SINCE = ((3, 5), (12, 5)), 2017
_BEST_TEAMS, _BEST_PROJECTS, _COMMENDED = 8, 6, 24


Fractions = npt.NDArray[np.float64]


class VolunteerTeams:
    """Draws the teams and the awards of a world, a month at a time."""

    def __init__(self, world: World, story: Volunteering) -> None:
        self._world, self._story = world, story

    def teams(self, first: date, _dice: np.random.Generator) -> pd.DataFrame:
        """Teams formed in the month, with how many members; with the first month also those there were before."""
        start, end = self._told(first)
        found = self._every[self._every["formed"].between(start, end - 1)]
        seen = np.maximum(found["formed"].to_numpy(), span(first)[0])
        records = pd.DataFrame(
            {
                "key": [_key(team) for team in found.index],
                "community_code": [self._story.homes[spot].code for spot in found["spot"]],
                "team_type": found["sort"].to_numpy(),
                "members": found["members"].to_numpy(),
                "formed_date": texts(found["formed"].to_numpy()),
                "leader": planted("NAME", found.index.to_numpy()),
                "leader_mobile": planted("PHONE", found.index.to_numpy()),
            }
        )
        ended = found["ended"].to_numpy()
        over = np.where(ended < NEVER, np.maximum(ended, seen), NEVER)
        return step_by_step(records, {"seen": ("1", seen), "end_date": ("0", over)}).drop(columns="seen")

    def near(self, spots: Numbers, moments: Numbers, luck: Fractions) -> list[str | None]:
        """For each spot and moment the key of a team of its county that lasts: none where none was formed by then."""
        counties = np.array([home.county for home in self._story.homes])
        lasting = self._every[self._every["ended"] == NEVER]
        found = np.full(len(spots), -1)
        for county in np.unique(counties[spots]):
            mine = np.flatnonzero(counties[spots] == county)
            teams = lasting[counties[lasting["spot"]] == county]
            known = np.searchsorted(teams["formed"].to_numpy(), moments[mine])
            there = known > 0
            found[mine[there]] = teams.index.to_numpy()[(luck[mine[there]] * known[there]).astype(int)]
        return [None if team < 0 else _key(team) for team in found]

    def awards(self, first: date, _dice: np.random.Generator) -> pd.DataFrame:
        """Awards of the month; with the first month also those given before. Of volunteers it is told how many of a
        county were commended, never who."""
        start, end = self._told(first)
        parts = [self._given(day) for day in award_days(first.year) if start <= seconds(_noon(day)) < end]
        found = pd.concat(parts, ignore_index=True) if parts else _awards([])
        # A list of what changed tells nothing that changed before its month began.
        return found.assign(visible=np.maximum(found["visible"], span(first)[0]), state="1")

    @cached_property
    def _every(self) -> pd.DataFrame:
        """All teams there ever are, in the order in which they are formed: when and where, sort, members, end."""
        dice = self._world.dice("volunteers", "teams")
        count = max(40, int(_TEAMS * self._world.scale))
        formed = np.sort(dice.integers(seconds(_FIRST), seconds(_LAST), count))
        short = dice.random(count) < _SHORT
        return pd.DataFrame(
            {
                "formed": formed,
                "spot": places(self._story.homes, count, dice),
                "sort": dice.choice(_SORTS, count, p=_SHARES),
                "members": np.maximum(3, _MEMBERS * dice.lognormal(0.0, 0.5, count)).astype(int),
                "ended": np.where(short, formed + dice.integers(30, 150, count) * DAY, NEVER),
            }
        )

    def _told(self, first: date) -> tuple[int, int]:
        start, end = span(first)
        return 0 if first.replace(day=1) == self._world.history_from.replace(day=1) else start, end

    def _given(self, day: date) -> pd.DataFrame:
        dice = self._world.dice("volunteers", "awards", day)
        homes, given = self._story.homes, seconds(_noon(day))
        there = self._every[(self._every["formed"] < given) & (self._every["ended"] > given)]
        best = there.iloc[np.sort(dice.choice(len(there), _BEST_TEAMS, replace=False))]
        teams = [("优秀团队", homes[spot].code, 1, "支", _key(team)) for team, spot in best["spot"].items()]
        liked = places(homes, _BEST_PROJECTS, dice)
        projects = [("优秀项目", homes[spot].code, 1, "个", None) for spot in liked]
        counties = sorted({home.county for home in homes})
        people = [("嘉许志愿者", county, 8 + int(dice.poisson(_COMMENDED)), "人", None) for county in counties]
        told = given + DAY * int(dice.integers(1, 6))
        return _awards(
            [
                (f"RY{day:%y%m}{number:03d}", *row, f"{day}", told)
                for number, row in enumerate([*teams, *projects, *people])
            ]
        )


def award_days(until: int) -> Iterator[date]:
    """The days of awards up to the end of a year."""
    for year in range(_AWARDS_SINCE, until + 1):
        yield from (date(year, month, day) for month, day in _AWARD_DAYS)


def _awards(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    names = ("key", "award", "division_code", "amount", "unit", "team_no", "award_date", "visible")
    found = pd.DataFrame(rows, columns=list(names))
    # Who was commended stands in the platform; it must never be stored.
    return found.assign(winner=planted("NAME", found.index.to_numpy())).astype({"amount": "int64", "visible": "int64"})


def _key(team: Any) -> str:
    return f"TD{team:05d}"


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)
