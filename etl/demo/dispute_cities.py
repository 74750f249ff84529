"""The cities whose disputes are told, and how their counties differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DisputeCity:
    """A city whose disputes are told: how many a day, since when, and how its counties differ.

    `letters` begin the numbers of its cases. `centre`: the county that was slow until its centre opened, when that was,
    and how slow it is since. `hot`: where disputes over estates grow, and since when.
    """

    code: str
    letters: str
    chronicle: str
    a_day: float
    slowness: Mapping[str, float]
    centre: tuple[str, date, float]
    hot: tuple[str, date]
    since: date = date.min


# Of each the two counties that show how it is done, and one that is slow.
ANQING = DisputeCity(
    "3408",
    "AQ",
    "mediation",
    10.0,
    {"340828": 0.8, "340803": 0.85, "340825": 1.5, "340827": 1.15},
    ("340825", date(2024, 7, 1), 0.9),
    ("340802", date(2026, 3, 1)),
)
# Its platform began with a year, so that nothing is known of earlier ones.
HUANGSHAN = DisputeCity(
    "3410",
    "HS",
    "mediation of 3410",
    14.0,
    {"341002": 0.85, "341023": 0.9, "341024": 1.3, "341021": 1.1},
    ("341024", date(2026, 4, 1), 1.0),
    ("341002", date(2026, 5, 1)),
    date(2023, 1, 1),
)
