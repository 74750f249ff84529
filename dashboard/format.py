"""How numbers, changes, ages and dates are written, in Chinese and English."""

import math
from datetime import date, datetime, timedelta

from data_access.metric import Metric

MINUS = "\u2212"
NONE = "—"
_TEN_THOUSAND = 10_000
_HUNDRED_MILLION = 100_000_000


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
    size = abs(value)
    if size < _TEN_THOUSAND:
        return plain(value), ""
    if language == "en":
        return (plain(value / 1_000, 1), "K") if size < 1_000_000 else (plain(value / 1_000_000, 1), "M")
    if size < _HUNDRED_MILLION:
        return plain(value / _TEN_THOUSAND, 1), "万"
    return plain(value / _HUNDRED_MILLION, 2), "亿"


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


def points(change: float, metric: Metric, language: str) -> str:
    """A difference of two values without sign: 1.4 个百分点 for a rate, else in the metric's own unit."""
    size = abs(change)
    if metric.is_rate:
        return f"{plain(size, 1)} {'pp' if language == 'en' else '个百分点'}"
    return quantity(size, metric, language)


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
    if minutes < 60:
        return f"{minutes:.0f} {'min' if english else '分钟'}"
    if minutes < 48 * 60:
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
