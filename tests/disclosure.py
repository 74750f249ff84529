"""What somebody can work out from published sums: exact linear algebra, and bounds where no count is negative."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd

Cell = frozenset[int]
_Row = dict[int, int]


class Known:
    """The space of all sums that published cells tell; a cell is the set of the smallest cells it is the sum of."""

    def __init__(self, published: Iterable[Cell]) -> None:
        self._rows: dict[int, _Row] = {}
        for cell in published:
            left = self._reduced(cell)
            if left:
                # Whole numbers stay whole and small, which is ten times as fast as fractions and as exact.
                lead = min(left)
                shared = gcd(*left.values()) * (1 if left[lead] > 0 else -1)
                self._rows[lead] = {place: value // shared for place, value in left.items()}

    def tells(self, cell: Cell) -> bool:
        """Whether adding the cell would not raise the rank: its value follows from what is published."""
        return not self._reduced(cell)

    def _reduced(self, cell: Cell) -> _Row:
        """A multiple of what is left of the cell when all that is known of it is taken away."""
        left = dict.fromkeys(cell, 1)
        while True:
            lead = next((place for place in sorted(left) if place in self._rows), None)
            if lead is None:
                return left
            row = self._rows[lead]
            shared = gcd(left[lead], row[lead])
            times, factor = row[lead] // shared, left[lead] // shared
            if times != 1:
                left = {place: value * times for place, value in left.items()}
            for place, value in row.items():
                changed = left.get(place, 0) - factor * value
                if changed:
                    left[place] = changed
                else:
                    left.pop(place, None)


def narrowed(published: Sequence[Cell], values: Mapping[int, float], cell: Cell) -> bool:
    """Whether a cell can have one value only, given all published sums and that nothing is negative.

    The smallest cells could have other values exactly where they can be moved from their true ones: by amounts that
    leave every published sum as it is, take nothing from what is empty, and change the cell.
    """
    places = sorted(set().union(*published, cell))
    return not any(_can_move(published, places, values, cell, Fraction(step)) for step in (1, -1))


def _can_move(
    published: Sequence[Cell], places: Sequence[int], values: Mapping[int, float], cell: Cell, step: Fraction
) -> bool:
    columns = [(place, 1) for place in places] + [(place, -1) for place in places if values.get(place, 0) > 0]
    rows = [[Fraction(sign * (place in each)) for place, sign in columns] for each in published]
    rows.append([step * sign * (place in cell) for place, sign in columns])
    return _has_solution(rows, [Fraction(0)] * len(published) + [Fraction(1)])


def _has_solution(rows: list[list[Fraction]], right: list[Fraction]) -> bool:
    """Whether rows · x = right has a solution with x ≥ 0: the first phase of the simplex method, by Bland's rule."""
    size = len(rows[0])
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    basis = list(range(size, size + len(rows)))
    cost = [-sum((row[place] for row in table), Fraction(0)) for place in range(size + 1)]
    while cost[-1] < 0:
        entering = next((place for place in range(size) if cost[place] < 0), None)
        if entering is None:
            return False
        ratios = [(row[-1] / row[entering], basis[at], at) for at, row in enumerate(table) if row[entering] > 0]
        _, _, leaving = min(ratios)
        _pivot(table, cost, leaving, entering)
        basis[leaving] = entering
    return True


def _pivot(table: list[list[Fraction]], cost: list[Fraction], leaving: int, entering: int) -> None:
    pivot = table[leaving][entering]
    table[leaving] = [value / pivot for value in table[leaving]]
    for row in (*(row for at, row in enumerate(table) if at != leaving), cost):
        factor = row[entering]
        if factor:
            for place, value in enumerate(table[leaving]):
                if value:
                    row[place] -= factor * value
