"""How numbers, changes, ages and positions are written."""

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import format as fmt
from data_access.registry import METRICS

RATE = METRICS["grid_events_on_time"]
COUNT = METRICS["grid_events_overdue"]
HOURS = METRICS["grid_events_hours"]


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (9_842, "zh", "9,842 件"),
        (10_000, "zh", "1.0 万件"),
        (186_200, "zh", "18.6 万件"),
        (133_000_000, "zh", "1.33 亿件"),
        (186_200, "en", "186.2K events"),
        (2_400_000, "en", "2.4M events"),
        (0, "zh", "0 件"),
        (None, "zh", "—"),
        (math.nan, "en", "—"),
    ],
)
def test_counts_are_full_below_ten_thousand_and_short_above(value: float | None, language: str, written: str) -> None:
    assert fmt.quantity(value, COUNT, language) == written


def test_rates_have_one_decimal_and_no_space() -> None:
    assert fmt.quantity(93.56, RATE, "zh") == "93.6%"
    assert fmt.fraction(11_842, 12_652) == "11,842/12,652"


def test_a_difference_of_rates_is_in_points_never_percent() -> None:
    assert fmt.points(-1.44, RATE, "zh") == "1.4 个百分点"
    assert fmt.points(-1.44, RATE, "en") == "1.4 pp"


@pytest.mark.parametrize(
    ("metric", "now", "before", "written"),
    [
        (RATE, 93.6, 92.4, "↑1.2"),
        (RATE, 93.6, 94.5, "↓0.9"),
        (RATE, 93.61, 93.6, "→0.0"),
        (COUNT, 214, 195, "↑9.7%"),
        (COUNT, 62, 49, "↑13 件"),
        (HOURS, 27.5, 28.0, "↓0.5"),
    ],
)
def test_a_change_has_an_arrow_and_small_bases_show_the_difference(
    metric: object, now: float, before: float, written: str
) -> None:
    assert fmt.change(now, before, metric, "zh") == written  # type: ignore[arg-type]


def test_minus_is_a_true_minus_and_zero_has_none() -> None:
    assert fmt.plain(-2.8, 1) == "−2.8"
    assert fmt.plain(-0.04, 1) == "0.0"


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (timedelta(minutes=12), "12 分钟"),
        (timedelta(hours=26.2), "26.2 小时"),
        (timedelta(days=19), "19 天"),
        (timedelta(seconds=-30), "0 分钟"),
    ],
)
def test_ages_are_minutes_then_hours_then_days(span: timedelta, written: str) -> None:
    assert fmt.age(span, "zh") == written


def test_dates_and_positions() -> None:
    assert fmt.moment(datetime(2026, 11, 20, 9, 30, tzinfo=UTC)) == "11-20 09:30"
    assert fmt.month(date(2026, 11, 1), "zh") == "2026年11月"
    assert fmt.month(date(2026, 11, 1), "en") == "Nov 2026"
    assert (fmt.rank(1, 3), fmt.rank(7, 7), fmt.rank(math.nan, math.nan)) == ("1–3", "7", "—")


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.sampled_from(["zh", "en"]))
def test_no_number_is_written_with_a_hyphen(value: float, language: str) -> None:
    assert "-" not in fmt.quantity(value, COUNT, language)
    assert "-" not in fmt.plain(value, 1)
