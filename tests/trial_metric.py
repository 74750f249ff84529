"""A metric for tests of the read layer: what matters is said, the rest is anything."""

from dataclasses import replace
from typing import Any

from data_access.metric import Certainty, Direction, Metric, Sensitivity, Term, Text, Theme

ANY = Text("某数", "a number")


def trial_metric(numerator: Term, denominator: Term | None = None, **said: Any) -> Metric:
    """A public count, or a rate where there is a denominator; `said` are fields that a test is about."""
    plain = Metric(
        key="trial",
        theme=Theme("trial", ANY),
        name=ANY,
        definition=ANY,
        unit=ANY,
        numerator=numerator,
        denominator=denominator,
        direction=Direction.NONE,
        decimals=1,
        sensitivity=Sensitivity.PUBLIC,
        basis="trial",
        certainty=Certainty.TO_CONFIRM,
        owner=ANY,
    )
    return replace(plain, **said)
