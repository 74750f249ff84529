"""How often what screens ask for is kept already, told to Prometheus."""

from prometheus_client import Counter

_ASKED = Counter("cockpit_kept", "Drawings and numbers asked for, by whether they were kept", ["what", "kept"])


# Whether there is room for counts (dashboard/serving/metrics.py).
_counting = [True]


def count(*, there_is_room: bool) -> None:
    """Count from now on, or not: where there is no room, a process that counts is ended by the system."""
    _counting[0] = there_is_room


def counted(what: str, *, kept: bool) -> None:
    """One `drawing` (a panel, a figure) or `number` (an answer of the warehouse) more that was asked for."""
    if not _counting[0]:
        return
    _ASKED.labels(what, "yes" if kept else "no").inc()
