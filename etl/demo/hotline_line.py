"""How the line of the simulated hotline was answered: calls offered, answered, answered within 15 seconds, by days."""

import calendar
from datetime import date, timedelta

import numpy as np
import pandas as pd

from etl.demo.chronicle import Chronicle
from etl.demo.drawing import HOUR
from etl.demo.story import DAY, EPOCH
from etl.demo.world import World

CITY = "3410"
_A_DAY, _ANSWERED, _QUICKLY = 150.0, 0.972, 0.91
# Whoever has a question calls and needs no ticket: on working days more do.
_AT_WEEKENDS = 0.55


def calls(world: World) -> Chronicle:
    """The list of daily counts; those of a day are there in the first hour of the next."""

    def draw(first: date, dice: np.random.Generator) -> pd.DataFrame:
        days = [first + timedelta(days=number) for number in range(calendar.monthrange(first.year, first.month)[1])]
        busy = np.array([_AT_WEEKENDS if day.weekday() >= 5 else 1.0 for day in days])
        offered = 1 + dice.poisson(_A_DAY * busy * world.scale)
        answered = dice.binomial(offered, _ANSWERED)
        told = {"HRZL": offered, "JTL": answered, "JT15": dice.binomial(answered, _QUICKLY)}
        visible = np.array([(day - EPOCH).days for day in days]) * DAY + DAY + HOUR // 2
        parts = [
            pd.DataFrame(
                {
                    "key": [f"{day:%Y%m%d}-{code}" for day in days],
                    "visible": visible,
                    "day": [day.isoformat() for day in days],
                    "indicator": code,
                    "number": numbers,
                    "area": CITY,
                }
            )
            for code, numbers in told.items()
        ]
        return pd.concat(parts, ignore_index=True)

    return Chronicle(world, "hotline calls", draw)
