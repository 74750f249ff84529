"""Metrics that have theme, owner and sensitivity in common: counts, shares and ratios in a few words."""

from dataclasses import dataclass
from typing import Any

from data_access.metric import Certainty, Direction, Metric, Sensitivity, Term, Text, Theme

PERCENT = Text("%", "%")
HOURS = Text("小时", "h")
DAYS = Text("天", "days")
AN_HOUR, A_DAY = 1 / 3600, 1 / 86400


@dataclass(frozen=True, slots=True)
class Family:
    """What its metrics have in common; `more` is any other field of a metric, or another value than usual."""

    theme: Theme
    owner: Text
    sensitivity: Sensitivity

    def count(self, key: str, name: Text, definition: Text, counted: Term, unit: Text, **more: Any) -> Metric:
        """How many: neither good nor bad unless `more` says so."""
        return self._metric(key, name, definition, counted, None, {"unit": unit, "direction": Direction.NONE} | more)

    def share(self, key: str, name: Text, definition: Text, above: Term, below: Term, **more: Any) -> Metric:
        """How many percent: each that counts above counts below too, on the same day."""
        return self._metric(key, name, definition, above, below, {"unit": PERCENT, "scale": 100.0} | more)

    def ratio(self, key: str, name: Text, definition: Text, above: Term, below: Term, **more: Any) -> Metric:
        """How much for each, or for every `scale`, of something else; its unit says so."""
        return self._metric(key, name, definition, above, below, more)

    def _metric(
        self, key: str, name: Text, definition: Text, above: Term, below: Term | None, more: dict[str, Any]
    ) -> Metric:
        told: dict[str, Any] = {
            "owner": self.owner,
            "sensitivity": self.sensitivity,
            "direction": Direction.UP,
            "certainty": Certainty.TO_CONFIRM,
            "decimals": 0 if below is None else 1,
        }
        return Metric(key, self.theme, name, definition, numerator=above, denominator=below, **told | more)
