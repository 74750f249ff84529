"""How often what screens ask for is kept already, told to Prometheus."""

from prometheus_client import Counter

_ASKED = Counter("cockpit_kept", "Drawings and numbers asked for, by whether they were kept", ["what", "kept"])


def counted(what: str, *, kept: bool) -> None:
    """One `drawing` (a panel, a figure) or `number` (an answer of the warehouse) more that was asked for."""
    _ASKED.labels(what, "yes" if kept else "no").inc()
