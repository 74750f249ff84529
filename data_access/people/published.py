"""What is published of a metric about people: the cells of a city by month, quarter and year, and sums of these."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from data_access.people.complements import Amounts, Flags
from data_access.people.division_tree import DivisionTree
from data_access.people.lattice import whole_months
from data_access.scope import Period

# Units of time that are decided, and how many months each has.
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Decided:
    """Cells of periods of one length: both sides of the metric, what is hidden, and what hidden ones leave open."""

    sides: Amounts
    hidden: Flags
    left: Amounts


@dataclass(frozen=True, slots=True)
class Cut:
    """Some periods of a table: their first days, the sides by period, place and member (0: all), what is hidden."""

    firsts: Sequence[date]
    sides: Amounts
    hidden: Flags

    def of(self, places: Sequence[int], members: Sequence[int]) -> "Cut":
        """Some places and members of it, in the order in which they are named."""
        return Cut(self.firsts, self.sides[:, :, places][:, :, :, members], self.hidden[:, places][:, :, members])

    def together(self) -> "Cut":
        """All its members as one, hidden where one of them is."""
        hidden: Flags = np.logical_or.reduce(self.hidden, axis=2, keepdims=True)
        return Cut(self.firsts, self.sides.sum(axis=3, keepdims=True), hidden)

    @property
    def there(self) -> Flags:
        """Where something was counted, or is hidden: that nothing stands in the place of what is hidden would tell."""
        found: Flags = self.sides.any(axis=0) | self.hidden
        return found


@dataclass(frozen=True, slots=True)
class Published:
    """What is published of a metric: in months, quarters and years, by division and by member of one dimension.

    A cut is made once and given to all who ask for it: nobody may change it.
    """

    tree: DivisionTree
    members: tuple[str, ...]
    months: Period
    cells: Mapping[str, Decided]
    _cuts: dict[Hashable, Cut] = field(default_factory=dict, compare=False, repr=False)

    def by(self, grain: str, period: Period | None = None) -> Cut:
        """The months, quarters or years that have ended and lie wholly within a period (None: all).

        Of a stock, of which only months are decided, a quarter or year is its last month. Raises ValueError for another
        grain.
        """
        if grain not in MONTHS_OF:
            raise ValueError(f"'{grain}' is no grain of published numbers; use one of {', '.join(MONTHS_OF)}")
        period = period or self.months
        if (grain, period) not in self._cuts:
            self._cuts[grain, period] = self._units(grain, period)
        return self._cuts[grain, period]

    def _units(self, grain: str, period: Period) -> Cut:
        length = MONTHS_OF[grain]
        found = self.cells.get(grain, self.cells["month"])
        step = 1 if grain in self.cells else length
        begun = _month_number(self.months.start)
        lying = [
            number
            for number in range(len(found.hidden) // step)
            if _first_day(begun + number * length) >= period.start
            and _first_day(begun + (number + 1) * length).toordinal() - 1 <= period.end.toordinal()
        ]
        # Parts of what is there anyway, not copies of it.
        at = slice((lying[0] + 1) * step - 1, (lying[-1] + 1) * step, step) if lying else slice(0)
        return Cut([_first_day(begun + number * length) for number in lying], found.sides[:, at], found.hidden[at])

    def over(self, period: Period) -> Cut:
        """One range of whole months.

        It is the sum of the years, quarters and months it is made of, and published where all of these are. Raises
        ValueError for a period that is not within the published months.
        """
        if not whole_months(period) or period.start < self.months.start or period.end > self.months.end:
            raise ValueError(f"{period.start} to {period.end} is not made of published months")
        if period not in self._cuts:
            self._cuts[period] = self._sum(period)
        return self._cuts[period]

    def _sum(self, period: Period) -> Cut:
        first, last = (_month_number(day) - _month_number(self.months.start) for day in (period.start, period.end))
        known = {grain: len(found.hidden) for grain, found in self.cells.items()}
        pieces = _pieces(first, last + 1, known)
        if len(pieces) == 1:
            grain, number = pieces[0]
            alone = slice(number, number + 1)
            return Cut([period.start], self.cells[grain].sides[:, alone], self.cells[grain].hidden[alone])
        total = sum(self.cells[grain].sides[:, number] for grain, number in pieces)
        hidden = np.any([self.cells[grain].hidden[number] for grain, number in pieces], axis=0)
        return Cut([period.start], np.asarray(total)[:, None], hidden[None])


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _pieces(first: int, last: int, known: Mapping[str, int]) -> list[tuple[str, int]]:
    """The years, quarters and months (grain and number) that the months from `first` to before `last` are made of."""
    found: list[tuple[str, int]] = []
    while first < last:
        for grain, length in (("year", 12), ("quarter", 3), ("month", 1)):
            if first % length == 0 and first + length <= last and first // length < known.get(grain, 0):
                found.append((grain, first // length))
                first += length
                break
    return found
