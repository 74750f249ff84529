"""Intervals and rank ranges, so that only what differs is ranked."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import sqrt

# Two-sided 95 %: the 97.5 % point of the standard normal distribution.
_Z = 1.959963984540054
# Under this many cases nothing is judged: good, bad or how the cases are spread.
JUDGEMENT_MINIMUM = 12
# Under this many cases a member is not ranked.
RANKING_MINIMUM = 30


def wilson_interval(successes: float, cases: float) -> tuple[float, float] | None:
    """The 95 % score interval of a share, as two shares between 0 and 1; None without cases.

    Formula: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.
    Raises ValueError where the share is not between 0 and 1.
    """
    if cases <= 0:
        return None
    if not 0 <= successes <= cases:
        raise ValueError(f"{successes} of {cases} is not a share; check the numerator of the metric")
    share = successes / cases
    spread = _Z * sqrt(share * (1 - share) / cases + _Z**2 / (4 * cases**2))
    middle = share + _Z**2 / (2 * cases)
    scale = 1 + _Z**2 / cases
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def rank_ranges(intervals: Sequence[tuple[float, float] | None], *, high_is_good: bool) -> list[tuple[int, int] | None]:
    """For each member the best and the worst rank its interval allows; None for members not ranked (None).

    A member is placed behind another only where their intervals do not overlap at all: a cautious rule
    that never claims an order the data do not show.
    """
    ranked = [interval for interval in intervals if interval is not None]
    lows, highs = sorted(low for low, _high in ranked), sorted(high for _low, high in ranked)
    ranges: list[tuple[int, int] | None] = []
    for interval in intervals:
        if interval is None:
            ranges.append(None)
            continue
        above, below = len(ranked) - bisect_right(lows, interval[1]), bisect_left(highs, interval[0])
        better, worse = (above, below) if high_is_good else (below, above)
        ranges.append((1 + better, len(ranked) - worse))
    return ranges
