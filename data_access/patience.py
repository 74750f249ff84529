"""How long whoever asks will wait: what is left of it bounds every question to the database."""

from contextvars import ContextVar
from time import monotonic

_until: ContextVar[float | None] = ContextVar("until", default=None)


def begin(seconds: float) -> None:
    """From now on, in this thread, the database is asked for `seconds` and no longer; 0: for as long as it takes."""
    _until.set(monotonic() + seconds if seconds else None)


def is_used_up() -> bool:
    """Whether nobody waits any more: whatever is asked now is stopped at once."""
    until = _until.get()
    return until is not None and monotonic() >= until


def milliseconds_left() -> int:
    """What a question may still take, as PostgreSQL is told it: 0 is no limit, and an exhausted patience 1."""
    until = _until.get()
    return 0 if until is None else max(1, round(1000 * (until - monotonic())))
