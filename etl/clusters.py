"""Where more happens than chance would put there: Getis-Ord Gi* of areas, and which stand many tests at once."""

from collections.abc import Sequence
from math import nan, sqrt

import numpy as np
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

Numbers = NDArray[np.float64]
# Which areas are around each, itself included.
Around = Sequence[NDArray[np.intp]]


def contiguous(areas: Sequence[BaseGeometry], within: float) -> Around:
    """Of each area those that it touches, and itself; gaps up to `within` (in the unit of the coordinates) are none."""
    one, other = STRtree(areas).query(list(areas), predicate="dwithin", distance=within)
    order = np.lexsort((other, one))
    one, other = one[order], other[order]
    return np.split(other, np.searchsorted(one, np.arange(1, len(areas))))


def getis_ord(values: Numbers, around: Around) -> Numbers:
    """Gi* of each area with weights of 1 for all that is around it and for itself; NaN where all values are the same.

    Formula: J. K. Ord, A. Getis, Local Spatial Autocorrelation Statistics: Distributional Issues and an Application,
    Geographical Analysis 27 (1995), 286-306, equation 14 with the sums of G*.
    """
    number, mean = len(values), float(values.mean())
    spread = sqrt(max(0.0, float((values**2).mean()) - mean**2))
    sizes = np.array([len(each) for each in around], dtype="float64")
    if number < 2 or spread == 0:
        return np.full(number, nan)
    root = np.sqrt((number * sizes - sizes**2) / (number - 1))
    sums = sums_around(values, around)
    found: Numbers = np.full(number, nan)
    np.divide(sums - mean * sizes, spread * root, out=found, where=root > 0)
    return found


def sums_around(values: Numbers, around: Around) -> Numbers:
    """The sum of the values of all that is around each area."""
    return np.array([values[each].sum() for each in around], dtype="float64")


def by_chance(counts: Sequence[int], around: Around) -> Numbers:
    """How likely each area has at least its Gi* where the counts are shuffled over all areas.

    Of weights of 1, Gi* rises with the sum around the area alone; so this is how likely so many counts as there are
    areas around, drawn from all counts, make at least that sum. It is computed exactly, as the distribution of the sum
    of independent draws; for few events an area the normal distribution promises far too much.
    """
    values = np.array(counts, dtype="int64")
    single = np.bincount(values) / len(values)
    sums, found = sums_around(values.astype("float64"), around).astype("int64"), np.ones(len(values))
    reached: dict[int, Numbers] = {0: np.ones(1)}
    for size in range(1, max(len(each) for each in around) + 1):
        reached[size] = np.convolve(reached[size - 1], single)
    tails = {size: np.cumsum(each[::-1])[::-1] for size, each in reached.items()}
    for place, each in enumerate(around):
        found[place] = tails[len(each)][sums[place]]
    return np.minimum(found, 1.0)


def benjamini_hochberg(chances: Numbers) -> Numbers:
    """Each probability adjusted for how many were looked at: of those up to a bound, at most that share is by chance.

    Y. Benjamini, Y. Hochberg, Controlling the False Discovery Rate, Journal of the Royal Statistical Society B 57
    (1995), 289-300; it holds for neighbours, whose sums rise together (Y. Benjamini, D. Yekutieli, Annals of
    Statistics 29 (2001), 1165-1188).
    """
    order = np.argsort(chances, kind="stable")
    ranked = chances[order] * len(chances) / np.arange(1, len(chances) + 1)
    adjusted = np.empty_like(chances)
    adjusted[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return adjusted
