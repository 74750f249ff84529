"""What of a metric counts people or their cases, and is held to a minimum."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from data_access.people.complements import Amounts, is_small


class Counting(StrEnum):
    """What of a metric counts people or their cases, and is therefore held to the minimum.

    `numerator`: counts, and rates per so many residents. `denominator`: means, such as hours per case. `share`: the
    numerator is a part of the denominator; both are held to it, and so is their difference. `both`: one
    count for so many of another (returns for 100 dispatches). `cases`: what is told is an
    amount (hours, yuan), and the cases behind it are counted apart.
    """

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    BOTH = "both"
    SHARE = "share"
    CASES = "cases"


def counts_of(sides: Amounts, counting: Counting) -> Amounts:
    """Of numerators, denominators and, after them, cases what is held to the minimum: one count, of a share those
    inside and outside, of an amount the cases.
    """
    if counting is Counting.CASES:
        return sides[2:]
    numerator, denominator = sides[:2]
    if counting is Counting.BOTH:
        return np.stack([numerator, denominator])
    if counting is Counting.SHARE:
        # Where both are none or enough, so is the denominator, their sum.
        return np.stack([numerator, denominator - numerator])
    return np.stack([denominator if counting is Counting.DENOMINATOR else numerator])


def may_be_told(sides: Sequence[float], counting: Counting, minimum: int) -> bool:
    """Whether numbers may be told that are part of no table: the month to date of the whole city."""
    return not bool(is_small(counts_of(np.array(sides)[:, None], counting), minimum).any())
