"""From what is published to the cells that reads give."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.asking import Asked, filters
from data_access.cells import Cell, Cells
from data_access.dimension import LEVELS
from data_access.metric import Metric
from data_access.people.published import Cut, Published
from data_access.schema import UNMAPPED
from data_access.scope import Period


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame, by the names of its columns."""
    yield from frame.itertuples()


def lowest(places: pd.DataFrame, city: str) -> NDArray[np.object_]:
    """The lowest division that is known of each row: its township, else its county, else the city."""
    county, township = (places[level].to_numpy(dtype=object) for level in ("county", "township"))
    above = np.where(county == UNMAPPED, city, county)
    found: NDArray[np.object_] = np.where(township == UNMAPPED, above, township)
    return found


def last_month(period: Period) -> Period:
    """The month that a period ends with."""
    return Period.month(period.end.year, period.end.month)


def years_around(period: Period, closed: date) -> tuple[int, date]:
    """The first year and the last day of the table that answers a period; `closed` ends the last month that is over.

    Each year is decided by itself, so that a table may have more of them than are asked for: a month, its trend and the
    month a year before are of the same two years then, and are read and decided once.
    """
    if period.start.year >= closed.year - 1:
        return closed.year - 1, closed
    return period.start.year, min(closed, date(max(period.end.year, period.start.year + 1), 12, 31))


def told_cells(found: Published, cut: Cut, metric: Metric, asked: Asked, codes: Iterable[str]) -> Cells:
    """The cells of a cut that a question asks for, of some divisions: by what it names, or of all together."""
    further = [name for name in asked.by if name not in LEVELS]
    restricted = [set(wanted) for _name, wanted in filters(asked.scope)]
    members: list[int] = [0]
    if further or restricted:
        names = enumerate(found.members, 1)
        members = [number for number, name in names if all(name in wanted for wanted in restricted)]
    known = [code for code in codes if code in found.tree.places]
    chosen = cut.of([found.tree.places[code] for code in known], members)
    chosen = chosen if further or not restricted else chosen.together()
    told: Cells = {}
    numerators, denominators, hidden = (each.tolist() for each in (*chosen.sides[:2], chosen.hidden))
    for period, place, member in np.argwhere(chosen.there).tolist():
        names_of = {name: known[place] if name in LEVELS else found.members[members[member] - 1] for name in asked.by}
        key = tuple(names_of.values()) if asked.grain is None else (*names_of.values(), chosen.firsts[period])
        if hidden[period][place][member]:
            told[key] = Cell(None, None, True)
        else:
            below = None if metric.denominator is None else denominators[period][place][member]
            told[key] = Cell(numerators[period][place][member], below)
    return told


def cell_of(metric: Metric, row: Any) -> Cell:
    """A cell as it is told."""
    if not row.published:
        return Cell(None, None, True)
    return Cell(row.numerator, None if metric.denominator is None else row.denominator)
