"""How finely a metric can be told at all, in place and in time, whoever asks."""

from data_access.asking import periods
from data_access.cells import last_day
from data_access.dimension import GRAINS, LEVELS
from data_access.metric import Metric, Text
from data_access.scope import Period, Scope
from data_access.value import Refusal

_WHOLE = {"month": Text("整月", "whole months"), "year": Text("整年", "whole years")}


def asked_wrongly(metric: Metric, by: tuple[str, ...], grain: str | None, level: str, scope: Scope) -> Refusal | None:
    """Why what is asked is finer than a metric can be told, in place or in time; None where it is not."""
    finest = max([level, *(name for name in by if name in LEVELS)], key=LEVELS.index)
    if LEVELS.index(finest) > LEVELS.index(metric.finest):
        return Refusal(
            "too_fine",
            Text(f"“{metric.name.zh}”不能按更小的范围拆分。", f"'{metric.name.en}' cannot be told for smaller places."),
        )
    if metric.whole == "day":
        return None
    last = last_day(metric, scope)
    whole = periods(metric.whole, scope.period.start, scope.period.end)
    closed = Period(whole[0], scope.period.end).ends_with(metric.whole) or scope.period.end >= last
    if (
        scope.period.start == whole[0]
        and closed
        and (grain is None or GRAINS.index(grain) >= GRAINS.index(metric.whole))
    ):
        return None
    said = _WHOLE[metric.whole]
    return Refusal(
        "not_whole", Text(f"“{metric.name.zh}”只按{said.zh}统计。", f"'{metric.name.en}' is counted by {said.en} only.")
    )
