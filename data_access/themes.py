"""Which kinds of things lie in a theme: row-level security knows kinds, roles name themes."""

from functools import cache

from data_access.registry import METRICS
from data_access.schema.kinds import KINDS


@cache
def kinds_of(themes: tuple[str, ...] | None) -> tuple[str, ...]:
    """The kinds whose rows are counted, or divided by, in metrics of some themes; None: every kind there is."""
    if themes is None:
        return tuple(sorted({kind for each in KINDS.values() for kind in each}))
    sides = [side for metric in METRICS.values() if metric.theme.key in themes for side in metric.terms]
    return tuple(sorted({kind for side in sides for kind in dict(side.where).get("kind", KINDS[side.mart])}))
