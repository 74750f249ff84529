"""How often somebody may do something that takes long or fills the log: counted by each web process for itself."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter


class Often:
    """A number of times a minute, for each account apart."""

    def __init__(self, times: int) -> None:
        self._times = RateLimitItemPerMinute(times)
        self._once = RateLimitItemPerMinute(1)
        self._counted = FixedWindowRateLimiter(MemoryStorage())

    def allows(self, name: str) -> bool:
        """Whether the account may, once more."""
        return self._counted.hit(self._times, "done", name)

    def is_first_refusal(self, name: str) -> bool:
        """Whether it is refused for the first time in this minute; whoever goes on does not fill the log."""
        return self._counted.hit(self._once, "refused", name)
