"""How fast a platform is asked: not faster than declared, and not before the time it names itself."""

import threading
import time
from collections.abc import Callable

import httpx


class Pace:
    """The pace of one platform, shared by all its datasets and by all runs of a process."""

    def __init__(self) -> None:
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self, per_minute: float | None, sleep: Callable[[float], None]) -> None:
        """Take the next turn, and sleep until it has come."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + (60.0 / per_minute if per_minute else 0.0)
        if turn > now:
            sleep(turn - now)

    def told(self, headers: httpx.Headers, longest: float) -> None:
        """Heed what the platform says of the requests that are left; wait at most `longest` seconds for new ones."""
        remaining = _number(headers, "RateLimit-Remaining")
        reset = _number(headers, "RateLimit-Reset")
        if remaining is None or remaining > 0 or reset is None:
            return
        # Some write the seconds left, some the second since 1970.
        seconds = reset - time.time() if reset > 1e9 else reset
        with self._lock:
            self._next = max(self._next, time.monotonic() + max(0.0, min(seconds, longest)))


_paces: dict[str, Pace] = {}
_lock = threading.Lock()


def pace_of(url: httpx.URL) -> Pace:
    """The pace of the platform at `url`."""
    with _lock:
        return _paces.setdefault(f"{url.scheme}://{url.netloc.decode()}", Pace())


def _number(headers: httpx.Headers, name: str) -> float | None:
    text = headers.get(f"X-{name}", headers.get(name, "")).strip()
    return float(text) if text.isdecimal() and len(text) < 16 else None
