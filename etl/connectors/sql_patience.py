"""Ends a statement of SQLite that does not end: it knows no time-out of its own."""

from time import monotonic
from typing import Any

# After so many steps of its machine SQLite tells how long it has worked; longer than this it was its reader.
_STEPS, _PAUSE = 20_000, 0.5


class _Patience:
    """Counts how long SQLite works; how long its reader takes between two rows does not count."""

    def __init__(self, seconds: float) -> None:
        self._left, self._last = seconds, monotonic()

    def is_over(self) -> bool:
        """Told every few thousand steps of a statement; true ends it."""
        now = monotonic()
        self._left, self._last = self._left - min(now - self._last, _PAUSE), now
        return self._left < 0


def limit(driver: Any, seconds: float) -> None:
    """What is asked of this connection of sqlite3 from now on may take so long."""
    driver.set_progress_handler(_Patience(seconds).is_over, _STEPS)
