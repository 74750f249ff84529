"""Monthly bulletins of 黄山 by county: calls of the hotline, volunteers with stars, certificates of service."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from etl.demo.dropping import Form
from etl.demo.forms import due, hand_in, last_day, monthly_sheet
from etl.demo.world import World

CITY = "3410"
# What a county reports of a month, from how many people live there and how much goes on that month.
_Row = Callable[[float, float, np.random.Generator], list[int]]
# Calls a month for each resident, of these answered and answered soon; seconds in the queue.
_CALLS, _ANSWERED, _SOON, _WAIT = 0.006, 0.965, 0.9, 13.0
# Volunteers for each resident, how many of a thousand of them have each star, certificates for each.
_VOLUNTEERS, _STARS, _CERTIFICATES = 0.155, (31, 12, 5, 2, 1), 0.0011
_PEOPLE = 1_330_000


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One form: its folder and title, its columns, and how a county fills it in."""

    folder: str
    title: str
    indicators: tuple[str, ...]
    row: _Row


def _calls(people: float, rhythm: float, dice: np.random.Generator) -> list[int]:
    offered = int(dice.poisson(people * _CALLS * rhythm))
    answered = int(dice.binomial(offered, _ANSWERED))
    soon = int(dice.binomial(answered, _SOON))
    return [offered, answered, soon, round(answered * _WAIT * dice.lognormal(0.0, 0.15))]


def _stars(people: float, rhythm: float, dice: np.random.Generator) -> list[int]:
    registered = int(people * _VOLUNTEERS)
    stars = [int(dice.binomial(registered, share / 1000)) for share in _STARS]
    return [registered, *stars, int(dice.poisson(registered * _CERTIFICATES * rhythm))]


BULLETINS = (
    Bulletin(
        "hotline_form",
        "12345热线话务月报表",
        ("话务 / 呼入（次）", "话务 / 接通（次）", "话务 / 15秒内接通（次）", "话务 / 排队等待（秒）"),
        _calls,
    ),
    Bulletin(
        "volunteer_form",
        "志愿服务统计月报表",
        (
            *("志愿者 / 在册志愿者（人）", "志愿者 / 一星（人）", "志愿者 / 二星（人）", "志愿者 / 三星（人）"),
            *("志愿者 / 四星（人）", "志愿者 / 五星（人）", "证明 / 出具服务证明（份）"),
        ),
        _stars,
    ),
)


def produce(world: World, data: Path) -> None:
    """Write the forms that are due. Raises OSError."""
    for bulletin in BULLETINS:
        hand_in(world, data / "drop" / bulletin.folder, f"黄山市{bulletin.title}", partial(sheet, world, bulletin))


def sheet(world: World, bulletin: Bulletin, month: date) -> Form:
    """The sheet of a month by county."""
    days = last_day(month).day
    rhythm = world.scale * sum(world.rhythm(month.replace(day=day + 1), 1.0) for day in range(days)) / days
    dice = world.dice(bulletin.folder, month)
    rows = [
        (name, bulletin.row(_PEOPLE * sum(each.weight for each in world.communities(code)), rhythm, dice))
        for code, name in world.counties(CITY).items()
    ]
    return monthly_sheet(bulletin.title, bulletin.indicators, month, due(month).date(), rows)
