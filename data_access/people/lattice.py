"""What may be asked of protected metrics: down to which division, along what, over which periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from data_access.dimension import LEVELS
from data_access.metric import Metric, Term, Text
from data_access.period import previous_month
from data_access.scope import Period
from data_access.value import Refusal

_FINEST = "township"
_SHORT_GRAINS = ("day", "week")


class Reason(StrEnum):
    """Why a question about a protected metric is not answered."""

    BELOW_TOWNSHIP = "below_township"
    TWO_DIMENSIONS = "two_dimensions"
    NOT_WHOLE_MONTHS = "not_whole_months"
    NOT_CLOSED = "not_closed"
    DAYS_AND_WEEKS = "days_and_weeks"


_SENTENCES = {
    Reason.BELOW_TOWNSHIP: Text(
        "该指标涉及人，只到乡镇（街道）一级。",
        "This metric is about people; it is shown down to townships and no further.",
    ),
    Reason.TWO_DIMENSIONS: Text(
        "该指标涉及人，除区划外一次只能按一个维度筛选或分组。",
        "This metric is about people; besides divisions it is filtered or split by one dimension at a time.",
    ),
    Reason.NOT_WHOLE_MONTHS: Text(
        "该指标涉及人，只按整月统计；请选择整月、整季或整年。",
        "This metric is about people and counted in whole months; choose whole months, quarters or years.",
    ),
    Reason.NOT_CLOSED: Text(
        "该指标涉及人，当月结束后才发布；未结束的月份只有全市的本月累计，不作筛选或分组。",
        "This metric is about people and published when a month has ended; until then there is the month to date "
        "of the whole city, neither filtered nor split.",
    ),
    Reason.DAYS_AND_WEEKS: Text(
        "该指标涉及人，按日、按周只看全市已结束的一个整月，不作筛选或分组。",
        "This metric is about people; days and weeks are shown for one whole month that has ended, of the whole city, "
        "neither filtered nor split.",
    ),
}
# Where a way down ends before anything is asked.
BELOW_TOWNSHIP = _SENTENCES[Reason.BELOW_TOWNSHIP]


@dataclass(frozen=True, slots=True)
class Request:
    """One question to the read layer.

    `level` is the finer one of the level of the answer and that of the division asked about. `further` names every
    other dimension that filters or splits the answer; what the metric's own definition fixes is none.
    """

    protected: bool
    level: str
    period: Period
    today: date
    further: tuple[str, ...] = ()
    grain: str | None = None


def refusal(request: Request) -> Refusal | None:
    """Why the question is not answered; None where it is. Who asks plays no part."""
    if not request.protected:
        return None
    reason = _division_or_dimension(request) or _time(request)
    return None if reason is None else Refusal(reason.value, _SENTENCES[reason])


def is_to_date(request: Request) -> bool:
    """Whether the answer is a month to date and has to be marked as one."""
    return refusal(request) is None and request.protected and not _closed(request)


def _division_or_dimension(request: Request) -> Reason | None:
    if LEVELS.index(request.level) > LEVELS.index(_FINEST):
        return Reason.BELOW_TOWNSHIP
    return Reason.TWO_DIMENSIONS if len(set(request.further)) > 1 else None


def _time(request: Request) -> Reason | None:
    whole_city = request.level == "city" and not request.further
    if request.grain in _SHORT_GRAINS:
        one_closed_month = request.period.is_month and _closed(request)
        return None if whole_city and one_closed_month else Reason.DAYS_AND_WEEKS
    if not _closed(request):
        return None if whole_city and _is_running_month(request) else Reason.NOT_CLOSED
    return None if whole_months(request.period) else Reason.NOT_WHOLE_MONTHS


def _closed(request: Request) -> bool:
    return request.period.end < request.today


def _is_running_month(request: Request) -> bool:
    """Whether the period is the month that runs, to today or to its end."""
    month = Period.month(request.today.year, request.today.month)
    return request.period.start == month.start and request.period.end in (request.today, month.end)


def whole_months(period: Period) -> bool:
    """Whether the period is made of whole calendar months."""
    return period.start.day == 1 and period.ends_with("month")


def last_closed_month(today: date) -> Period:
    """The newest calendar month that has ended."""
    return previous_month(Period(today, today))


def shares_told_by_counts(metrics: Iterable[Metric]) -> list[str]:
    """Keys of the protected shares whose numerator and denominator are both published as counts.

    Where such a share is hidden because all but a few are inside, the two counts tell how few.
    """
    protected = [metric for metric in metrics if metric.protected]
    counts = {_counted(metric.numerator) for metric in protected if metric.denominator is None}
    return [
        metric.key for metric in protected if metric.is_rate and all(_counted(side) in counts for side in metric.terms)
    ]


def _counted(side: Term) -> tuple[object, ...]:
    return side.mart, frozenset(side.plus), frozenset(side.minus), frozenset(side.where), side.stock
