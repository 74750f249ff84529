"""What a mapping can make of a record: steps, several paths, several formats of time, checks, places by name."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.connectors.page import Page
from etl.declare.mapping import FieldMapping, PlaceMapping
from etl.mapping.codes import CodeBook, CodeMap
from etl.mapping.derive import changed, taken
from etl.mapping.fields import NULL, copied, uncopied
from etl.mapping.mapper import MappedPage, Mapper
from etl.mapping.place_names import PlaceNames
from etl.mapping.places import NOWHERE, Places
from etl.mapping.steps import STEPS, build_step
from etl.mapping.times import read_times
from etl.nearest import nearest
from etl.source import Source

TABLES = {("streets", "external_code", "code"): {"屯溪路": "s1"}}


def through(steps: Sequence[Any], value: object) -> Any:
    mapping = FieldMapping.model_validate({"field": "a", "then": list(steps)})
    changes = [build_step(step.do, step.arguments(), lambda *key: TABLES[key]) for step in mapping.then]
    return changed([value], changes)[0]


STEPPED: list[tuple[list[Any], object, str | None]] = [
    (["lower"], "AbC", "abc"),
    (["upper"], "abc", "ABC"),
    (["strip"], "  a ", "a"),
    ([{"do": "strip", "characters": "【】"}], "【a】", "a"),
    (["digits"], "编号：１２-3a4", "1234"),
    (["digits"], "none", None),
    ([{"do": "split", "separator": "/"}], "黄山市/屯溪区", "黄山市"),
    ([{"do": "split", "separator": "/", "index": -1}, "strip"], "a/ b", "b"),
    ([{"do": "split", "separator": "/", "index": 2}], "a/b", None),
    ([{"do": "lookup", "file": "streets"}], "屯溪路", "s1"),
    ([{"do": "lookup", "file": "streets"}], "无名路", None),
    ([{"do": "multiply", "by": 10000}], "3.20", "32000"),
    ([{"do": "multiply", "by": 10000}], "12,345", "123450000"),
    ([{"do": "multiply", "by": 0.1}], 3, "0.3"),
    ([{"do": "divide", "by": 60}], 90, "1.5"),
    ([{"do": "divide", "by": 60}], "soon", "soon"),
    ([{"do": "divide", "by": 60}], "NaN", "NaN"),
    (["half_width"], "Ａ１２", "A12"),
    (["number"], "1.2万", "12000"),
    ([{"do": "number"}, {"do": "divide", "by": 60}], "１２０", "2"),
    (["boolean"], "是", "true"),
    (["first_day"], "2024", "2024-01-01"),
    (["last_day"], 2024, "2024-12-31"),
    (["last_day"], "２０２４年度", "2024-12-31"),
    (["last_day"], "2024年上半年", "2024-06-30"),
    (["first_day"], "2024年下半年", "2024-07-01"),
    (["first_day"], "2024年第四季度", "2024-10-01"),
    (["last_day"], "2024 Q1", "2024-03-31"),
    (["last_day"], "2024年2月", "2024-02-29"),
    (["last_day"], "2023-02", "2023-02-28"),
    (["first_day"], "202311", "2023-11-01"),
    (["last_day"], "2024年13月", "2024年13月"),
    (["last_day"], "0000", "0000"),
    (["last_day"], "上月", "上月"),
    (["lower"], None, None),
    (["lower"], {"a": 1}, None),
    (["lower"], "  ", None),
]


@pytest.mark.parametrize(("steps", "value", "expected"), STEPPED)
def test_each_step(steps: Sequence[Any], value: object, expected: str | None) -> None:
    assert through(steps, value) == expected


def test_no_step_goes_untested() -> None:
    used = {each if isinstance(each, str) else each["do"] for steps, _, _ in STEPPED for each in steps}
    assert used == set(STEPS)


@given(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans()))
def test_no_value_breaks_a_step(value: object) -> None:
    for steps, _, _ in STEPPED:
        found = through(steps, value)
        assert found is None or isinstance(found, str)


def test_values_come_from_one_path_or_several() -> None:
    columns: dict[str, list[Any]] = {"a": ["1", None, "", {}], "b": ["x", "y", 0, " "], "s": ["on", "off", "on", "on"]}

    def take(**keys: Any) -> list[Any]:
        return taken(FieldMapping.model_validate(keys), columns, 4)

    assert take(field="a") == columns["a"]
    assert take(constant="k") == ["k"] * 4
    assert take(first_of=["a", "b"]) == ["1", "y", 0, None]
    assert take(concat=["a", "b"], separator="-") == ["1-x", None, None, None]
    assert take(field="b", when={"field": "s", "equals": ["on"]}) == ["x", None, 0, " "]


TIMES = [
    ((), "2026-03-02 08:00:00", "2026-03-02T08:00:00+08:00"),
    ((), " 2026-03-02T00:00:00Z ", "2026-03-02T00:00:00+00:00"),
    (("iso", "%Y/%m/%d %H:%M"), "2026/3/2 8:00", "2026-03-02T08:00:00+08:00"),
    (("%d.%m.%Y", "%Y年%m月%d日"), "2026年3月2日", "2026-03-02T00:00:00+08:00"),
    (("%m/%d/%Y", "%d/%m/%Y"), "13/03/2026", "2026-03-13T00:00:00+08:00"),
    (("epoch_seconds",), 1772409600, "2026-03-02T00:00:00+00:00"),
    (("epoch_milliseconds",), "1772409600000", "2026-03-02T00:00:00+00:00"),
    (("%Y-%m-%d %H:%M:%S%z",), "2026-03-02 08:00:00+0900", "2026-03-02T08:00:00+09:00"),
    (("%Y%m%d", "epoch_seconds"), 20260302, "2026-03-02T00:00:00+08:00"),
]


@pytest.mark.parametrize(("layouts", "value", "expected"), TIMES)
def test_times_in_several_formats(layouts: Sequence[str], value: object, expected: str) -> None:
    found, unread = read_times([None, value, "never", "", " ", 0], "Asia/Shanghai", layouts)
    assert unread == {2}
    (text,) = [each for each in found if each]
    moment = datetime.fromisoformat(text.replace(" ", "T"))
    assert moment == datetime.fromisoformat(expected)


def test_times_of_several_offsets_are_read_together() -> None:
    found, unread = read_times(["2026-01-01 +0800", "2026-01-01 -0500", "x"], "Asia/Shanghai", ("%Y-%m-%d %z",))
    assert [text and datetime.fromisoformat(text).astimezone(UTC).hour for text in found] == [16, 5, None]
    assert unread == {2}


class Nowhere:
    """A city without places."""

    def locate(self, mapping: PlaceMapping, columns: Any, count: int) -> Places:
        return Places([NOWHERE] * count, [None] * count, [None] * count, [""] * count)


def mapped(records: list[dict[str, Any]], fields: dict[str, Any], book: CodeBook, **dataset: Any) -> MappedPage:
    whole = {"name": "d", "entity": "event", "kind": "grid_event", "fields": fields, **dataset}
    source = Source.model_validate(
        {"key": "t", "name": {"zh": "试", "en": "T"}, "city_code": "0", "expected_minutes": 1, "datasets": [whole]}
        | {"http": {"base_url": "http://127.0.0.1:1"}}
    )
    paths = source.datasets[0].paths()
    columns = {path: [each.get(path) for each in records] for path in paths}
    page = Page(columns, [f"r{number}" for number in range(len(records))], "", datetime.now(UTC))
    return Mapper(source, source.datasets[0], book, Nowhere(), b"k").read(page)  # type: ignore[arg-type]


FIELDS = {"record_key": "id", "occurred_at": "at", "closed_at": "end", "rework_count": "n", "status": "s"}
CHECKS = [
    {"field": "closed_at", "rule": "required"},
    {"field": "rework_count", "rule": "between", "high": 5},
    {"field": "status", "rule": "one_of", "values": ["closed", "reported"]},
    {"field": "occurred_at", "rule": "not_after", "other": "closed_at"},
    {"field": "record_key", "rule": "one_of", "values": ["a", "b\\\t"]},
]
SOUND = {"id": "a", "at": "2026-03-02 08:00:00", "end": "2026-03-02T00:00:00Z", "n": 5, "s": "1"}
BROKEN = [
    ({}, None),
    ({"id": "b\\\t"}, "record_key_not_allowed"),
    ({"end": None}, "closed_at_missing"),
    ({"n": 6}, "rework_count_out_of_range"),
    ({"s": "2"}, "status_not_allowed"),
    ({"s": None}, None),
    ({"end": "2026-03-01T23:59:59Z"}, "occurred_at_after_closed_at"),
    ({"id": "c"}, "record_key_not_allowed"),
]


@pytest.mark.parametrize(("values", "reason"), BROKEN)
def test_each_check(values: dict[str, Any], reason: str | None) -> None:
    book = CodeBook({"status": CodeMap(({"1": "closed", "2": "handling"},))}, frozenset())
    fields = {**FIELDS, "status": {"field": "s", "map": "x"}}
    found = mapped([{**SOUND, **values}, SOUND], fields, book, checks=CHECKS)
    assert [(each.locator, each.reason) for each in found.rejects] == ([("r0", reason)] if reason else [])
    assert found.locators[-1] == "r1"


def test_a_code_that_a_step_makes_nothing_of_is_unmapped_and_counted() -> None:
    steps = [{"do": "split", "separator": "/", "index": 1}]
    change = build_step("split", {"separator": "/", "index": 1}, lambda *_: {})
    book = CodeBook({"status": CodeMap(({"1": "closed"},))}, frozenset(), {"status": (change,)})
    fields = {**FIELDS, "status": {"field": "s", "map": "x", "then": steps}}
    found = mapped([{**SOUND, "s": each} for each in ("a/1", "a/2", "13905590000", None)], fields, book)
    assert found.unmapped == 4
    own = [line.split("\t")[-4:-2] for line in found.lines]
    assert own == [["closed", "1"], ["unmapped", "2"], ["unmapped", "#"], ["unmapped", NULL]]


@given(st.text())
def test_what_is_written_for_copy_can_be_read_back(text: str) -> None:
    assert uncopied(copied(text)) == text.replace("\x00", "")


ROWS = [
    ("01", "c", "东区", "East"),
    ("02", "c", "西区", "West"),
    ("0101", "01", "城关镇", ""),
    ("0201", "02", "城关镇", ""),
    ("0202", "02", "河口镇", ""),
    ("010101", "0101", "新村社区居委会", ""),
    ("020101", "0201", "新村村委会", ""),
    ("020102", "0201", "新村社区居委会", ""),
    ("c1", "c", "直属镇", ""),
]
NAMED = [
    (["东区"], "01", ""),
    (["EAST"], "01", ""),
    (["直属镇"], "c1", ""),
    (["城关镇"], None, "城关镇"),
    (["东区", "城关镇"], "0101", ""),
    (["东区", " 城关 镇"], "0101", ""),
    (["西区", "城关镇", "新村社区"], "0201", "新村社区"),
    (["西区", "城关镇", "新村社区居委会"], "020102", ""),
    (["东区", "城关镇", "新村社区"], "010101", ""),
    (["东区", None, "新村"], "010101", ""),
    (["东区", "河口镇"], "01", "河口镇"),
    (["02", "河口镇"], "0202", ""),
    (["旧西区", "河口镇"], "0202", ""),
    (["东区", "0202"], "01", "0202"),
    ([None, ""], None, ""),
]


@pytest.mark.parametrize(("values", "code", "missed"), NAMED)
def test_a_name_counts_only_within_its_parent(values: list[str | None], code: str | None, missed: str) -> None:
    rows = [dict(zip(("code", "parent_code", "name_zh", "name_en"), row, strict=True)) for row in ROWS]
    known = {each["code"]: each["code"] for each in rows} | {"旧西区": "02"}
    assert PlaceNames("c", rows).find(values, known.get) == (code, missed)


def test_the_nearest_name_is_found_or_none_is() -> None:
    names = ["case_status", "closeTime", "grid", "备注"]
    assert [nearest(name, names) for name in ("status", "close_time", "CLOSETIME", "unit", "备 注")] == [
        "case_status",
        "closeTime",
        "closeTime",
        None,
        "备注",
    ]
