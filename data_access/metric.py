"""What a metric is: one number of the cockpit, defined once and read everywhere."""

from dataclasses import dataclass
from enum import StrEnum


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
class Metric:
    """One measured number: `scale * sum(numerator) / sum(denominator)` over the rows of one mart.

    `numerator` and `denominator` name additive measure columns of `mart`; `denominator` is None for a
    count, which is then a plain sum. `scale` turns the quotient into `unit` (100 for percent, 1/3600 for
    seconds shown as hours). `maturity_lag_days` is how long after a period's end its value may still move.
    `complete_days_only` leaves out the day of the reading and what lies after it: a deadline that has not
    passed yet is neither kept nor missed. `comparable_over_time` is False for what is counted as it stands at the
    reading: earlier periods had longer to be dealt with. `companions` are keys of metrics that are always shown
    beside this one.
    """

    key: str
    mart: str
    name: Text
    definition: Text
    unit: Text
    numerator: str
    denominator: str | None
    direction: Direction
    decimals: int
    sensitivity: Sensitivity
    basis: str
    certainty: Certainty
    numerator_name: Text
    denominator_name: Text | None = None
    kinds: tuple[str, ...] = ()
    scale: float = 1.0
    maturity_lag_days: int = 0
    complete_days_only: bool = False
    comparable_over_time: bool = True
    exclusions: Text | None = None
    caveat: Text | None = None
    owner: Text | None = None
    companions: tuple[str, ...] = ()

    @property
    def is_rate(self) -> bool:
        """True where the value is a share of 0 to 100 %, for which intervals can be given."""
        return self.denominator is not None and self.unit.zh == "%"

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

    def better(self, change: float) -> bool | None:
        """Whether a change of the value is for the better; None where the metric has no good direction."""
        if self.direction is Direction.NONE or change == 0:
            return None
        return (change > 0) == (self.direction is Direction.UP)
