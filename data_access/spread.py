"""How long cases took, in buckets that grow by 13 %: the bounds of a bucket, and between which a quantile lies."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor, log

# Each bucket ends 13 % above where it begins; cockpit.spread_bucket counts by the same factor.
FACTOR = 1.13
# Less than a second, as whole seconds count it, has a bucket of its own below that of one second.
NO_TIME = -1


def bucket_of(seconds: int) -> int:
    """The bucket that so many whole seconds are counted in."""
    return NO_TIME if seconds < 1 else floor(log(seconds) / log(FACTOR))


def bucket_bounds(bucket: int) -> tuple[float, float]:
    """The seconds at which a bucket begins, and those before which it ends. Raises ValueError for no bucket."""
    if bucket < NO_TIME:
        raise ValueError(f"there is no bucket {bucket}; the first is {NO_TIME}")
    return (0.0, 1.0) if bucket == NO_TIME else (FACTOR**bucket, FACTOR ** (bucket + 1))


def quantile(counts: Mapping[int, int], share: float) -> tuple[float, float] | None:
    """Between which seconds the shortest duration lies that at least `share` of the cases do not exceed.

    `counts`: how many cases each bucket holds. None without a case. Raises ValueError for a share not above 0 and up
    to 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"a share of {share} is not above 0 and up to 1")
    # 0.07 of 100 cases are 7, though the nearest number to 0.07 that a computer has is a little more.
    rank = ceil(Fraction(str(share)) * sum(counts.values()))
    for bucket in sorted(counts):
        rank -= counts[bucket]
        if rank <= 0 < counts[bucket]:
            return bucket_bounds(bucket)
    return None
