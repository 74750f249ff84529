"""What a metric is: one number of the cockpit, defined once and read everywhere."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class Direction(StrEnum):
    """Which way is good. Intake counts (calls, demands, disputes found) have none."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class Sensitivity(StrEnum):
    """`public`: things, facilities, tasks. `protected`: people, households, disputes, wishes, calls."""

    PUBLIC = "public"
    PROTECTED = "protected"


class Certainty(StrEnum):
    """How sure the definition is, as the glossary shows it."""

    VERIFIED = "verified"
    SECOND_HAND = "second_hand"
    INFERRED = "inferred"
    TO_CONFIRM = "to_confirm"


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the two languages of the interface."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in `language` ('zh' or 'en')."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Theme:
    """What metrics are about, as the glossary groups them and roles name them."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True)
class Term:
    """One side of a metric: measures of one mart added up (`minus` taken off) over the rows that meet `where`.

    `where` names dimensions and the members that count. A `stock` is the sum of all days until the end of the period:
    how many there are then; any other term counts the days of the period.
    """

    mart: str
    plus: tuple[str, ...]
    name: Text
    minus: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    stock: bool = False

    @property
    def counted(self) -> tuple[object, ...]:
        """What it counts, whatever it is called: two terms with the same count the same."""
        return (self.mart, frozenset(self.plus), frozenset(self.minus), frozenset(self.where), self.stock)


def term(
    mart: str,
    *measures: str,
    name: Text,
    minus: tuple[str, ...] = (),
    stock: bool = False,
    **where: str | tuple[str, ...],
) -> Term:
    """A Term with its conditions as words: `term("event", "closed", name=..., kind="grid_event")`."""
    conditions = tuple((key, (each,) if isinstance(each, str) else each) for key, each in sorted(where.items()))
    return Term(mart, measures, name, minus, conditions, stock)


@dataclass(frozen=True, slots=True)
class Change:
    """Since when a metric is defined as it is, and what was different before."""

    since: date
    said: Text


FIRST = Change(date(2026, 11, 22), Text("首次定义。", "First defined."))


@dataclass(frozen=True, slots=True)
class Metric:
    """One measured number: `scale * numerator / denominator`, or `scale * numerator` for a count.

    A denominator of another mart (residents, communities, registered volunteers) is of the same place and period, and
    of everything there: what else a scope or a breakdown asks for it cannot know. `scale` turns the quotient into
    `unit` (100 for percent, 1/3600 for seconds shown as hours).

    `maturity_lag_days` is how long after a period's end its value may still move; `matured_by` the key of the metric
    that says how much of it is in. `complete_days_only` leaves out the day of the reading and what lies after it: a
    deadline that has not passed yet is neither kept nor missed. `comparable_over_time` is False for what is counted as
    it stands at the reading: earlier periods had longer to be dealt with. `finest` is the lowest level it can be told
    for, and `whole` the calendar unit its periods are made of: persons counted once a month in the city add up over
    neither counties nor days. `spread` names the histogram that tells its quantiles. `companions` are keys of metrics
    that are always shown beside this one. `held_by` counts the cases behind an amount about people (hours, yuan,
    points): it is told where none of these is a few.
    """

    key: str
    theme: Theme
    name: Text
    definition: Text
    unit: Text
    numerator: Term
    denominator: Term | None
    direction: Direction
    decimals: int
    sensitivity: Sensitivity
    basis: str
    certainty: Certainty
    owner: Text
    scale: float = 1.0
    maturity_lag_days: int = 0
    matured_by: str = ""
    complete_days_only: bool = False
    comparable_over_time: bool = True
    finest: str = "grid"
    whole: str = "day"
    spread: str = ""
    exclusions: Text | None = None
    caveat: Text | None = None
    companions: tuple[str, ...] = ()
    held_by: tuple[Term, ...] = ()
    changes: tuple[Change, ...] = (FIRST,)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Numerator and, where there is one, denominator."""
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)

    @property
    def mart(self) -> str:
        """The mart that is counted: the numerator's."""
        return self.numerator.mart

    @property
    def marts(self) -> tuple[str, ...]:
        """Every mart the value is read from."""
        return tuple(dict.fromkeys(each.mart for each in self.terms))

    @property
    def numerator_name(self) -> Text:
        """What is counted."""
        return self.numerator.name

    @property
    def denominator_name(self) -> Text | None:
        """What it is divided by."""
        return None if self.denominator is None else self.denominator.name

    @property
    def protected(self) -> bool:
        """True where it is about people: told by county or township and whole months only."""
        return self.sensitivity is Sensitivity.PROTECTED

    @property
    def is_rate(self) -> bool:
        """True where the value is a share of 0 to 100 %, for which intervals can be given."""
        return self.denominator is not None and self.unit.zh == "%"

    @property
    def of_cases(self) -> bool:
        """True for a share of cases: few of them say little, and intervals can be given."""
        return self.is_rate and self.denominator is not None and self.denominator.mart == self.mart

    @property
    def additive(self) -> bool:
        """True for a count: parts add up to the whole."""
        return self.denominator is None

    def value(self, numerator: float | None, denominator: float | None) -> float | None:
        """The number itself; None where there is nothing to divide by (never 0 for 'no data')."""
        if numerator is None:
            return None
        if self.denominator is None:
            return numerator * self.scale
        return None if not denominator else self.scale * numerator / denominator

    def values(self, numerators: Numbers, denominators: Numbers) -> Numbers:
        """`value` of many at once; NaN stands for what is not there."""
        if self.denominator is None:
            return numerators * self.scale
        return np.divide(
            self.scale * numerators, denominators, out=np.full_like(numerators, np.nan), where=denominators != 0
        )

    def better(self, change: float) -> bool | None:
        """Whether a change of the value is for the better; None where the metric has no good direction."""
        if self.direction is Direction.NONE or change == 0:
            return None
        return (change > 0) == (self.direction is Direction.UP)
