"""Values as people write them: dates of several calendars and systems, amounts with units, yes and no."""

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.mapping.steps import build_step
from etl.mapping.times import read_times
from etl.mapping.values import auto, excel, from_serial, yes_or_no

ZONE = "Asia/Shanghai"


def moment(value: Any, *layouts: str) -> str | None:
    """The time without its offset, which is that of the zone; None where it is not read."""
    (found,), unread = read_times([value], ZONE, layouts)
    assert (found is None) == bool(unread)
    return found and datetime.fromisoformat(found).replace(tzinfo=None).isoformat().removesuffix(":00")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019/4/25 9:32:09", "2019-04-25T09:32:09"),
        ("2019-04-25", "2019-04-25T00:00"),
        ("2019.4.25 9:32", "2019-04-25T09:32"),
        ("2024年3月5日", "2024-03-05T00:00"),
        ("2024年3月", "2024-03-01T00:00"),
        ("2024年3月5日 9时32分8秒", "2024-03-05T09:32:08"),
        ("2024年3月5日下午3:07", "2024-03-05T15:07"),
        ("2024/3/5 上午12:00:01", "2024-03-05T00:00:01"),
        ("２０２４年３月５日　９：３２", "2024-03-05T09:32"),
        ("20240305", "2024-03-05T00:00"),
        ("20240305093208", "2024-03-05T09:32:08"),
        (20240305, "2024-03-05T00:00"),
        ("02/28/2023 11:45:12 PM", "2023-02-28T23:45:12"),
        ("2/28/2023 12:05 AM", "2023-02-28T00:05"),
        ("民国112年3月5日", "2023-03-05T00:00"),
        ("中華民國112年3月", "2023-03-01T00:00"),
        (45390, "2024-04-08T00:00"),
        ("45390.5", "2024-04-08T12:00"),
        ("2024-04-08T12:00:00.5", "2024-04-08T12:00:00.500000"),
        # What could mean two things, or nothing, is not read.
        ("3/5/2024", None),
        ("3/5/2024 11:00", None),
        ("112.3.5", None),
        ("2024", None),
        (2024, None),
        ("2024-13-01", None),
        ("2024-2-30", None),
        ("2024-3-5 25:00", None),
        ("第三周", None),
        (True, None),
        (float("nan"), None),
        (-1, None),
        ("6.30", None),
    ],
)
def test_auto_reads_what_cannot_be_mistaken(value: Any, expected: str | None) -> None:
    assert moment(value, "auto") == expected


def test_an_offset_is_kept() -> None:
    assert read_times(["2024-04-08T12:00:00Z"], ZONE, ("auto",))[0] == ["2024-04-08T12:00:00+00:00"]


@pytest.mark.parametrize(
    ("value", "layouts", "expected"),
    [
        ("05/03/2024", ("%d/%m/%Y",), "2024-03-05T00:00"),
        ("5/3/2024 14:05", ("%d/%m/%Y %H:%M", "auto"), "2024-03-05T14:05"),
        ("2024/3/5", ("%d/%m/%Y", "auto"), "2024-03-05T00:00"),
        ("112.3.5", ("roc",), "2023-03-05T00:00"),
        ("112年3月5日 14時", ("roc",), "2023-03-05T14:00"),
        ("1120305", ("roc",), "2023-03-05T00:00"),
        ("民國 112/03/05 09:10", ("roc",), "2023-03-05T09:10"),
        ("2023-03-05", ("roc",), None),
        (1, ("excel",), "1900-01-01T00:00"),
        ("59", ("excel",), "1900-02-28T00:00"),
        (60, ("excel",), None),
        (61, ("excel",), "1900-03-01T00:00"),
        (45390.39732638889, ("excel",), "2024-04-08T09:32:09"),
        (2958465, ("excel",), "9999-12-31T00:00"),
        (2958466, ("excel",), None),
        (43928, ("excel_1904",), "2024-04-08T00:00"),
        (date(2024, 4, 8), ("%d/%m/%Y",), "2024-04-08T00:00"),
        (datetime(2024, 4, 8, 9, 32, 9), (), "2024-04-08T09:32:09"),
        (time(9, 32), (), None),
    ],
)
def test_what_is_declared_is_read(value: Any, layouts: tuple[str, ...], expected: str | None) -> None:
    assert moment(value, *layouts) == expected


