"""Numbers about people at equal maturity: of the whole city, and only where what came later is not a few either."""

from datetime import date, timedelta

import numpy as np

from data_access.asking import Asked, filters
from data_access.cells import Cell
from data_access.metric import Text
from data_access.people.complements import Amounts, is_small
from data_access.people.counting import Counting, counts_of
from data_access.value import Refusal, RefusedError

_CITY_ONLY = Refusal(
    "city_only",
    Text(
        "该指标涉及人，同成熟度只看全市，不作筛选，且只比到已过完的整日。",
        "This metric is about people; at equal maturity it is told of the whole city only, not filtered, and up to the "
        "last day that is over.",
    ),
)


def assert_told_whole(asked: Asked, level: str, until: date) -> None:
    """Raises RefusedError but for whole months of the city, as many days after their end as a month that has just
    ended is old at the reading: whoever asks day by day would learn what came on each.
    """
    age = until - asked.scope.period.end
    newest_end = asked.scope.as_of - timedelta(days=1) - age
    if level != "city" or filters(asked.scope) or (newest_end + timedelta(days=1)).day != 1 or age.days < 0:
        raise RefusedError(_CITY_ONLY)


def told(then: Cell, now: Cell, counting: Counting, minimum: int) -> Cell:
    """What was known then, withheld where it is small or what came since is: the number of today is told too."""
    before, after = _amounts(then, counting), _amounts(now, counting)
    few = is_small(before, minimum) | is_small(np.abs(after - before), minimum)
    return Cell(None, None, True) if now.withheld or few.any() else then


def _amounts(cell: Cell, counting: Counting) -> Amounts:
    return counts_of(np.array([[cell.numerator or 0.0], [cell.denominator or 0.0]]), counting)
