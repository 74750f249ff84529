"""What init guesses from names and values: personal data first of all, formats of time, headers below titles."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import write_xlsx

from etl.entities import ENTITIES
from etl.errors import SiteInvalid
from etl.starting.guess import codes_of, guess_fields, layout_of
from etl.starting.guess_places import Divisions, guess_place
from etl.starting.header import header_of
from etl.starting.look_http import _paging, _records, _total
from etl.starting.personal import personal
from etl.starting.text import written
from etl.starting.words import FIELDS, likeness

ZONE = "Asia/Shanghai"
PERSONAL: list[tuple[str, list[Any]]] = [
    ("姓名", ["甲"]),
    ("reporter.name", ["x"]),
    ("caller_name", ["x"]),
    ("name", ["x"]),
    ("lxdh", ["-"]),
    ("联系电话", []),
    ("身份证号", []),
    ("Incident Address", ["x"]),
    ("wechat_nickname", ["x"]),
    ("Resolution Description", ["x"]),
    ("extra1", ["13905590001", "12"]),
    ("extra2", ["341002199003071234"]),
    ("extra3", ["someone@example.org"]),
    ("extra4", ["屯溪路12号3栋", "新安大道8号"]),
    ("extra5", ["打电话给13905590001。"]),
    ("extra6", ["0559-2512345"]),
    ("extra7", ["皖J12345"]),
    ("extra8", ["楼上半夜漏水，已经反映过很多次，一直没有人来处理，希望有关部门尽快派人到现场查看并给出答复，谢谢。"]),
    ("extra9", ["https://example.org/photo.jpg"]),
]
OPEN: list[tuple[str, list[Any]]] = [
    ("unit_name", ["市城管局"]),
    ("event_no", ["HS-2026-000001"]),
    ("id", [1, 2]),
    ("community", ["荷花池社区"]),
    ("report_time", ["2026-03-02 08:00:00"]),
    ("digest", ["a" * 64]),
    ("grid_code", ["341002001001001"]),
    ("事件类型", ["噪声", "市容"]),
    ("Resolution Action Updated Date", ["03/02/2026 08:00:00 AM"]),
]


@pytest.mark.parametrize(("path", "values"), PERSONAL)
def test_what_looks_personal_is_seen_by_name_or_values(path: str, values: list[Any]) -> None:
    assert personal(path, values)


@pytest.mark.parametrize(("path", "values"), OPEN)
def test_what_is_no_persons_is_kept(path: str, values: list[Any]) -> None:
    assert personal(path, values) == ""


LAYOUTS: list[tuple[list[Any], str]] = [
    (["2026-03-02 08:00:00", None], "iso"),
    (["2026-03-02T00:00:00Z"], "iso"),
    ([datetime(2026, 3, 2)], "iso"),
    (["2026/3/2 8:00"], "%Y/%m/%d %H:%M"),
    (["03/02/2026 08:00:00 AM"], "%m/%d/%Y %I:%M:%S %p"),
    (["13/02/2026"], "%d/%m/%Y"),
    (["02/13/2026"], "%m/%d/%Y"),
    (["2026年3月2日"], "%Y年%m月%d日"),
    (["20260302"], "iso"),
    ([1772409600], "epoch_seconds"),
    ([1772409600000], "epoch_milliseconds"),
    ([*["2026-03-02"] * 30, "soon"], "iso"),
    (["soon"], ""),
    (["0001-01-01"], ""),
    ([None, ""], ""),
]


@pytest.mark.parametrize(("values", "layout"), LAYOUTS)
def test_formats_of_time_are_found(values: list[Any], layout: str) -> None:
    assert layout_of(values, ZONE) == layout


TIMES = ["2026-03-02 08:00:00", "2026-03-03 09:00:00"]


def fields_of(*times: str) -> dict[str, str]:
    columns: dict[str, list[Any]] = {"工单编号": ["a", "b"]} | dict.fromkeys(times, TIMES)
    return {name: guess.path for name, guess in guess_fields(ENTITIES["event"], columns, {}, ZONE).fields.items()}


def test_a_time_that_must_be_there_is_taken_from_one_that_may_be_absent() -> None:
    key = {"record_key": "工单编号"}
    assert fields_of("截止时间", "受理时间") == key | {"occurred_at": "受理时间", "due_at": "截止时间"}
    assert fields_of("受理时间", "来电时间") == key | {"occurred_at": "来电时间", "accepted_at": "受理时间"}


def test_a_deadline_is_never_when_it_happened_and_the_sentence_says_what_took_it() -> None:
    with pytest.raises(SiteInvalid, match=r"but those that were taken for others \(截止时间 as due_at\)"):
        fields_of("截止时间")


@pytest.mark.parametrize(
    ("path", "field"),
    [("community", ""), ("handlerunit", "unit_code"), ("sysUnitTitle", "unit_code"), ("old_event_type_2", "category")],
)
def test_a_word_inside_another_names_nothing(path: str, field: str) -> None:
    assert [name for name, words in FIELDS.items() if likeness(path, words) > 0] == ([field] if field else [])


def test_codes_are_few_and_short() -> None:
    assert codes_of(["b", "a", "a", None, ""]) == ("a", "b")
    assert codes_of([str(number) for number in range(50)]) == ()
    assert codes_of(["x" * 61, "x" * 61]) == ()
    assert codes_of([]) == ()


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.text(max_size=8),
        st.lists(
            st.one_of(st.none(), st.text(max_size=12), st.integers(), st.floats(), st.booleans()),
            min_size=4,
            max_size=4,
        ),
        max_size=6,
    )
)
def test_no_records_whatever_break_a_guess(columns: dict[str, list[Any]]) -> None:
    whole = {**columns, "事件编号": ["a", "b", "c", "d"], "上报时间": ["2026-03-02 08:00:00"] * 4}
    found = guess_fields(ENTITIES["event"], whole, {}, ZONE)
    assert found.fields["record_key"].path == "事件编号"
    assert {"record_key", "occurred_at"} <= found.fields.keys()
    used = [guess.path for guess in found.fields.values()]
    assert sorted([*used, *found.free, *found.personal]) == sorted(whole)


def test_a_place_is_found_by_names_of_the_site_whatever_they_are_called() -> None:
    divisions = Divisions(Path(__file__).parent / "sites" / "small_city", "3410")
    columns = {
        "a": ["屯溪区", "歙县"],
        "b": ["昱东街道", "徽城镇"],
        "c": ["荷花池社区", "无名社区"],
        "x": ["118.3", "118.4"],
    }
    found = guess_place(columns, divisions)
    assert found.keys == {"parents": ["a", "b"], "name": "c"}
    assert "无名社区" in found.aliases
    # A name that the site knows is not called unknown because what it lies in is not told.
    found = guess_place({"b": ["昱东街道", "徽城镇"], "c": ["荷花池社区", "无名社区"]}, divisions)
    assert found.keys == {"parents": ["b"], "name": "c"}
    assert found.aliases.startswith(
        "a township is looked for within its county, which no column names: add that column"
    )
    assert "徽城镇, 昱东街道 to division_aliases.csv" in found.aliases
    assert guess_place({"乡镇": ["甲镇", "乙镇"]}, divisions).aliases.startswith("no division has the names 乙镇, 甲镇")
    found = guess_place({"所属区县": ["甲区"], "社区": ["乙"]}, divisions)
    assert found.keys == {"name": "所属区县"}
    found = guess_place({"lng": ["118.3"], "lat": ["29.7"], "adcode": ["341002"]}, divisions)
    assert found.keys == {"longitude": "lng", "latitude": "lat", "division": "adcode"}
    assert guess_place({"lng": ["118.3"], "经度2": ["a"]}, divisions).keys == {}


def test_records_and_paging_of_an_answer_are_found() -> None:
    answer = {"code": 0, "result": {"total": 9, "tags": [1, 2, 3, 4], "rows": [{"a": 1}, {"a": 2}]}}
    assert _records(answer) == ("result.rows", [{"a": 1}, {"a": 2}])
    assert _records([{"a": 1}]) == ("", [{"a": 1}])
    assert _total(answer, 2) == ("result.total", 9)
    bare = httpx.Response(200)

    def paging(given: dict[str, str], body: Any = None, response: httpx.Response = bare) -> dict[str, Any]:
        return _paging(body, response, given, 2, 9)[0]

    assert paging({"pageNum": "0", "pageSize": "2"}) == {
        "style": "page", "page_parameter": "pageNum", "first_page": 0, "size_parameter": "pageSize", "size": 2,
    }  # fmt: skip
    sizes = {size: _paging(None, bare, {"page": "1", "size": size}, 2, 9)[1] for size in ("2", "500")}
    assert ["raise size" in why for why in sizes.values()] == [True, False]
    assert paging({"offset": "0", "limit": "2"}) == {
        "style": "offset", "offset_parameter": "offset", "size_parameter": "limit", "size": 2,
    }  # fmt: skip
    assert paging({}, {"links": {"next": "/a?b=2"}}) == {"style": "next_url", "next_url": "links.next"}
    assert paging({}, {"next_cursor": "abc"})["style"] == "cursor"
    linked = httpx.Response(200, headers={"Link": '</a?page=2>; rel="next"'})
    assert paging({}, None, linked) == {"style": "link_header"}
    assert paging({}) == {}


def test_a_header_is_found_below_titles_in_any_file(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [
        ["网格事件统计表"],
        ["填报单位：某区", None, "日期：三月"],
        ["编号", "发生时间", "状态", "单位"],
    ]
    rows += [[f"a{number}", "2026-03-02", "10", None] for number in range(5)]
    book = write_xlsx(tmp_path / "a.xlsx", {"封面": [["说明"]], "数据": rows})
    assert header_of(book) == ("编号", "发生时间", "状态", "单位")
    table = tmp_path / "a.csv"
    table.write_text("\n".join(",".join(cell or "" for cell in row) for row in rows), encoding="gb18030")
    assert header_of(table) == ("编号", "发生时间", "状态", "单位")
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"id": 1}\n', encoding="utf-8")
    assert header_of(lines) == ()


@given(st.recursive(st.text() | st.integers() | st.booleans(), lambda inner: st.lists(inner, max_size=3), max_leaves=5))
def test_whatever_is_written_is_read_again_as_toml(value: Any) -> None:
    assert tomllib.loads(f"a = {written({'k é': value})}")["a"] == {"k é": value}