def test_the_first_year_is_a_time_and_stops_nothing() -> None:
    assert moment("0001-01-01", "auto") is not None
    assert moment(date(1, 1, 1)) is not None


@given(st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 30)))
def test_a_serial_is_the_moment_it_was_made_from(when: datetime) -> None:
    when = when.replace(microsecond=0)
    found = from_serial((when - datetime(1899, 12, 30)).total_seconds() / 86_400)
    assert found == (when if when.time() != time() else when.date())


def test_a_raised_digit_is_no_moment_and_no_fault() -> None:
    assert auto("²") is None
    assert excel("４５１²") == excel("4512")


@settings(deadline=None)
@given(st.one_of(st.floats(), st.integers(), st.text(), st.none(), st.booleans(), st.datetimes(), st.dates()))
def test_no_value_breaks_a_form(value: Any) -> None:
    for layout in ("auto", "excel", "excel_1904", "roc", "iso", "%Y/%m/%d"):
        found, unread = read_times([value], ZONE, (layout,))
        assert len(found) == 1
        assert not (unread and found[0])


@pytest.mark.parametrize(
    ("text", "keys", "expected"),
    [
        ("１，２３４．５", {}, "1234.5"),
        ("1,234,567", {}, "1234567"),
        ("12,34", {}, "12,34"),
        ("1.2万", {}, "12000"),
        ("3亿", {}, "300000000"),
        ("1.5 万亿", {}, "1500000000000"),
        ("２千", {}, "2000"),
        ("12.5%", {}, "0.125"),
        ("12.5％", {"percent": "points"}, "12.5"),
        ("3‰", {}, "0.003"),
        ("(1,200)", {}, "-1200"),
        ("¥ 5.00", {}, "5"),
        ("-￥5万元", {"units": ["元"]}, "-50000"),
        ("35 人次", {"units": ["人", "人次"]}, "35"),
        ("35 人", {}, "35 人"),
        ("1e3", {}, "1000"),
        ("1e999", {}, "1e999"),
        ("NaN", {}, "NaN"),
        ("约30", {}, "约30"),
        ("万", {}, "万"),
        (".", {}, "."),
    ],
)
def test_an_amount_is_plain_digits_or_stays(text: str, keys: dict[str, Any], expected: str) -> None:
    assert build_step("number", keys, lambda *_: {})(text) == expected


@given(st.integers(-(10**15), 10**15))
def test_amounts_with_separators_and_in_full_width_are_the_same(number: int) -> None:
    step = build_step("number", {}, lambda *_: {})
    written = f"{number:,}"
    full = written.translate(str.maketrans("0123456789,-", "０１２３４５６７８９，－"))
    assert step(written) == step(full) == str(number)


def test_yes_and_no_in_two_languages() -> None:
    yes, no = ("是", "有", "√", "Y", "yes", "TRUE", "Ｔ", "1"), ("否", "无", "×", "N", "No", "false", "0")
    assert {yes_or_no(text) for text in yes} == {"true"}
    assert {yes_or_no(text) for text in no} == {"false"}
    step = build_step("boolean", {"yes": ["已办"], "no": ["未办"]}, lambda *_: {})
    assert [step(text) for text in ("已办", "未办", "在办")] == ["true", "false", "在办"]


def test_codes_in_full_width_are_the_same_codes() -> None:
    assert build_step("half_width", {}, lambda *_: {})("ＡＢ－０１（甲）") == "AB-01(甲)"
