"""How numbers, changes, ages and dates are written, in Chinese and English."""

import math
from datetime import date, datetime, timedelta

from data_access.metric import Metric

MINUS = "\u2212"
NONE = "—"
_TEN_THOUSAND = 10_000
# For large counts: divided by, decimals, shown below (as rounded), prefix of the unit.
_SHORT = {
    "zh": ((1e4, 1, 1e4, "万"), (1e8, 2, math.inf, "亿")),
    "en": ((1e3, 1, 1e3, "K"), (1e6, 1, math.inf, "M")),
}
# A value that misses its target by less than this many further decimals can show is written as below it.
_FURTHER = 3


def signed(text: str) -> str:
    """`text` with a true minus sign (U+2212)."""
    return text.replace("-", MINUS)


def plain(value: float | None, decimals: int = 0) -> str:
    """A number with thousands separators; a dash for none (None or NaN)."""
    if value is None or math.isnan(value):
        return NONE
    text = f"{value:,.{decimals}f}"
    return signed(text.lstrip("-") if float(text.replace(",", "")) == 0 else text)


def short(value: float | None, language: str) -> tuple[str, str]:
    """A large count as (number, prefix of its unit): 万 and 亿, or K and M; full below 10,000."""
    if value is None or math.isnan(value):
        return NONE, ""
    if round(abs(value)) < _TEN_THOUSAND:
        return plain(value), ""
    steps = _SHORT["en" if language == "en" else "zh"]
    by, decimals, _limit, prefix = next(step for step in steps if round(abs(value) / step[0], step[1]) < step[2])
    return plain(value / by, decimals), prefix


def parts(value: float | None, metric: Metric, language: str) -> tuple[str, str]:
    """A value of `metric` as (number, unit), for places that set the two in different sizes."""
    unit = metric.unit.in_language(language)
    if value is None or math.isnan(value):
        return NONE, "" if metric.is_rate else unit
    if not metric.additive:
        return plain(value, metric.decimals), unit
    number, prefix = short(value, language)
    return number, f"{prefix} {unit}" if prefix and language == "en" else f"{prefix}{unit}"


def quantity(value: float | None, metric: Metric, language: str) -> str:
    """A value with its unit in one text: 93.6%, 214 件, 1.9万件."""
    number, unit = parts(value, metric, language)
    return join(number, unit)


def join(number: str, unit: str) -> str:
    """Number and unit: no space before %, K and M, one before a word."""
    if not unit or number == NONE:
        return number
    return f"{number}{unit}" if unit == "%" or unit[:2] in ("K ", "M ") else f"{number} {unit}"


def fraction(numerator: float | None, denominator: float | None) -> str:
    """Numerator over denominator, in full: 11,842/12,652."""
    return f"{plain(numerator)}/{plain(denominator)}"


def goal(target: float, metric: Metric, language: str) -> str:
    """A target with its unit and with all the decimals it was set with (three more than its metric at most)."""
    if metric.additive:
        return quantity(target, metric, language)
    return join(plain(target, _own_decimals(target, metric)), metric.unit.in_language(language))


def beside(value: float | None, target: float | None, metric: Metric, language: str) -> tuple[str, str]:
    """A value as (number, unit) that stands beside its target: written alike only where the two are equal."""
    number, unit = parts(value, metric, language)
    if value is None or target is None or math.isnan(value) or value == target:
        return number, unit
    decimals = _apart(value, target, metric)
    if decimals is None:
        return f"{'<' if value < target else '>'}{parts(target, metric, language)[0]}", unit
    if metric.additive and (decimals or (number, unit) == parts(target, metric, language)):
        return plain(value, decimals), metric.unit.in_language(language)
    return (number, unit) if metric.additive else (plain(value, decimals), unit)


def distance(value: float, target: float, metric: Metric, language: str) -> str:
    """How far a value is from its target, without sign: 1.4 个百分点, 3 件. Never zero where the two differ."""
    decimals = metric.decimals if value == target else _apart(value, target, metric)
    size = abs(value - target)
    if decimals is None:
        number = f"<{plain(10.0 ** -(metric.decimals + _FURTHER), metric.decimals + _FURTHER)}"
    elif metric.additive and not decimals:
        return quantity(size, metric, language)
    else:
        number = plain(size, decimals)
    if metric.is_rate:
        return f"{number} {'pp' if language == 'en' else '个百分点'}"
    return join(number, metric.unit.in_language(language))


def offset(value: float, target: float, metric: Metric) -> str:
    """A value minus its target, with its sign and without unit: +1.4, −0.03."""
    decimals = metric.decimals if value == target else _apart(value, target, metric)
    sign = "+" if value >= target else MINUS
    return f"{sign}{plain(abs(value - target), metric.decimals + _FURTHER if decimals is None else decimals)}"


def _own_decimals(target: float, metric: Metric) -> int:
    finest = metric.decimals + _FURTHER
    return next((each for each in range(metric.decimals, finest) if round(target, each) == target), finest)


def _apart(value: float, target: float, metric: Metric) -> int | None:
    """The decimals that tell a value from its target, and their difference from zero; None where too many."""
    for decimals in range(metric.decimals, metric.decimals + _FURTHER + 1):
        if plain(value, decimals) != plain(target, decimals) and float(f"{abs(value - target):.{decimals}f}"):
            return decimals
    return None


def change(now: float, before: float, metric: Metric, language: str) -> str:
    """A change with its arrow: ↑1.2 (points of a rate), ↑9.4% of a count, the difference where the base is under 50."""
    difference = now - before
    if metric.is_rate or not metric.additive:
        text = plain(abs(difference), metric.decimals)
    elif abs(before) < 50:
        text = quantity(abs(difference), metric, language)
    else:
        text = f"{plain(abs(difference) / abs(before) * 100, 1)}%"
    if not any(digit in text for digit in "123456789"):
        return f"→{text}"
    return f"{'↑' if difference > 0 else '↓'}{text}"


def age(span: timedelta, language: str) -> str:
    """How old something is: minutes below 60, hours with one decimal to 48, then days."""
    minutes = max(0.0, span.total_seconds() / 60)
    english = language == "en"
    if round(minutes) < 60:
        return f"{minutes:.0f} {'min' if english else '分钟'}"
    if round(minutes / 60, 1) < 48:
        return f"{minutes / 60:.1f} {'h' if english else '小时'}"
    return f"{minutes / 1440:.0f} {'d' if english else '天'}"


def moment(when: datetime) -> str:
    """A time of day on screen: 11-20 09:30. `when` is already in the site's zone."""
    return when.strftime("%m-%d %H:%M")


def month(day: date, language: str) -> str:
    """A month in words: 2026年11月 or Nov 2026."""
    return day.strftime("%b %Y") if language == "en" else f"{day.year}年{day.month}月"


def rank(low: float, high: float) -> str:
    """A shared position: 1–3, or one number where both are the same; a dash where there is no ranking."""
    if math.isnan(low) or math.isnan(high):
        return NONE
    return f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"
