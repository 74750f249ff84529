"""How often somebody may do something that takes long or fills the log."""

from typing import cast

from limits import RateLimitItemPerMinute
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from dashboard.access.counted import Counts


class Often:
    """A number of times a minute, for each account apart; `counts` says where it is counted."""

    def __init__(self, times: int, counts: Counts) -> None:
        self._times = RateLimitItemPerMinute(times)
        self._once = RateLimitItemPerMinute(1)
        where, how = counts
        self._counted = FixedWindowRateLimiter(cast(Storage, storage_from_string(where, **how)))

    def allows(self, name: str) -> bool:
        """Whether the account may, once more."""
        return self._counted.hit(self._times, "done", name)

    def is_first_refusal(self, name: str) -> bool:
        """Whether it is refused for the first time in this minute; whoever goes on does not fill the log."""
        return self._counted.hit(self._once, "refused", name)
