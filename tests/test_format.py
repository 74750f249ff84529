"""How numbers, changes, ages and positions are written."""

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import format as fmt
from data_access.metric import Metric
from data_access.registry import METRICS

RATE = METRICS["grid_events_on_time"]
COUNT = METRICS["grid_events_overdue"]
HOURS = METRICS["grid_events_hours"]


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (9_842, "zh", "9,842 件"),
        (9_999.6, "zh", "1.0 万件"),
        (9_999.6, "en", "10.0K events"),
        (10_000, "zh", "1.0 万件"),
        (99_999_999, "zh", "1.00 亿件"),
        (999_999, "en", "1.0M events"),
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


def test_a_distance_of_rates_is_in_points_never_percent() -> None:
    assert fmt.distance(93.56, 95, RATE, "zh") == "1.4 个百分点"
    assert fmt.distance(93.56, 95, RATE, "en") == "1.4 pp"
    assert fmt.distance(95, 95, RATE, "zh") == "0.0 个百分点"
    assert fmt.distance(214, 200, COUNT, "zh") == "14 件"
    assert (fmt.offset(93.56, 95, RATE), fmt.offset(96, 95, RATE)) == ("−1.4", "+1.0")


@pytest.mark.parametrize(
    ("value", "target", "metric", "number", "distance"),
    [
        (94.97, 95.0, RATE, "94.97", "0.03 个百分点"),
        (95.03, 95.0, RATE, "95.03", "0.03 个百分点"),
        (94.2, 95.0, RATE, "94.2", "0.8 个百分点"),
        (94.999_999, 95.0, RATE, "<95.0", "<0.0001 个百分点"),
        (100_004, 100_000, COUNT, "100,004", "4 件"),
        (24.04, 24.0, HOURS, "24.04", "0.04 小时"),
    ],
)
def test_a_value_beside_its_target_is_written_apart_from_it(
    value: float, target: float, metric: Metric, number: str, distance: str
) -> None:
    assert fmt.beside(value, target, metric, "zh")[0] == number
    assert fmt.distance(value, target, metric, "zh") == distance


near = st.floats(0, 1e6).flatmap(
    lambda target: st.tuples(st.just(target), st.floats(-1, 1).map(lambda by: target + by))
)


@given(near, st.sampled_from([RATE, COUNT, HOURS]), st.sampled_from(["zh", "en"]))
def test_what_differs_from_its_target_never_looks_equal(
    pair: tuple[float, float], metric: Metric, language: str
) -> None:
    target, value = pair
    looks_equal = fmt.beside(value, target, metric, language) == fmt.parts(target, metric, language)
    written = fmt.distance(value, target, metric, language)
    assert (value == target) == (not any(digit in written for digit in "123456789"))
    assert value == target or not looks_equal
    assert value == target or fmt.join(*fmt.beside(value, target, metric, language)) != fmt.goal(
        target, metric, language
    )


def test_a_target_is_written_as_it_was_set() -> None:
    assert fmt.goal(95, RATE, "zh") == "95.0%"
    assert fmt.goal(97.25, RATE, "zh") == "97.25%"
    assert fmt.goal(1_000, COUNT, "en") == "1,000 events"


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
        (timedelta(minutes=59.4), "59 分钟"),
        (timedelta(minutes=59.6), "1.0 小时"),
        (timedelta(hours=26.2), "26.2 小时"),
        (timedelta(hours=47.97), "2 天"),
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


@given(st.floats(0, 1e12), st.sampled_from(["zh", "en"]))
def test_a_short_number_never_rounds_past_its_unit(value: float, language: str) -> None:
    number, prefix = fmt.short(value, language)
    limit = {"": 10_000, "万": 10_000, "K": 1_000}.get(prefix, math.inf)
    assert float(number.replace(",", "")) < limit


@given(st.floats(0, 100 * 24 * 60))
def test_an_age_never_rounds_past_its_unit(minutes: float) -> None:
    number, unit = fmt.age(timedelta(minutes=minutes), "zh").split()
    assert float(number) < {"分钟": 60, "小时": 48}.get(unit, math.inf)
